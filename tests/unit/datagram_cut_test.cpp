// What plan_record() cuts, and where.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "mailslot/datagram.h"
#include "mailslot/wire.h"
#include "tests/support/catch.h"
#include "tests/support/datagrams.h"

using namespace mailslog;
using namespace mailslog::test;

namespace {

constexpr std::size_t limits[] = {128, 129, 130, 424, 16383, 16384, 16385, 16386, 65535, 65536};
const std::string code_points[] = {"x", "é", "€", "😀"}; // 1 to 4 bytes

const stream_header header{7, 42, 4711, "orders"};

line_record with_line(std::string_view line) {
    line_record record;
    record.thread_id = header.process_id;
    record.logger = "db";
    record.line = line;
    return record;
}

std::string repeat(const std::string &text, std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) {
        all += text;
    }
    return all;
}

// The longest line that a limit leaves whole.
std::size_t room_for_line(std::size_t limit) {
    const record_plan plan = plan_record(header, with_line(""), limit);
    const std::size_t fields = plan.datagram_bytes - wire::varint_bytes(plan.datagram_bytes);
    return limit - wire::varint_bytes(limit) - fields;
}

// The names that a record is left with; the views live in `from`.
line_record only_record(const decoded &from) {
    REQUIRE(from.error == datagram_error::none);
    REQUIRE(from.records.size() == 1);
    return from.records[0];
}

void check_cut(const std::string &line, std::size_t limit, std::size_t code_point_bytes) {
    CAPTURE(line.size(), limit, code_point_bytes);
    const std::string bytes = encode(header, with_line(line), limit);
    REQUIRE(bytes.size() <= limit);
    const decoded got{bytes};
    const line_record record = only_record(got);
    REQUIRE(record.full_line_bytes == line.size());
    REQUIRE(record.line == line.substr(0, record.line.size()));
    if (line.size() <= room_for_line(limit)) {
        REQUIRE(record.line.size() == line.size());
        return;
    }
    const std::size_t room = room_for_line(limit) - wire::varint_bytes(line.size());
    REQUIRE(record.line.size() == room - room % code_point_bytes);
}

} // namespace

TEST_CASE("a datagram fills its limit exactly before a line is cut", "[datagram_cut]") {
    for (const std::size_t limit : {129u, 130u, 424u, 16383u, 16385u, 65536u}) {
        CAPTURE(limit);
        const std::string longest(room_for_line(limit), 'x');
        CHECK(encode(header, with_line(longest), limit).size() == limit);
        CHECK_FALSE(plan_record(header, with_line(longest), limit).cut);
        CHECK_FALSE(plan_record(header, with_line(longest.substr(1)), limit).cut);

        const std::string one_more = longest + 'x';
        CHECK(plan_record(header, with_line(one_more), limit).cut);
        CHECK(encode(header, with_line(one_more), limit).size() == limit);
    }
}

TEST_CASE("a total that would need a byte more stays below its limit", "[datagram_cut]") {
    // No datagram has 128 bytes: with a total of one byte it has 127 at most, with two 129.
    CHECK(encode(header, with_line(std::string(1000, 'x')), 128).size() == 127);
    CHECK(encode(header, with_line(std::string(20000, 'x')), 16384).size() == 16383);
}

TEST_CASE("a cut never splits a code point and keeps all that fit", "[datagram_cut]") {
    for (const std::size_t limit : limits) {
        for (const std::string &code_point : code_points) {
            const std::size_t fitting = room_for_line(limit) / code_point.size();
            for (std::size_t count = fitting > 3 ? fitting - 3 : 0; count < fitting + 3; ++count) {
                check_cut(repeat(code_point, count), limit, code_point.size());
            }
            check_cut(repeat(code_point, 2 * limit), limit, code_point.size());
        }
    }
}

TEST_CASE("every offset of a code point at the limit is cut before it", "[datagram_cut]") {
    for (const std::string &code_point : code_points) {
        const std::size_t room = room_for_line(424) - 2; // a full length of two bytes
        for (std::size_t before = room - 5; before <= room + 1; ++before) {
            CAPTURE(code_point, before);
            const std::string line = std::string(before, 'x') + code_point + std::string(100, 'y');
            const decoded got{encode(header, with_line(line), 424)};
            const std::size_t kept = only_record(got).line.size();
            const bool whole = before + code_point.size() <= room;
            CHECK(kept == (whole ? room : std::min(before, room)));
        }
    }
}

TEST_CASE("a line that was cut before keeps its first full length", "[datagram_cut]") {
    constexpr std::uint64_t full = 1'000'000;
    const std::size_t room = room_for_line(424) - wire::varint_bytes(full);
    for (const std::size_t length : {std::size_t{0}, room - 1, room, room + 1, room + 100}) {
        CAPTURE(length);
        const std::string line(length, 'x');
        line_record record = with_line(line);
        record.full_line_bytes = full;
        const decoded got{encode(header, record, 424)};
        CHECK(only_record(got).line.size() == std::min(length, room));
        CHECK(only_record(got).full_line_bytes == full);
    }
}

