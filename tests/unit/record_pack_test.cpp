#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "mailslot/datagram.h"
#include "mailslot/record_pack.h"
#include "mailslot/wire.h"
#include "tests/support/allocation_count.h"
#include "tests/support/catch.h"
#include "tests/support/datagrams.h"
#include "tests/support/random_records.h"

using namespace mailslog;
using namespace mailslog::test;

namespace {

constexpr std::uint64_t highest = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t wide = wire::max_datagram_bytes;

stream_header numbered(std::uint64_t sequence) {
    return {0x0123456789ABCDEF, sequence, 4711, "orders"};
}

line_record saying(std::string_view line) {
    line_record record;
    record.time_ns = 1795357321123456789;
    record.thread_id = 4711;
    record.logger = "db";
    record.line = line;
    return record;
}

std::string datagram_of(std::uint64_t sequence, std::string_view line) {
    return encode(numbered(sequence), saying(line), wide);
}

/// The bytes that docs/datagram.md prescribes for lines of the main thread.
std::string spelled(std::uint64_t first, const std::vector<std::string> &lines) {
    std::vector<line_record> records;
    for (const std::string &line : lines) {
        records.push_back(saying(line));
    }
    return spell_records(numbered(first), records);
}

record_pack packed(std::uint64_t first, const std::vector<std::string> &lines) {
    record_pack pack{wide};
    for (const std::string &line : lines) {
        REQUIRE(pack.add(datagram_of(first++, line)));
    }
    return pack;
}

line_record as_line(const record &from) {
    line_record made;
    made.level = from.level;
    made.time_ns = from.time_ns;
    made.thread_id = from.thread_id;
    made.logger = from.logger;
    made.source_file = from.source_file;
    made.source_line = from.source_line;
    made.source_function = from.source_function;
    made.line = from.line;
    made.full_line_bytes = from.missing_bytes;
    return made;
}

/// A record's bytes with its line's length before its line, as where another one follows.
std::string followed(std::string_view datagram) {
    const decoded from{datagram};
    const std::string_view bytes = from.datagram.records;
    const std::string_view line = from.records.at(0).line;
    const auto flags = static_cast<unsigned char>(bytes[0]);
    return spelling{}
        .u8(flags + 8u)
        .raw(std::string{bytes.substr(1, bytes.size() - 1 - line.size())})
        .string(line)
        .bytes();
}

/// Those datagrams of one stream as the document has them in one.
std::string spelled_together(const std::vector<std::string> &datagrams) {
    const decoded first{datagrams.at(0)};
    spelling body = spell_header(first.datagram.header);
    for (std::size_t i = 0; i + 1 < datagrams.size(); ++i) {
        body.raw(followed(datagrams[i]));
    }
    const decoded last{datagrams.back()};
    return spell_datagram(0x81, body.raw(std::string{last.datagram.records}));
}

/// Takes it apart again, each record a datagram of its own.
std::vector<std::string> taken_apart(std::string_view bytes) {
    const decoded all{bytes};
    REQUIRE(all.error == datagram_error::none);
    REQUIRE_FALSE(all.broke_off);
    std::vector<std::string> single;
    stream_header header = all.datagram.header;
    for (const line_record &record : all.records) {
        single.push_back(encode(header, record, wide));
        ++header.sequence;
    }
    return single;
}

void check_refused(record_pack &pack, std::string_view datagram) {
    const std::string before{pack.bytes()};
    CHECK_FALSE(pack.add(datagram));
    CHECK(pack.bytes() == before);
}

} // namespace

TEST_CASE("a pack begins empty, and is empty again when cleared", "[record_pack]") {
    record_pack pack{wide};
    CHECK(pack.empty());
    CHECK(pack.bytes().empty());
    REQUIRE(pack.add(datagram_of(7, "one")));
    CHECK_FALSE(pack.empty());
    pack.clear();
    CHECK(pack.empty());
    CHECK(pack.bytes().empty());
    REQUIRE(pack.add(datagram_of(3, "another")));
    CHECK(pack.bytes() == datagram_of(3, "another"));
}

TEST_CASE("a pack of one is that datagram", "[record_pack]") {
    CHECK(packed(300, {"order 42 accepted"}).bytes() == datagram_of(300, "order 42 accepted"));
}

