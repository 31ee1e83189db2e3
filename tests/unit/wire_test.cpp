#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "mailslot/wire.h"
#include "tests/support/catch.h"

using namespace mailslog;
using namespace std::string_literals;

namespace {

constexpr std::uint64_t max_u64 = std::numeric_limits<std::uint64_t>::max();

std::string varint(std::uint64_t value) {
    std::vector<char> exact(wire::varint_bytes(value));
    const char *end = wire::put_varint(exact.data(), value);
    REQUIRE(end == exact.data() + exact.size());
    return {exact.begin(), exact.end()};
}

// A reader over bytes with nothing readable behind them.
struct reading {
    explicit reading(const std::string &bytes)
        : memory(bytes.begin(), bytes.end()), in{{memory.data(), memory.size()}} {}
    std::vector<char> memory;
    wire::reader in;
};

bool is_refused_as_varint(const std::string &bytes) {
    reading from{bytes};
    return from.in.varint() == 0 && !from.in.ok();
}

} // namespace

TEST_CASE("a varint takes one byte more at each seventh bit", "[wire]") {
    CHECK(varint(0) == "\x00"s);
    CHECK(varint(127) == "\x7F");
    CHECK(varint(128) == "\x80\x01");
    CHECK(varint(300) == "\xAC\x02");
    CHECK(varint(max_u64) == "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01");
    for (unsigned bytes = 1; bytes < wire::max_varint_bytes; ++bytes) {
        const std::uint64_t first_longer = std::uint64_t{1} << (7 * bytes);
        CHECK(varint(first_longer - 1).size() == bytes);
        CHECK(varint(first_longer).size() == bytes + 1);
    }
}

TEST_CASE("a varint is read as it was written", "[wire]") {
    for (unsigned shift = 0; shift < 64; ++shift) {
        for (const std::uint64_t value :
             {max_u64 >> shift, (max_u64 >> shift) - 1, std::uint64_t{1} << shift}) {
            CAPTURE(value);
            reading from{varint(value) + "x"};
            CHECK(from.in.varint() == value);
            CHECK(from.in.rest() == "x");
            CHECK(from.in.ok());
        }
    }
}

TEST_CASE("a varint that ends early is refused", "[wire]") {
    CHECK(is_refused_as_varint(""));
    CHECK(is_refused_as_varint("\x80"));
    CHECK(is_refused_as_varint(std::string(9, '\xFF')));
}

TEST_CASE("a varint of more than 64 bits is refused", "[wire]") {
    CHECK(is_refused_as_varint(std::string(9, '\xFF') + "\x02"));
    CHECK(is_refused_as_varint(std::string(10, '\xFF') + "\x01"));
    CHECK(is_refused_as_varint(std::string(10, '\x80') + "\x01"));
}

TEST_CASE("a varint that is longer than it need be is refused", "[wire]") {
    CHECK(is_refused_as_varint("\x80\x00"s));
    CHECK(is_refused_as_varint("\xFF\x80\x00"s));
    CHECK(is_refused_as_varint(std::string(9, '\x80') + "\x00"s));
}

TEST_CASE("a 64-bit integer is written low byte first", "[wire]") {
    std::vector<char> exact(8);
    const char *end = wire::put_u64(exact.data(), 0xF123456789ABCDEF);
    CHECK(end == exact.data() + 8);
    CHECK(std::string(exact.begin(), exact.end()) == "\xEF\xCD\xAB\x89\x67\x45\x23\xF1");
    reading from{{exact.begin(), exact.end()}};
    CHECK(from.in.u64() == 0xF123456789ABCDEF);
    CHECK(from.in.ok());
}

TEST_CASE("zigzag keeps numbers near zero small", "[wire]") {
    constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
    constexpr auto highest = std::numeric_limits<std::int64_t>::max();
    CHECK(wire::zigzag(0) == 0);
    CHECK(wire::zigzag(-1) == 1);
    CHECK(wire::zigzag(1) == 2);
    CHECK(wire::zigzag(highest) == max_u64 - 1);
    CHECK(wire::zigzag(lowest) == max_u64);
    for (const std::int64_t value : {std::int64_t{0}, std::int64_t{-64}, lowest, highest}) {
        CHECK(wire::unzigzag(wire::zigzag(value)) == value);
    }
}

TEST_CASE("reading fails one byte too far, and not one sooner", "[wire]") {
    reading exact{"abcdefgh"};
    CHECK(exact.in.u64() != 0);
    CHECK(exact.in.ok());
    CHECK(exact.in.u8() == 0);
    CHECK_FALSE(exact.in.ok());

    reading short_of_one{"abcdefg"};
    CHECK(short_of_one.in.u64() == 0);
    CHECK_FALSE(short_of_one.in.ok());
}

TEST_CASE("a string is as long as it says", "[wire]") {
    reading exact{"\x03xyz"};
    CHECK(exact.in.string() == "xyz");
    CHECK(exact.in.ok());

    reading too_long{"\x04xyz"};
    CHECK(too_long.in.string().empty());
    CHECK_FALSE(too_long.in.ok());

    reading far_too_long{varint(max_u64) + "xyz"};
    CHECK(far_too_long.in.string().empty());
    CHECK_FALSE(far_too_long.in.ok());
}

TEST_CASE("a 32-bit integer has its low byte first", "[wire]") {
    for (const std::uint32_t value : {0u, 1u, 0x80u, 0x01234567u, 0xFEDCBA98u, 0xFFFFFFFFu}) {
        CAPTURE(value);
        std::vector<char> exact(4);
        REQUIRE(wire::put_u32(exact.data(), value) == exact.data() + exact.size());
        reading from{std::string(exact.begin(), exact.end())};
        CHECK(from.in.u32() == value);
        CHECK(from.in.ok());
    }
    CHECK(reading{"\x67\x45\x23\x01"}.in.u32() == 0x01234567);
    reading short_of_a_byte{"\x67\x45\x23"};
    CHECK(short_of_a_byte.in.u32() == 0);
    CHECK_FALSE(short_of_a_byte.in.ok());
}

TEST_CASE("after a failure nothing more is read", "[wire]") {
    reading from{"\x05hello world"};
    from.in.fail();
    CHECK(from.in.string().empty());
    CHECK(from.in.u8() == 0);
    CHECK(from.in.u32() == 0);
    CHECK(from.in.u64() == 0);
    CHECK(from.in.varint() == 0);
    CHECK(from.in.rest().empty());
    CHECK_FALSE(from.in.ok());
}
