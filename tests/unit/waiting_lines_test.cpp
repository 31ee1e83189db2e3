#include "sink/src/waiting_lines.h"

#include <string>
#include <thread>
#include <vector>

#include "tests/support/catch.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;
using task = waiting_lines::task;
using clock = waiting_lines::clock;

constexpr std::size_t capacity_bytes = 4096;
constexpr std::size_t datagram_bytes = 424;

stream_header stream_at(std::uint64_t sequence) {
    return {7, sequence, 4711, "shop"};
}

std::string record_of(std::uint64_t sequence, std::size_t line_bytes = 10) {
    const std::string text(line_bytes, 'x');
    line_record record;
    record.line = text;
    record.full_line_bytes = text.size();
    const stream_header header = stream_at(sequence);
    const record_plan plan = plan_record(header, record, datagram_bytes);
    std::string bytes(plan.datagram_bytes, '\0');
    encode_record(plan, header, record, bytes.data());
    return bytes;
}

std::size_t records_in(const record_pack &pack) {
    datagram opened;
    REQUIRE(decode_datagram(pack.bytes(), opened) == datagram_error::none);
    std::size_t count = 0;
    for (line_record record; next_record(opened.records, 1, record);) {
        ++count;
    }
    return count;
}

struct one_queue {
    waiting_lines lines{capacity_bytes};
    record_pack pack{datagram_bytes};

    void push(std::uint64_t sequence, std::size_t line_bytes = 10) {
        lines.push(stream_at(sequence), record_of(sequence, line_bytes), clock::now());
    }
};

TEST_CASE("lines that wait are sent together, as many as a datagram holds", "[waiting_lines]") {
    one_queue queue;
    for (std::uint64_t sequence = 1; sequence <= 20; ++sequence) {
        queue.push(sequence);
    }
    std::size_t count = 0;
    std::size_t datagrams = 0;
    for (; count < 20; ++datagrams) {
        REQUIRE(queue.lines.next(queue.pack) == task::send_lines);
        CHECK(queue.pack.bytes().size() <= datagram_bytes);
        count += records_in(queue.pack);
    }
    CHECK(count == 20);
    CHECK(datagrams < 10);
    CHECK(queue.lines.bytes() == 0);
    CHECK(queue.lines.lost() == 0);
}

TEST_CASE("beyond the room the oldest lines leave and are lost", "[waiting_lines]") {
    one_queue queue;
    for (std::uint64_t sequence = 1; sequence <= 20; ++sequence) {
        queue.push(sequence, 300);
    }
    CHECK(queue.lines.lost() > 0);
    std::uint64_t count = 0;
    while (queue.lines.bytes() != 0) {
        REQUIRE(queue.lines.next(queue.pack) == task::send_lines);
        count += records_in(queue.pack);
    }
    CHECK(count + queue.lines.lost() == 20);
}

TEST_CASE("what can't be sent is lost", "[waiting_lines]") {
    one_queue queue;
    queue.push(1);
    queue.push(2);
    REQUIRE(queue.lines.next(queue.pack) == task::send_lines);
    queue.lines.give_up();
    CHECK(queue.lines.lost() == 2);
}

TEST_CASE("a datagram that no pack takes is lost and in nobody's way", "[waiting_lines]") {
    one_queue queue;
    queue.lines.push(stream_at(1), "no record", clock::now());
    queue.push(2);
    REQUIRE(queue.lines.next(queue.pack) == task::send_lines);
    if (queue.pack.empty()) {
        REQUIRE(queue.lines.next(queue.pack) == task::send_lines);
    }
    CHECK(records_in(queue.pack) == 1);
    CHECK(queue.lines.lost() == 1);
}

TEST_CASE("after a silence the last number is said, once", "[waiting_lines]") {
    one_queue queue;
    queue.push(1);
    REQUIRE(queue.lines.next(queue.pack) == task::send_lines);
    CHECK(queue.lines.next(queue.pack) == task::say_last_number);
    CHECK(queue.lines.stream().sequence == 1);
    std::thread ending{[&] { queue.lines.end(stream_at(1), clock::now()); }};
    CHECK(queue.lines.next(queue.pack) == task::say_goodbye);
    ending.join();
}

TEST_CASE("the end comes when everything is sent", "[waiting_lines]") {
    one_queue queue;
    queue.push(1);
    queue.lines.end(stream_at(1), clock::now());
    CHECK(queue.lines.next(queue.pack) == task::send_lines);
    CHECK(queue.lines.next(queue.pack) == task::say_goodbye);
    CHECK(queue.lines.next(queue.pack) == task::stop);
}

TEST_CASE("who ends it waits for the courier no longer than told", "[waiting_lines]") {
    one_queue queue;
    queue.push(1);
    queue.lines.end(stream_at(1), clock::now() + 1ms);
    CHECK_FALSE(queue.lines.stop(clock::now()));
    queue.lines.finish();
    CHECK(queue.lines.stop(clock::now()));
    CHECK(queue.lines.next(queue.pack) == task::stop);
}

TEST_CASE("who hands over can wait for room", "[waiting_lines]") {
    one_queue queue;
    std::uint64_t sequence = 0;
    while (queue.lines.lost() == 0) {
        queue.push(++sequence, 300);
    }
    ++sequence;
    CHECK_FALSE(queue.lines.push(stream_at(sequence), record_of(sequence, 300), clock::now()));
    ++sequence;
    std::thread courier{[&] {
        while (queue.lines.bytes() != 0) {
            queue.lines.next(queue.pack);
        }
    }};
    CHECK(queue.lines.push(stream_at(sequence), record_of(sequence, 300), clock::now() + 10s));
    courier.join();
}

} // namespace
