#include "collector/format/escape.h"

#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "mailslot/utf8.h"
#include "tests/support/catch.h"
#include "tests/support/utf8_lines.h"

namespace {

std::string text_of(std::string_view raw) {
    std::string escaped;
    mailslog::append_escaped_text(escaped, raw);
    return escaped;
}

std::string json_of(std::string_view raw) {
    std::string escaped;
    mailslog::append_escaped_json(escaped, raw);
    return escaped;
}

std::string hex(int byte) {
    const char digits[] = "0123456789abcdef";
    return {digits[byte / 16], digits[byte % 16]};
}

// What JSON must give back: the text, each stray byte replaced.
std::string with_replacements(std::string_view raw) {
    std::string replaced;
    while (!raw.empty()) {
        const std::size_t bytes = mailslog::utf8_sequence_bytes(raw);
        replaced += bytes == 0 ? std::string_view{"\xEF\xBF\xBD"} : raw.substr(0, bytes);
        raw.remove_prefix(bytes == 0 ? 1 : bytes);
    }
    return replaced;
}

// Bytes that a decoder of UTF-8, a terminal or a JSON parser may stumble over, and plain runs.
std::string hostile_bytes(std::mt19937 &random) {
    static const std::string favourites[] = {
        "plain text that needs nothing",
        "\n",
        "\r\n",
        "\t",
        std::string(1, '\0'),
        "\x1B[31m",
        "\x7F",
        "\x80",
        "\xC2\x85",
        "\xC2\xA0",
        "\xE2\x80\xA8",
        "\xE2\x80\xA9",
        "\xE2\x80\xAE",
        "\xE2\x81\xA6",
        "\xE2\x80",
        "\xED\xA0\x80",
        "\xF0\x9F\x98\x80",
        "\xF4\x90\x80\x80",
        "\xC0\x8A",
        "\"",
        "\\",
        "\\u0000",
        "\xC3\xA9",
        "\xFF"};
    std::string bytes;
    for (std::size_t pieces = random() % 12; pieces > 0; --pieces) {
        if (random() % 2 == 0) {
            bytes += favourites[random() % std::size(favourites)];
        } else {
            bytes += static_cast<char>(random());
        }
    }
    return bytes;
}

} // namespace

TEST_CASE("text that needs nothing stays as it is, at any length", "[escape]") {
    const std::string printable = R"( !"#$%&'()*+,-./09:;<=>?@AZ[\]^_`az{|}~)";
    for (std::size_t length = 0; length <= printable.size(); ++length) {
        CHECK(text_of(printable.substr(0, length)) == printable.substr(0, length));
    }
    const std::string letters = "caf\xC3\xA9 \xC2\xA0 \xE2\x82\xAC \xE2\x80\xA7 \xF0\x9F\x98\x80";
    CHECK(text_of(letters) == letters);
    CHECK(json_of(letters) == letters);
}

TEST_CASE("every byte alone is shown or escaped in text", "[escape]") {
    for (int byte = 0; byte < 256; ++byte) {
        std::string expected = "\\x" + hex(byte);
        if (byte >= 0x20 && byte < 0x7F) {
            expected = static_cast<char>(byte);
        } else if (byte == '\n') {
            expected = "\\n";
        } else if (byte == '\r') {
            expected = "\\r";
        } else if (byte == '\t') {
            expected = "\\t";
        }
        CHECK(text_of(std::string(1, static_cast<char>(byte))) == expected);
    }
}

TEST_CASE("every byte alone is shown, escaped or replaced in JSON", "[escape]") {
    for (int byte = 0; byte < 256; ++byte) {
        std::string expected = byte < 0x80 ? "\\u00" + hex(byte) : "\xEF\xBF\xBD";
        if (byte == '"' || byte == '\\') {
            expected = {'\\', static_cast<char>(byte)};
        } else if (byte >= 0x20 && byte < 0x7F) {
            expected = static_cast<char>(byte);
        } else if (byte == '\n') {
            expected = "\\n";
        } else if (byte == '\r') {
            expected = "\\r";
        } else if (byte == '\t') {
            expected = "\\t";
        }
        CHECK(json_of(std::string(1, static_cast<char>(byte))) == expected);
    }
}