TEST_CASE("records behind each other are spelled as the document says", "[record_pack]") {
    const std::vector<std::string> lines{"one", "", "three", std::string(200, 'x'), ""};
    for (std::size_t count = 1; count <= lines.size(); ++count) {
        const std::vector<std::string> some(lines.begin(), lines.begin() + static_cast<int>(count));
        CAPTURE(count);
        CHECK(packed(126, some).bytes() == spelled(126, some));
    }
}

TEST_CASE("a pack decodes to its records, numbered one after the other", "[record_pack]") {
    const decoded got{packed(41, {"one", "two", "three"}).bytes()};
    REQUIRE(got.error == datagram_error::none);
    CHECK(got.datagram.kind == datagram_kind::records);
    CHECK(got.datagram.header.sequence == 41);
    CHECK(got.datagram.header.process_name == "orders");
    REQUIRE(got.records.size() == 3);
    CHECK(got.records[0].line == "one");
    CHECK(got.records[1].line == "two");
    CHECK(got.records[2].line == "three");
    CHECK(got.records[2].logger == "db");
}

TEST_CASE("what has several records already is taken, too", "[record_pack]") {
    record_pack pack{wide};
    REQUIRE(pack.add(spelled(5, {"5", "6"})));
    check_refused(pack, datagram_of(6, "6 again"));
    REQUIRE(pack.add(spelled(7, {"7", "8", "9"})));
    REQUIRE(pack.add(datagram_of(10, "10")));
    CHECK(pack.bytes() == spelled(5, {"5", "6", "7", "8", "9", "10"}));
}

TEST_CASE("a record that is not the next one is refused", "[record_pack]") {
    record_pack pack = packed(41, {"41", "42"});
    for (const std::uint64_t other : {1u, 40u, 41u, 42u, 44u, 45u}) {
        CAPTURE(other);
        check_refused(pack, datagram_of(other, "x"));
    }
    CHECK(pack.add(datagram_of(43, "43")));
}

TEST_CASE("nothing follows the highest number", "[record_pack]") {
    record_pack pack = packed(highest - 1, {"the last but one", "the last"});
    check_refused(pack, datagram_of(1, "x"));
    check_refused(pack, datagram_of(highest, "x"));
    CHECK(pack.bytes() == spelled(highest - 1, {"the last but one", "the last"}));
}

TEST_CASE("a record of another stream or process is refused", "[record_pack]") {
    record_pack pack = packed(1, {"one"});
    stream_header other = numbered(2);
    other.stream_id ^= 1;
    check_refused(pack, encode(other, saying("two"), wide));
    other = numbered(2);
    other.process_id += 1;
    check_refused(pack, encode(other, saying("two"), wide));
    for (const char *name : {"order", "orders2", "Orders", ""}) {
        other = numbered(2);
        other.process_name = name;
        check_refused(pack, encode(other, saying("two"), wide));
    }
    CHECK(pack.add(datagram_of(2, "two")));
}

TEST_CASE("what is no datagram of records is refused, by an empty pack too", "[record_pack]") {
    const std::string good = datagram_of(2, "two");
    const std::vector<std::string> others{
        "",
        "a line of plain text",
        encode_control(datagram_kind::goodbye, numbered(2)),
        encode_control(datagram_kind::offer, numbered(2)),
        "\x82" + good.substr(1), // version 2
        "\xB1" + good.substr(1), // sealed
        good + "x",
        std::string(wide, '\x81'),
    };
    for (const std::string &other : others) {
        CAPTURE(other);
        record_pack empty{wide};
        check_refused(empty, other);
        record_pack begun = packed(1, {"one"});
        check_refused(begun, other);
        CHECK(begun.add(good));
    }
}

TEST_CASE("a datagram cut short anywhere is refused", "[record_pack]") {
    record_pack pack = packed(1, {"one"});
    const std::string whole = datagram_of(2, "two");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        check_refused(pack, std::string_view{whole}.substr(0, size));
    }
    CHECK(pack.add(whole));
}

