// What decode_datagram() refuses, and that nothing makes it read where it must not.
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
using namespace std::string_literals;

namespace {

constexpr std::uint64_t max_u64 = std::numeric_limits<std::uint64_t>::max();
constexpr unsigned records_first = 0x81;

const stream_header header{7, 42, 4711, "orders"};

datagram_error error_of(const std::string &bytes) {
    const decoded got{bytes};
    CHECK_FALSE(got.broke_off);
    return got.error;
}

// A records datagram whose header is sound and whose records are `records`.
datagram_error error_of_records(const spelling &records) {
    return error_of(spell_datagram(records_first, spell_header(header).raw(records.bytes())));
}

// The beginning of a record: flags, time; what follows depends on the flags.
spelling record(unsigned flags) {
    return spelling{}.u8(flags).u64(0);
}

std::vector<std::string> sound_datagrams() {
    line_record full;
    full.thread_id = 4720;
    full.logger = "db";
    full.source_file = "main.cpp";
    full.source_line = 300;
    full.source_function = "main";
    const std::string line(200, 'x');
    full.line = line;
    line_record plain;
    plain.line = "a line";
    return {
        encode(header, plain, 424),
        encode(header, full, 128),
        encode(header, full, 424),
        spell_records(header, {plain, plain, plain}),
        test::encode_control(datagram_kind::goodbye, header),
        test::encode_control(datagram_kind::offer, header),
    };
}

} // namespace

TEST_CASE("what does not begin as a datagram is plain text", "[datagram_hostile]") {
    CHECK(error_of("") == datagram_error::plain_text);
    CHECK(error_of("\0"s) == datagram_error::plain_text);
    CHECK(error_of("<13>Nov 22 14:22:01 orders: hello") == datagram_error::plain_text);
    CHECK(error_of("é") == datagram_error::plain_text);
    for (unsigned first = 0; first < 256; ++first) {
        const bool text = error_of(spelling{}.u8(first).bytes()) == datagram_error::plain_text;
        CHECK(text == (first < 0x80 || first >= 0xC0));
    }
}

TEST_CASE("every other version is unknown, whatever follows", "[datagram_hostile]") {
    for (std::string bytes : sound_datagrams()) {
        const unsigned kind = static_cast<unsigned char>(bytes[0]) & 0xF0u;
        for (unsigned version = 0; version < 16; ++version) {
            bytes[0] = static_cast<char>(kind | version);
            const auto expected =
                version == 1 ? datagram_error::none : datagram_error::unknown_version;
            CHECK(error_of(bytes) == expected);
            CHECK((version == 1 || error_of(bytes.substr(0, 1)) == expected));
        }
    }
}

TEST_CASE("every beginning of a datagram is malformed", "[datagram_hostile]") {
    for (const std::string &bytes : sound_datagrams()) {
        for (std::size_t size = 1; size < bytes.size(); ++size) {
            CAPTURE(size, bytes.size());
            REQUIRE(error_of(bytes.substr(0, size)) == datagram_error::malformed);
        }
    }
}

TEST_CASE("bytes behind the total length are malformed", "[datagram_hostile]") {
    for (const std::string &bytes : sound_datagrams()) {
        CHECK(error_of(bytes + '\0') == datagram_error::malformed);
        CHECK(error_of(bytes + bytes) == datagram_error::malformed);
    }
}

TEST_CASE("no wrong byte leads the decoder astray", "[datagram_hostile]") {
    for (const std::string &bytes : sound_datagrams()) {
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            for (unsigned flip = 1; flip < 256; ++flip) {
                std::string wrong = bytes;
                wrong[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ flip);
                const decoded got{wrong};
                CAPTURE(at, flip);
                REQUIRE_FALSE(got.broke_off);
                REQUIRE(
                    ((got.error != datagram_error::none) == got.records.empty() ||
                     got.datagram.kind != datagram_kind::records));
            }
        }
    }
}

TEST_CASE("a datagram has at most 65,536 bytes", "[datagram_hostile]") {
    const auto of_size = [](std::size_t size) {
        const std::size_t without_line = 1 + 3 + 8 + 1 + 2 + 7 + 1 + 8 + 1;
        std::string bytes = spell_datagram(
            records_first,
            spell_header(header).raw(
                record(2).string("").raw(std::string(size - without_line, 'x')).bytes()));
        REQUIRE(bytes.size() == size);
        return bytes;
    };
    CHECK(error_of(of_size(65535)) == datagram_error::none);
    CHECK(error_of(of_size(65536)) == datagram_error::none);
    CHECK(error_of(of_size(65537)) == datagram_error::malformed);
}

TEST_CASE("a kind without a meaning is malformed", "[datagram_hostile]") {
    CHECK(error_of(spell_datagram(0xB1, spell_header(header))) == datagram_error::malformed);
}

TEST_CASE("a goodbye and an offer end with their header", "[datagram_hostile]") {
    for (const unsigned first : {0x91u, 0xA1u}) {
        CHECK(error_of(spell_datagram(first, spell_header(header))) == datagram_error::none);
        CHECK(
            error_of(spell_datagram(first, spell_header(header).u8(0))) ==
            datagram_error::malformed);
    }
}

TEST_CASE("records without a record are malformed", "[datagram_hostile]") {
    CHECK(error_of_records({}) == datagram_error::malformed);
}

TEST_CASE("a record without a number is malformed", "[datagram_hostile]") {
    const auto numbered = [](std::uint64_t sequence) {
        return error_of(spell_records({7, sequence, 1, "a"}, {{}}));
    };
    CHECK(numbered(0) == datagram_error::malformed);
    CHECK(numbered(1) == datagram_error::none);
    CHECK(numbered(max_u64) == datagram_error::none);
}