TEST_CASE("a byte is escaped wherever it stands in a run", "[escape]") {
    const std::string run(24, 'x');
    for (int byte = 0; byte < 256; ++byte) {
        const std::string alone(1, static_cast<char>(byte));
        for (std::size_t at = 0; at < run.size(); ++at) {
            const auto in_run = [&](const std::string &what) {
                return std::string{run}.replace(at, 1, what);
            };
            const std::string raw = in_run(alone);
            if (text_of(raw) != in_run(text_of(alone)) || json_of(raw) != in_run(json_of(alone))) {
                FAIL("byte " << byte << " at " << at);
            }
        }
    }
}

TEST_CASE("control characters beyond ASCII are escaped", "[escape]") {
    CHECK(text_of("a\xC2\x80\xC2\x9F\xC2\xA0z") == "a\\xc2\\x80\\xc2\\x9f\xC2\xA0z");
    CHECK(json_of("a\xC2\x80\xC2\x9F\xC2\xA0z") == "a\\u0080\\u009f\xC2\xA0z");
    CHECK(
        text_of("\xE2\x80\xA7\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAF") ==
        "\xE2\x80\xA7\\xe2\\x80\\xa8\\xe2\\x80\\xa9\xE2\x80\xAF");
    CHECK(json_of("\xE2\x80\xA8\xE2\x80\xA9") == "\\u2028\\u2029");
}

TEST_CASE("what turns the direction of writing is escaped", "[escape]") {
    const auto turns = [](int code_point) {
        return (code_point >= 0x202A && code_point <= 0x202E) ||
               (code_point >= 0x2066 && code_point <= 0x2069);
    };
    for (int code_point = 0x202A; code_point < 0x2100; ++code_point) {
        const std::string sequence{
            '\xE2', static_cast<char>(0x80 | (code_point >> 6 & 0x3F)),
            static_cast<char>(0x80 | (code_point & 0x3F))};
        CAPTURE(code_point);
        CHECK((text_of(sequence) != sequence) == turns(code_point));
        CHECK((json_of(sequence) != sequence) == turns(code_point));
    }
    CHECK(text_of("a\xE2\x80\xAEz") == "a\\xe2\\x80\\xaez");
    CHECK(json_of("a\xE2\x80\xAEz\xE2\x81\xA6") == "a\\u202ez\\u2066");
}

TEST_CASE("lines for a terminal keep their ends and tabs, and no other control", "[escape]") {
    const auto lines_of = [](std::string_view raw) {
        std::string escaped;
        mailslog::append_escaped_lines(escaped, raw);
        return escaped;
    };
    CHECK(lines_of("a\tb\nc\r\n\nd") == "a\tb\nc\r\n\nd");
    CHECK(lines_of("a\rb\r") == "a\\rb\\r");
    CHECK(lines_of("\r\r\n\r\t") == "\\r\r\n\\r\t");
    CHECK(lines_of("\x1B[2J\n\x9B\n\xC2\x9B\n") == "\\x1b[2J\n\\x9b\n\\xc2\\x9b\n");
    CHECK(lines_of("").empty());
}

TEST_CASE("a newline in a message can't begin a record", "[escape]") {
    CHECK(
        text_of("done\n[2026-11-22 14:22:01] [info] forged") ==
        "done\\n[2026-11-22 14:22:01] [info] forged");
}

TEST_CASE("what is no UTF-8 is escaped byte by byte", "[escape]") {
    CHECK(text_of("\xC0\x8A") == "\\xc0\\x8a");
    CHECK(text_of("\xED\xA0\x80") == "\\xed\\xa0\\x80");
    CHECK(text_of("\xE2\x82") == "\\xe2\\x82");
    CHECK(json_of("a\xE2\x82z") == "a\xEF\xBF\xBD\xEF\xBF\xBDz");
}

TEST_CASE("escaping appends", "[escape]") {
    std::string to = "before ";
    mailslog::append_escaped_text(to, "a\n");
    mailslog::append_escaped_json(to, "\"b\"");
    CHECK(to == "before a\\n\\\"b\\\"");
}

TEST_CASE("hostile bytes become one harmless line of text", "[escape]") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random{seed};
    for (int round = 0; round < 50000; ++round) {
        REQUIRE(mailslog::is_one_harmless_line(text_of(hostile_bytes(random))));
    }
}

TEST_CASE("JSON gives hostile bytes back, stray ones replaced", "[escape]") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random{seed};
    for (int round = 0; round < 50000; ++round) {
        const std::string raw = hostile_bytes(random);
        const std::string escaped = json_of(raw);
        REQUIRE(mailslog::is_one_harmless_line(escaped));
        const auto parsed = nlohmann::json::parse('"' + escaped + '"');
        REQUIRE(parsed.get<std::string>() == with_replacements(raw));
    }
}