TEST_CASE("the first datagram may have just the limit's size", "[record_pack]") {
    const std::string first = datagram_of(1, std::string(90, 'x'));
    record_pack too_small{first.size() - 1};
    check_refused(too_small, first);
    CHECK(record_pack{first.size()}.add(first));
    CHECK(record_pack{first.size() + 1}.add(first));
}

TEST_CASE("a pack grows to its limit and no byte beyond", "[record_pack]") {
    // The second line's length moves the pack over each step of the total: 127 to 129 bytes, and
    // 16,383 to 16,385.
    for (const std::size_t from : {10u, 16'250u}) {
        for (std::size_t length = from; length < from + 100; ++length) {
            const std::vector<std::string> lines{"a first line", std::string(length, 'x')};
            const std::size_t size = spelled(1, lines).size();
            CAPTURE(length, size);
            for (const std::size_t limit : {size - 1, size, size + 1}) {
                record_pack pack{limit};
                REQUIRE(pack.add(datagram_of(1, lines[0])));
                if (limit < size) {
                    check_refused(pack, datagram_of(2, lines[1]));
                    continue;
                }
                REQUIRE(pack.add(datagram_of(2, lines[1])));
                REQUIRE(pack.bytes() == spelled(1, lines));
            }
        }
    }
}

TEST_CASE("a refusal for size leaves room for a shorter record", "[record_pack]") {
    const std::size_t limit = spelled(1, {"one", "two", "3"}).size();
    record_pack pack{limit};
    REQUIRE(pack.add(datagram_of(1, "one")));
    REQUIRE(pack.add(datagram_of(2, "two")));
    check_refused(pack, datagram_of(3, "33"));
    CHECK(pack.add(datagram_of(3, "3")));
    CHECK(pack.bytes().size() == limit);
}

TEST_CASE("a pack goes on after its total has grown by a byte, twice", "[record_pack]") {
    record_pack pack{wide};
    std::vector<std::string> lines;
    while (pack.bytes().size() < 20'000) {
        lines.push_back(std::to_string(lines.size()));
        REQUIRE(pack.add(datagram_of(lines.size(), lines.back())));
    }
    CHECK(pack.bytes() == spelled(1, lines));
}

TEST_CASE("no pack is longer than a datagram may be", "[record_pack]") {
    record_pack pack{10 * wide};
    REQUIRE(pack.add(datagram_of(1, std::string(wide - 100, 'x'))));
    const std::size_t room = wide - spelled(1, {std::string(wide - 100, 'x'), ""}).size();
    check_refused(pack, datagram_of(2, std::string(room + 1, 'y')));
    REQUIRE(pack.add(datagram_of(2, std::string(room, 'y'))));
    CHECK(pack.bytes().size() == wide);
    CHECK(decoded{pack.bytes()}.error == datagram_error::none);
}

TEST_CASE("random records come out of a pack as they went in", "[record_pack]") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    random_records random{seed};
    std::mt19937 lengths{seed};
    for (int round = 0; round < 300; ++round) {
        const std::string name{random.next().process_name};
        stream_header header{lengths(), 1 + lengths() % 200, 4711, name};
        record_pack pack{128 + lengths() % 2000};
        std::vector<std::string> datagrams;
        for (;; ++header.sequence) {
            const std::string next = encode(header, as_line(random.next()), 128 + lengths() % 300);
            if (!pack.add(next)) {
                break;
            }
            datagrams.push_back(next);
        }
        if (!datagrams.empty()) {
            REQUIRE(pack.bytes() == spelled_together(datagrams));
            REQUIRE(taken_apart(pack.bytes()) == datagrams);
        }
    }
}

TEST_CASE("a pack allocates nothing after its construction", "[record_pack]") {
    constexpr std::size_t limit = wire::default_datagram_bytes;
    std::vector<std::string> datagrams;
    for (std::uint64_t sequence = 1; sequence <= 50; ++sequence) {
        datagrams.push_back(datagram_of(sequence, std::string(sequence, 'x')));
    }
    record_pack pack{limit};
    const allocation_count allocations;
    std::size_t packs = 0;
    for (const std::string &datagram : datagrams) {
        if (!pack.add(datagram)) {
            ++packs;
            pack.clear();
            pack.add(datagram);
        }
    }
    const std::uint64_t counted = allocations.so_far();
    CHECK(packs > 1);
    CHECK(counted == 0);
}