TEST_CASE("numbers do not wrap within a datagram", "[datagram_hostile]") {
    const auto three_from = [](std::uint64_t sequence) {
        return error_of(spell_records({7, sequence, 1, "a"}, {{}, {}, {}}));
    };
    CHECK(three_from(max_u64 - 3) == datagram_error::none);
    CHECK(three_from(max_u64 - 2) == datagram_error::none);
    CHECK(three_from(max_u64 - 1) == datagram_error::malformed);
    CHECK(three_from(max_u64) == datagram_error::malformed);
}

TEST_CASE("a process id has at most 32 bits", "[datagram_hostile]") {
    const auto with_process_id = [](std::uint64_t process_id) {
        const spelling fields = spelling{}.u64(7).varint(1).varint(process_id).string("a");
        return error_of(spell_datagram(0x91, fields));
    };
    CHECK(with_process_id(0xFFFFFFFF) == datagram_error::none);
    CHECK(with_process_id(0x100000000) == datagram_error::malformed);
    CHECK(with_process_id(max_u64) == datagram_error::malformed);
}

TEST_CASE("a level that does not exist is malformed", "[datagram_hostile]") {
    CHECK(error_of_records(record(6).string("")) == datagram_error::none);
    CHECK(error_of_records(record(7).string("")) == datagram_error::malformed);
}

TEST_CASE("the reserved flag is malformed", "[datagram_hostile]") {
    CHECK(error_of_records(record(0x82).string("")) == datagram_error::malformed);
}

TEST_CASE("a thread that is the process's must not be spelled out", "[datagram_hostile]") {
    CHECK(error_of_records(record(0x12).varint(1).string("")) == datagram_error::none);
    CHECK(error_of_records(record(0x12).varint(0).string("")) == datagram_error::malformed);
}

TEST_CASE("a source needs a file and a line number of 32 bits", "[datagram_hostile]") {
    const auto with_source = [](std::uint64_t line, std::string_view file) {
        return error_of_records(record(0x22).string("").varint(line).string(file).string(""));
    };
    CHECK(with_source(0xFFFFFFFF, "a.cpp") == datagram_error::none);
    CHECK(with_source(0x100000000, "a.cpp") == datagram_error::malformed);
    CHECK(with_source(1, "") == datagram_error::malformed);
}

TEST_CASE("a cut line was longer than what is left of it", "[datagram_hostile]") {
    const auto with_full_length = [](std::uint64_t full_bytes) {
        return error_of_records(record(0x42).string("").varint(full_bytes).raw("four"));
    };
    CHECK(with_full_length(3) == datagram_error::malformed);
    CHECK(with_full_length(4) == datagram_error::malformed);
    CHECK(with_full_length(5) == datagram_error::none);
    CHECK(with_full_length(max_u64) == datagram_error::none);
}

TEST_CASE("a cut line may be followed by another record", "[datagram_hostile]") {
    const spelling two =
        record(0x4A).string("").varint(5).string("four").raw(record(2).string("").bytes());
    const decoded got{spell_datagram(records_first, spell_header(header).raw(two.bytes()))};
    REQUIRE(got.records.size() == 2);
    CHECK(got.records[0].line == "four");
    CHECK(got.records[0].full_line_bytes == 5);
    CHECK(got.records[1].line.empty());
}

TEST_CASE("an announced record that does not follow is malformed", "[datagram_hostile]") {
    const spelling announcing = record(0x0A).string("").string("line");
    CHECK(error_of_records(announcing) == datagram_error::malformed);
}

TEST_CASE("no length reaches beyond the datagram", "[datagram_hostile]") {
    for (const std::uint64_t length : {std::uint64_t{5}, std::uint64_t{1} << 32, max_u64}) {
        CAPTURE(length);
        const spelling logger = record(0x02).varint(length).raw("four");
        CHECK(error_of_records(logger) == datagram_error::malformed);
        const spelling line = record(0x0A).string("").varint(length).raw("four");
        CHECK(error_of_records(line) == datagram_error::malformed);
    }
}

TEST_CASE("a total in more bytes than it needs is malformed", "[datagram_hostile]") {
    const std::string rest = spell_header(header).bytes();
    const spelling padded = spelling{}.u8(0x91).u8(3 + static_cast<unsigned>(rest.size()) + 0x80);
    CHECK(error_of(padded.bytes() + '\0' + rest) == datagram_error::malformed);
}

TEST_CASE(
    "a total that would be smaller if it took a byte less is malformed", "[datagram_hostile]") {
    for (const std::size_t total : {127U, 128U, 129U, 16383U, 16384U, 16385U}) {
        const std::string fields = spell_header(header).raw(record(2).varint(0).bytes()).bytes();
        const std::size_t line_bytes = total - 1 - wire::varint_bytes(total) - fields.size();
        const std::string bytes = spelling{}
                                      .u8(records_first)
                                      .varint(total)
                                      .raw(fields + std::string(line_bytes, 'x'))
                                      .bytes();
        REQUIRE(bytes.size() == total);
        const bool is_shortest = total != 128 && total != 16384;
        CHECK(error_of(bytes) == (is_shortest ? datagram_error::none : datagram_error::malformed));
    }
}

TEST_CASE("next_record takes nothing from nothing", "[datagram_hostile]") {
    std::string_view rest;
    line_record record;
    CHECK_FALSE(next_record(rest, 1, record));
}
