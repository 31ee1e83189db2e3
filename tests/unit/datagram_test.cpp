#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "mailslot/datagram.h"
#include "mailslot/wire.h"
#include "tests/support/catch.h"
#include "tests/support/datagrams.h"

using namespace mailslog;
using namespace mailslog::test;

namespace {

template <typename Integer>
constexpr Integer highest = std::numeric_limits<Integer>::max();

// The example of docs/datagram.md.
const stream_header example_header{0x0123456789ABCDEF, 300, 4711, "orders"};

line_record example_record() {
    line_record record;
    record.level = level::info;
    record.time_ns = 1795357321123456789;
    record.thread_id = 4715;
    record.logger = "db";
    record.line = "order 42 accepted";
    return record;
}

std::string example_bytes() {
    const unsigned char bytes[] = {
        0x81,                                           // records, version 1
        0x33,                                           // total
        0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01, // stream
        0xac, 0x02,                                     // sequence
        0xe7, 0x24,                                     // process id
        0x06, 0x6f, 0x72, 0x64, 0x65, 0x72, 0x73,       // process name
        0x12,                                           // flags
        0x15, 0xe7, 0x75, 0xaa, 0xf8, 0x63, 0xea, 0x18, // time
        0x08,                                           // thread
        0x02, 0x64, 0x62,                               // logger
        0x6f, 0x72, 0x64, 0x65, 0x72, 0x20, 0x34, 0x32, // line
        0x20, 0x61, 0x63, 0x63, 0x65, 0x70, 0x74, 0x65, 0x64,
    };
    return {std::begin(bytes), std::end(bytes)};
}

void check_same(const stream_header &got, const stream_header &sent) {
    CHECK(got.stream_id == sent.stream_id);
    CHECK(got.sequence == sent.sequence);
    CHECK(got.process_id == sent.process_id);
    CHECK(got.process_name == sent.process_name);
}

void check_same(const line_record &got, const line_record &sent) {
    CHECK(got.level == sent.level);
    CHECK(got.time_ns == sent.time_ns);
    CHECK(got.thread_id == sent.thread_id);
    CHECK(got.logger == sent.logger);
    CHECK(got.source_file == sent.source_file);
    CHECK(got.source_line == sent.source_line);
    CHECK(got.source_function == sent.source_function);
    CHECK(got.line == sent.line);
    CHECK(got.full_line_bytes == sent.line.size());
}

void check_round_trip(const stream_header &header, const line_record &record) {
    const decoded got{encode(header, record, wire::default_datagram_bytes)};
    REQUIRE(got.error == datagram_error::none);
    REQUIRE(got.records.size() == 1);
    CHECK(got.datagram.kind == datagram_kind::records);
    check_same(got.datagram.header, header);
    check_same(got.records[0], record);
}

// Names of 8 characters, from the main thread; `line_bytes` long.
std::size_t typical_overhead(std::uint64_t sequence, std::uint32_t pid, std::uint64_t thread) {
    const std::string line(105, 'x');
    line_record record = example_record();
    record.thread_id = thread;
    record.logger = "database";
    record.line = line;
    const stream_header header{highest<std::uint64_t>, sequence, pid, "accounts"};
    return encode(header, record, wire::default_datagram_bytes).size() - line.size();
}

} // namespace

TEST_CASE("the documented example is encoded byte for byte", "[datagram]") {
    CHECK(encode(example_header, example_record(), 424) == example_bytes());
}

TEST_CASE("the documented example is decoded", "[datagram]") {
    const decoded got{example_bytes()};
    REQUIRE(got.error == datagram_error::none);
    REQUIRE(got.records.size() == 1);
    check_same(got.datagram.header, example_header);
    check_same(got.records[0], example_record());
}

TEST_CASE("header fields survive at their extremes", "[datagram]") {
    const line_record record = example_record();
    for (const std::uint64_t stream : {std::uint64_t{0}, highest<std::uint64_t>}) {
        check_round_trip({stream, 1, 1, "a"}, record);
    }
    for (const std::uint64_t sequence : {std::uint64_t{1}, highest<std::uint64_t>}) {
        check_round_trip({1, sequence, 1, "a"}, record);
    }
    for (const std::uint32_t process_id : {0u, 1u, highest<std::uint32_t>}) {
        check_round_trip({1, 1, process_id, "a"}, record);
    }
    for (const std::size_t length : {0u, 1u, 53u}) {
        check_round_trip({1, 1, 1, std::string(length, 'n')}, record);
    }
}

