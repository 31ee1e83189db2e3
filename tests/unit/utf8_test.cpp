#include "mailslot/utf8.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace {

using mailslog::cut_at_code_point;
using mailslog::utf8_sequence_bytes;

// As RFC 3629 section 3 lays the bits out, for any number: the tests say which are no code points.
std::string encode(unsigned code_point, std::size_t bytes) {
    if (bytes == 1) {
        return {static_cast<char>(code_point)};
    }
    std::string sequence(bytes, '\0');
    for (std::size_t i = bytes - 1; i > 0; --i) {
        sequence[i] = static_cast<char>(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    const unsigned lead_mark = (0xFF00U >> bytes) & 0xFF;
    sequence[0] = static_cast<char>(lead_mark | code_point);
    return sequence;
}

std::size_t shortest_form_bytes(unsigned code_point) {
    return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

bool is_scalar_value(unsigned code_point) {
    return code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
}

std::string random_bytes(std::mt19937 &random, std::size_t count) {
    std::string bytes(count, '\0');
    for (char &byte : bytes) {
        byte = static_cast<char>(random());
    }
    return bytes;
}

bool splits_a_sequence(const std::string &text, std::size_t cut) {
    for (std::size_t start = cut - std::min<std::size_t>(cut, 3); start < cut; ++start) {
        if (start + utf8_sequence_bytes(std::string_view{text}.substr(start)) > cut) {
            return true;
        }
    }
    return false;
}

} // namespace

TEST_CASE("every code point in its shortest form is a sequence", "[utf8]") {
    for (unsigned code_point = 0; code_point <= 0x10FFFF; ++code_point) {
        const std::size_t bytes = shortest_form_bytes(code_point);
        const std::size_t expected = is_scalar_value(code_point) ? bytes : 0;
        if (utf8_sequence_bytes(encode(code_point, bytes) + "tail") != expected) {
            FAIL("code point " << code_point);
        }
    }
}

TEST_CASE("overlong forms are no sequences", "[utf8]") {
    for (unsigned code_point = 0; code_point < 0x10000; ++code_point) {
        for (std::size_t bytes = shortest_form_bytes(code_point) + 1; bytes <= 4; ++bytes) {
            if (utf8_sequence_bytes(encode(code_point, bytes)) != 0) {
                FAIL("code point " << code_point << " in " << bytes << " bytes");
            }
        }
    }
}

TEST_CASE("nothing beyond U+10FFFF is a sequence", "[utf8]") {
    CHECK(utf8_sequence_bytes("\xF4\x8F\xBF\xBF") == 4);
    CHECK(utf8_sequence_bytes("\xF4\x90\x80\x80") == 0);
    CHECK(utf8_sequence_bytes("\xF5\x80\x80\x80") == 0);
    CHECK(utf8_sequence_bytes("\xF8\x88\x80\x80\x80") == 0);
    CHECK(utf8_sequence_bytes("\xFE\x80\x80\x80") == 0);
    CHECK(utf8_sequence_bytes("\xFF\x80\x80\x80") == 0);
}

TEST_CASE("surrogates are no sequences, their neighbours are", "[utf8]") {
    CHECK(utf8_sequence_bytes("\xED\x9F\xBF") == 3);
    CHECK(utf8_sequence_bytes("\xED\xA0\x80") == 0);
    CHECK(utf8_sequence_bytes("\xED\xBF\xBF") == 0);
    CHECK(utf8_sequence_bytes("\xEE\x80\x80") == 3);
}

TEST_CASE("a stray byte is no sequence", "[utf8]") {
    CHECK(utf8_sequence_bytes("") == 0);
    CHECK(utf8_sequence_bytes(std::string_view{"\0", 1}) == 1);
    CHECK(utf8_sequence_bytes("\x7F") == 1);
    for (int byte = 0x80; byte <= 0xC1; ++byte) {
        CHECK(utf8_sequence_bytes(std::string{static_cast<char>(byte)} + "\x80\x80\x80") == 0);
    }
}

TEST_CASE("a sequence that lacks its end is none", "[utf8]") {
    for (const std::string whole : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
        CHECK(utf8_sequence_bytes(whole) == whole.size());
        for (std::size_t bytes = 1; bytes < whole.size(); ++bytes) {
            CHECK(utf8_sequence_bytes(whole.substr(0, bytes)) == 0);
            CHECK(utf8_sequence_bytes(whole.substr(0, bytes) + "abc") == 0);
            CHECK(utf8_sequence_bytes(whole.substr(0, bytes) + "\xC3\xA9") == 0);
        }
    }
}

TEST_CASE("text within the limit is not cut", "[utf8]") {
    CHECK(cut_at_code_point("", 0) == 0);
    CHECK(cut_at_code_point("", 1) == 0);
    CHECK(cut_at_code_point("abc", 4) == 3);
    CHECK(cut_at_code_point("abc", 3) == 3);
    CHECK(cut_at_code_point("abc", 2) == 2);
    CHECK(cut_at_code_point("abc", 0) == 0);
    CHECK(cut_at_code_point("a\xE2\x82\xAC", 4) == 4);
}

TEST_CASE("a cut never splits a sequence, at any limit", "[utf8]") {
    const std::string text = "a\xC3\xA9"
                             "b\xE2\x82\xAC"
                             "c\xF0\x9F\x98\x80"
                             "d";
    const std::vector<std::size_t> kept = {0, 1, 1, 3, 4, 4, 4, 7, 8, 8, 8, 8, 12, 13, 13};
    for (std::size_t limit = 0; limit < kept.size(); ++limit) {
        INFO("limit " << limit);
        CHECK(cut_at_code_point(text, limit) == kept[limit]);
    }
}

TEST_CASE("adjacent sequences of each length are cut between them", "[utf8]") {
    for (const std::string one : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
        std::string text = one;
        text.append(one).append(one);
        for (std::size_t limit = 0; limit <= text.size(); ++limit) {
            CHECK(cut_at_code_point(text, limit) == limit / one.size() * one.size());
        }
    }
}

TEST_CASE("bytes that are no UTF-8 are cut at the limit", "[utf8]") {
    CHECK(cut_at_code_point("\x80\x80\x80\x80\x80", 3) == 3);
    CHECK(cut_at_code_point("\xFF\xFF\xFF\xFF\xFF", 4) == 4);
    CHECK(
        cut_at_code_point(
            "abc\xE2\x82"
            "de",
            4) == 4);
    CHECK(
        cut_at_code_point(
            "abc\xED\xA0\x80"
            "de",
            4) == 4);
    CHECK(cut_at_code_point("abc\xE2\x82", 4) == 4);
}

TEST_CASE("a cut of random bytes loses at most three of them and splits nothing", "[utf8]") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random{seed};
    for (int round = 0; round < 20000; ++round) {
        const std::string text = random_bytes(random, random() % 32);
        const std::size_t limit = random() % 34;
        const std::size_t cut = cut_at_code_point(text, limit);
        const std::size_t most = std::min(text.size(), limit);
        REQUIRE(cut <= most);
        REQUIRE(cut + 3 >= most);
        REQUIRE_FALSE(splits_a_sequence(text, cut));
    }
}
