// What takes nothing from the heap, and that the count would notice if it did.
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "mailslot/datagram.h"
#include "mailslot/outbox.h"
#include "mailslot/wire.h"
#include "tests/support/allocation_count.h"
#include "tests/support/catch.h"

using namespace mailslog;
using namespace mailslog::test;

namespace {

// Out of the optimizer's sight, which may leave out a new and its delete together.
template <typename Allocate>
std::uint64_t allocations_of(Allocate allocate) {
    const allocation_count allocations;
    void *volatile memory = allocate();
    ::operator delete(memory);
    return allocations.so_far();
}

line_record full_record(std::string_view line) {
    line_record record;
    record.thread_id = 4715;
    record.logger = "a logger with a rather long name, longer than is sent";
    record.source_file = "/home/builder/a/rather/long/path/longer/than/is/sent/main.cpp";
    record.source_function = "main";
    record.line = line;
    return record;
}

} // namespace

TEST_CASE("an allocation is counted, in whichever form", "[allocation]") {
    const std::uint64_t one = counts_allocations() ? 1 : 0;
    CHECK(allocations_of([] { return ::operator new(1); }) == one);
    CHECK(allocations_of([] { return ::operator new(0); }) == one);
    CHECK(allocations_of([] { return ::operator new(1, std::nothrow); }) == one);
    const allocation_count allocations;
    const std::string text(100, 'x');
    const std::vector<char> bytes(text.begin(), text.end());
    CHECK(allocations.so_far() == 2 * one);
}

TEST_CASE("another thread's allocations are not counted", "[allocation]") {
    std::uint64_t there = 0;
    std::thread other{[&there] { there = allocations_of([] { return ::operator new(1); }); }};
    const allocation_count allocations;
    other.join();
    CHECK(allocations.so_far() == 0);
    CHECK(there == (counts_allocations() ? 1 : 0));
}

TEST_CASE("encoding and decoding a record allocate nothing", "[allocation]") {
    const std::string line(1000, 'x');
    const line_record record = full_record(line);
    const stream_header header{7, 42, 4711, "orders"};
    char room[wire::default_datagram_bytes];

    const allocation_count allocations;
    const record_plan plan = plan_record(header, record, sizeof room);
    encode_record(plan, header, record, room);
    datagram decoded;
    const auto error = decode_datagram({room, plan.datagram_bytes}, decoded);
    line_record again;
    const bool taken = next_record(decoded.records, header.process_id, again);
    const std::uint64_t counted = allocations.so_far();

    CHECK(error == datagram_error::none);
    CHECK(taken);
    CHECK(counted == 0);
}

TEST_CASE("an outbox allocates nothing after its construction", "[allocation]") {
    const std::string datagram(300, 'x');
    outbox box{4096};
    const allocation_count allocations;
    std::size_t gone = 0;
    for (int count = 0; count < 100; ++count) {
        gone += box.push(datagram);
    }
    const std::uint64_t counted = allocations.so_far();
    CHECK(gone > 0);
    CHECK(counted == 0);
}