TEST_CASE("thread ids survive wherever they lie", "[datagram]") {
    line_record record = example_record();
    for (const std::uint32_t process_id : {0u, 1u, 4711u, highest<std::uint32_t>}) {
        const std::uint64_t near = process_id;
        for (const std::uint64_t thread :
             {std::uint64_t{0}, near, near + 1, near - 1, near + 64, near - 65,
              near + (std::uint64_t{1} << 63), highest<std::uint64_t>}) {
            CAPTURE(process_id, thread);
            record.thread_id = thread;
            check_round_trip({1, 1, process_id, "a"}, record);
        }
    }
}

TEST_CASE("record fields survive at their extremes", "[datagram]") {
    line_record record = example_record();
    for (const std::int64_t time :
         {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::int64_t{0},
          highest<std::int64_t>}) {
        record.time_ns = time;
        check_round_trip(example_header, record);
    }
    for (int number = 0; number <= static_cast<int>(level::off); ++number) {
        record.level = static_cast<level>(number);
        check_round_trip(example_header, record);
    }
    record.line = "";
    check_round_trip(example_header, record);
    const std::string longest(53, 'l');
    record.logger = longest;
    check_round_trip(example_header, record);
    record.logger = "";
    check_round_trip(example_header, record);
}

TEST_CASE("a source location survives at its extremes", "[datagram]") {
    const std::string longest(53, 's');
    line_record record = example_record();
    for (const std::uint32_t line : {0u, 1u, highest<std::uint32_t>}) {
        record.source_line = line;
        record.source_file = "a";
        record.source_function = "";
        check_round_trip(example_header, record);
        record.source_file = longest;
        record.source_function = longest;
        check_round_trip(example_header, record);
    }
}

TEST_CASE("a line and a name may hold any bytes", "[datagram]") {
    std::string any_bytes;
    for (int byte = 0; byte < 256; ++byte) {
        any_bytes += static_cast<char>(byte);
    }
    line_record record = example_record();
    record.line = any_bytes;
    record.logger = std::string_view{any_bytes}.substr(0, 50);
    check_round_trip({1, 1, 1, std::string_view{any_bytes}.substr(200, 50)}, record);
}

TEST_CASE("a typical record has at most 44 bytes of header", "[datagram]") {
    CHECK(typical_overhead(1'999'999, 1'999'999, 1'999'999) == 44); // a main thread
    CHECK(typical_overhead(1'999'999, 4711, 4711 + 63) == 44);      // a thread of a small pid
    CHECK(typical_overhead(16'000, 54'321, 54'321 + 63) == 44);     // a thread of a young stream
    CHECK(typical_overhead(300, 4711, 4711 + 8191) == 44);
}

TEST_CASE("a far thread, a large pid and a long stream cost a byte or two more", "[datagram]") {
    constexpr std::uint32_t largest_linux_pid = 4'194'304; // proc(5), pid_max
    CHECK(typical_overhead(1'999'999, 54'321, 54'321 + 63) == 45);
    CHECK(typical_overhead(200'000'000, largest_linux_pid, largest_linux_pid - 8191) == 48);
}

TEST_CASE("a goodbye and an offer carry a header and nothing else", "[datagram]") {
    for (const datagram_kind kind : {datagram_kind::goodbye, datagram_kind::offer}) {
        for (const std::uint64_t last_used : {std::uint64_t{0}, highest<std::uint64_t>}) {
            const stream_header header{1, last_used, highest<std::uint32_t>, "orders"};
            const decoded got{test::encode_control(kind, header)};
            REQUIRE(got.error == datagram_error::none);
            CHECK(got.datagram.kind == kind);
            CHECK(got.datagram.records.empty());
            check_same(got.datagram.header, header);
        }
    }
}

TEST_CASE("a control datagram cuts a long process name", "[datagram]") {
    const std::string name(1000, 'n');
    const stream_header header{1, highest<std::uint64_t>, highest<std::uint32_t>, name};
    const std::string bytes = test::encode_control(datagram_kind::goodbye, header);
    CHECK(bytes.size() < max_control_bytes);
    const decoded got{bytes};
    REQUIRE(got.error == datagram_error::none);
    CHECK(got.datagram.header.process_name == name.substr(0, 61) + "…");
}

TEST_CASE("several records share one datagram", "[datagram]") {
    const std::string long_line(300, 'y');
    std::vector<line_record> sent(3, example_record());
    for (line_record &record : sent) {
        record.thread_id = example_header.process_id;
    }
    sent[0].line = long_line;
    sent[1].line = "";
    sent[1].level = level::critical;
    const decoded got{spell_records(example_header, sent)};
    REQUIRE(got.error == datagram_error::none);
    check_same(got.datagram.header, example_header);
    REQUIRE(got.records.size() == sent.size());
    for (std::size_t i = 0; i < sent.size(); ++i) {
        check_same(got.records[i], sent[i]);
    }
}