TEST_CASE("a full length that says no more than the line is not sent", "[datagram_cut]") {
    const std::string line(100, 'x');
    line_record record = with_line(line);
    const std::string whole = encode(header, record, 424);
    record.full_line_bytes = 99;
    CHECK(encode(header, record, 424) == whole);
    record.full_line_bytes = 100;
    CHECK(encode(header, record, 424) == whole);
    record.full_line_bytes = 101;
    CHECK(encode(header, record, 424).size() == whole.size() + 1);
}

TEST_CASE("a name is cut at an eighth of the limit, and at 64 bytes", "[datagram_cut]") {
    struct {
        std::size_t limit, longest;
    } const cases[] = {{128, 16}, {135, 16}, {136, 17}, {424, 53}, {512, 64}, {65536, 64}};
    for (const auto &c : cases) {
        CAPTURE(c.limit);
        line_record record = with_line("");
        const std::string fits(c.longest, 'n');
        record.logger = fits;
        CHECK(only_record(decoded{encode(header, record, c.limit)}).logger.size() == c.longest);

        const std::string one_more = fits + 'n';
        record.logger = one_more;
        const decoded got{encode(header, record, c.limit)};
        CHECK(only_record(got).logger == fits.substr(3) + "…");
    }
}

TEST_CASE("names lose their end and a path its beginning", "[datagram_cut]") {
    const std::string name = "accounts_receivable";
    line_record record = with_line("hello");
    record.logger = name;
    record.source_file = "/home/builder/accounts/main.cpp";
    record.source_function = "reconcile_everything";
    const decoded got{encode({1, 1, 1, name}, record, wire::min_datagram_bytes)};
    const line_record cut = only_record(got);
    CHECK(got.datagram.header.process_name == "accounts_rece…");
    CHECK(cut.logger == "accounts_rece…");
    CHECK(cut.source_file == "…unts/main.cpp");
    CHECK(cut.source_function == "reconcile_eve…");
    CHECK(cut.line == "hello");
}

TEST_CASE("the cut of a name never splits a code point", "[datagram_cut]") {
    for (const std::string &code_point : code_points) {
        for (std::size_t shift = 0; shift < code_point.size(); ++shift) {
            CAPTURE(code_point, shift);
            const std::string name = std::string(shift, '-') + repeat(code_point, 20);
            const std::string path = repeat(code_point, 20) + std::string(shift, '-');
            line_record record = with_line("");
            record.logger = name;
            record.source_file = path;
            const decoded got{encode(header, record, wire::min_datagram_bytes)};
            const std::size_t whole = (13 - shift) / code_point.size();
            CHECK(
                only_record(got).logger ==
                std::string(shift, '-') + repeat(code_point, whole) + "…");
            CHECK(
                only_record(got).source_file ==
                "…" + repeat(code_point, whole) + std::string(shift, '-'));
        }
    }
}

TEST_CASE("names that are no UTF-8 are cut all the same", "[datagram_cut]") {
    const std::string stray(100, '\x80');
    line_record record = with_line("");
    record.logger = stray;
    record.source_file = stray;
    const decoded got{encode(header, record, wire::min_datagram_bytes)};
    CHECK(only_record(got).logger.size() >= 13);
    CHECK(only_record(got).logger.size() <= 16);
    CHECK(only_record(got).source_file.size() >= 13);
    CHECK(only_record(got).source_file.size() <= 16);
}

TEST_CASE("the longest fields fit the smallest limit", "[datagram_cut]") {
    const std::string name(1000, 'n');
    const std::string line(70000, 'x');
    line_record record = with_line(line);
    record.time_ns = std::numeric_limits<std::int64_t>::min();
    record.thread_id = std::uint64_t{1} << 63;
    record.logger = record.source_file = record.source_function = name;
    record.source_line = std::numeric_limits<std::uint32_t>::max();
    const stream_header longest{
        ~std::uint64_t{0}, ~std::uint64_t{0}, std::numeric_limits<std::uint32_t>::max(), name};
    for (const std::size_t limit : limits) {
        CAPTURE(limit);
        const std::string bytes = encode(longest, record, limit);
        CHECK(bytes.size() <= limit);
        CHECK(bytes.size() >= limit - 1);
        CHECK(only_record(decoded{bytes}).full_line_bytes == line.size());
    }
}

TEST_CASE("a line that its caller has cut is marked and tells its full length", "[datagram_cut]") {
    for (const std::size_t kept : {0U, 1U, 100U, 200U, 423U, 424U, 425U, 1000U}) {
        for (const std::uint64_t missing : {1U, 65536U}) {
            CAPTURE(kept, missing);
            const std::string line(kept, 'x');
            line_record cut = with_line(line);
            cut.full_line_bytes = kept + missing;
            const std::string bytes = encode(header, cut, 424);
            CHECK(bytes.size() <= 424);
            const decoded got{bytes};
            CHECK(only_record(got).full_line_bytes == kept + missing);
            CHECK(only_record(got).line.size() <= kept);
        }
    }
}
