#include "mailslot/network/netbios_name.h"

#include <random>
#include <string>
#include <vector>

#include "tests/support/catch.h"

using namespace mailslog;
using namespace std::string_literals;

namespace {

const std::string host1_label = "\x20"
                                "EIEPFDFEDBCACACACACACACACACACAAA";
const std::string everyone_label = "\x20"
                                   "CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const std::string end_label(1, '\0');

netbios_name name_of(std::string_view text, std::uint8_t suffix = netbios_suffix::workstation) {
    const std::optional<netbios_name> made = netbios_name::make(text, suffix);
    REQUIRE(made);
    return *made;
}

std::string encoded(const netbios_name &name, std::string_view scope = {}) {
    std::string bytes;
    encode_name(name, scope, bytes);
    return bytes;
}

std::string label(std::size_t bytes, char filled_with = 's') {
    return static_cast<char>(bytes) + std::string(bytes, filled_with);
}

std::string pointer_to(std::size_t offset) {
    return {static_cast<char>(0xC0 | offset >> 8), static_cast<char>(offset & 0xFF)};
}

} // namespace

TEST_CASE("a name is kept in upper case with its suffix", "[netbios_name]") {
    const netbios_name name = name_of("Host-1", 0x20);
    CHECK(name.text() == "HOST-1");
    CHECK(name.suffix() == 0x20);
    CHECK(name.str() == "HOST-1<20>");
    CHECK(std::string(name.padded().begin(), name.padded().end()) == "HOST-1          ");
}

TEST_CASE("names are equal if their text in upper case and suffix are", "[netbios_name]") {
    CHECK(name_of("host") == name_of("HOST"));
    CHECK(name_of("host") != name_of("hos"));
    CHECK(name_of("host", 0x00) != name_of("host", 0x20));
}

TEST_CASE("what can't be a name is refused", "[netbios_name]") {
    CHECK(netbios_name::make(std::string(netbios_name::max_bytes - 1, 'a')));
    CHECK(netbios_name::make(std::string(netbios_name::max_bytes, 'a')));
    CHECK_FALSE(netbios_name::make(std::string(netbios_name::max_bytes + 1, 'a')));
    for (const std::string &bad : {""s, " "s, "a "s, "a\tb"s, "a\x7F"s, "a\0b"s, "\xC3\xA9"s}) {
        INFO("name: " << bad);
        CHECK_FALSE(netbios_name::make(bad));
    }
    CHECK(name_of("two words").text() == "TWO WORDS");
}

TEST_CASE("the star is the name of every computer, padded with NULs", "[netbios_name]") {
    const netbios_name everyone;
    CHECK(everyone.is_everyone());
    CHECK(name_of("*") == everyone);
    CHECK(name_of("*", 0x20) == everyone);
    CHECK(everyone.text() == "*");
    CHECK(everyone.str() == "*<00>");
    CHECK(everyone.padded()[1] == '\0');
    CHECK_FALSE(name_of("STAR").is_everyone());
}

TEST_CASE("bytes from the wire are spelled printably", "[netbios_name]") {
    const netbios_name name = netbios_name::from_padded(
        {'a', '\n', '\x1B', '\xFF', '\0', ' ', 'b', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ',
         '\x1D'});
    CHECK(name.text() == "a\n\x1B\xFF\0 b"s);
    CHECK(name.str() == R"(a\x0a\x1b\xff\x00 b<1d>)");
    CHECK(netbios_name::from_padded(name_of("HOST", 0x1B).padded()) == name_of("HOST", 0x1B));

    std::array<char, netbios_name::padded_bytes> spaces{};
    spaces.fill(' ');
    CHECK(netbios_name::from_padded(spaces).text().empty());
    CHECK(netbios_name::from_padded(spaces).str() == "<20>");
}

TEST_CASE("each byte of a name is two letters on the wire", "[netbios_name]") {
    CHECK(encoded(name_of("HOST1")) == host1_label + end_label);
    CHECK(encoded(netbios_name{}) == everyone_label + end_label);
}

TEST_CASE("a scope follows a name, label by label", "[netbios_name]") {
    CHECK(
        encoded(name_of("HOST1"), "EXAMPLE.COM") ==
        host1_label + "\x07" + "EXAMPLE" + "\x03" + "COM" + end_label);
}

TEST_CASE("a name is decoded where it stands", "[netbios_name]") {
    const std::string before = "any bytes";
    const std::string packet = before + encoded(name_of("HOST1", 0x1D), "A.B") + "after";
    const std::optional<decoded_name> decoded = decode_name(packet, before.size());
    REQUIRE(decoded);
    CHECK(decoded->name == name_of("HOST1", 0x1D));
    CHECK(decoded->scope == "A.B");
    CHECK(packet.substr(decoded->end) == "after");
}

TEST_CASE("a name cut short anywhere is refused", "[netbios_name]") {
    const std::string whole = encoded(name_of("HOST1"), "EXAMPLE.COM");
    for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
        INFO("bytes: " << bytes);
        CHECK_FALSE(decode_name(whole.substr(0, bytes), 0));
    }
    CHECK_FALSE(decode_name(whole, whole.size()));
    CHECK_FALSE(decode_name(whole, whole.size() + 1));
    CHECK_FALSE(decode_name(whole, std::string::npos));
}

TEST_CASE("a first label that spells no name is refused", "[netbios_name]") {
    const std::string letters = host1_label.substr(1);
    CHECK(decode_name(label(32, 'A') + end_label, 0));
    CHECK(decode_name(label(32, 'P') + end_label, 0));
    CHECK_FALSE(decode_name(label(32, 'A' - 1) + end_label, 0));
    CHECK_FALSE(decode_name(label(32, 'P' + 1) + end_label, 0));
    CHECK_FALSE(decode_name(label(32, 'a') + end_label, 0));
    CHECK_FALSE(decode_name(label(30, 'A') + end_label, 0));
    CHECK_FALSE(decode_name(label(34, 'A') + end_label, 0));
    CHECK_FALSE(decode_name(end_label, 0));
}

TEST_CASE("a label is at most 63 bytes long", "[netbios_name]") {
    CHECK(decode_name(host1_label + label(62) + end_label, 0));
    CHECK(decode_name(host1_label + label(63) + end_label, 0));
    CHECK_FALSE(decode_name(host1_label + label(64) + end_label, 0));
    CHECK_FALSE(decode_name(host1_label + label(0x80) + end_label, 0));
}

TEST_CASE("a name with its scope is at most 255 bytes long", "[netbios_name]") {
    const std::string without_last = host1_label + label(63) + label(63) + label(63);
    const std::size_t left = max_encoded_name_bytes - without_last.size() - end_label.size();
    CHECK(decode_name(without_last + label(left - 2) + end_label, 0));
    CHECK(decode_name(without_last + label(left - 1) + end_label, 0));
    CHECK_FALSE(decode_name(without_last + label(left) + end_label, 0));
}

TEST_CASE("the longest scope comes back as it was", "[netbios_name]") {
    const std::string longest = std::string(63, 'a') + '.' + std::string(63, 'b') + '.' +
                                std::string(63, 'c') + '.' + std::string(28, 'd');
    const std::string bytes = encoded(name_of("HOST"), longest);
    CHECK(bytes.size() == max_encoded_name_bytes);
    REQUIRE(decode_name(bytes, 0));
    CHECK(decode_name(bytes, 0)->scope == longest);
}

TEST_CASE("a scope that its text could not spell is refused", "[netbios_name]") {
    for (const std::string &bad : {"A.B"s, "A B"s, "A\0"s, "\n"s, "\x7F"s, "\xE9"s}) {
        INFO("label: " << bad);
        const std::string scope = static_cast<char>(bad.size()) + bad;
        CHECK_FALSE(decode_name(host1_label + scope + end_label, 0));
    }
}

TEST_CASE("a label pointer stands for a scope or a whole name", "[netbios_name]") {
    const std::string first = encoded(name_of("HOST1"), "EXAMPLE.COM");
    const std::string packet = first + everyone_label + pointer_to(host1_label.size()) + "x";

    const std::optional<decoded_name> scoped = decode_name(packet, first.size());
    REQUIRE(scoped);
    CHECK(scoped->name.is_everyone());
    CHECK(scoped->scope == "EXAMPLE.COM");
    CHECK(packet.substr(scoped->end) == "x");

    const std::optional<decoded_name> same = decode_name(first + pointer_to(0) + "x", first.size());
    REQUIRE(same);
    CHECK(same->name == name_of("HOST1"));
    CHECK(same->scope == "EXAMPLE.COM");
    CHECK(same->end == first.size() + 2);
}

TEST_CASE("a label pointer leads backwards only", "[netbios_name]") {
    const std::string name = encoded(name_of("HOST1"));
    SECTION("to itself") {
        CHECK_FALSE(decode_name(pointer_to(0), 0));
        CHECK_FALSE(decode_name(host1_label + pointer_to(host1_label.size()), 0));
    }
    SECTION("to the labels that it ends") {
        CHECK_FALSE(decode_name(host1_label + pointer_to(0), 0));
    }
    SECTION("forwards") {
        CHECK_FALSE(decode_name(pointer_to(2) + name, 0));
    }
    SECTION("out of the packet") {
        CHECK_FALSE(decode_name(name + pointer_to(1000), name.size()));
    }
    SECTION("in a circle of two") {
        CHECK_FALSE(decode_name(pointer_to(2) + pointer_to(0), 0));
        CHECK_FALSE(decode_name(pointer_to(2) + pointer_to(0), 2));
    }
}

TEST_CASE("ten label pointers are followed, eleven are not", "[netbios_name]") {
    std::string packet = encoded(name_of("HOST1"));
    std::size_t last = 0;
    for (int pointers = 1; pointers <= 11; ++pointers) {
        const std::size_t here = packet.size();
        packet += pointer_to(last);
        last = here;
        INFO("pointers: " << pointers);
        CHECK(decode_name(packet, here).has_value() == (pointers <= 10));
    }
}

TEST_CASE("a pointer cut in half is refused", "[netbios_name]") {
    const std::string name = encoded(name_of("HOST1"));
    CHECK_FALSE(decode_name(name + pointer_to(0).substr(0, 1), name.size()));
}

TEST_CASE("any sixteen bytes and any scope come back as they were", "[netbios_name]") {
    const auto seed = std::random_device{}();
    INFO("seed: " << seed);
    std::mt19937 random{seed};
    for (int round = 0; round < 1000; ++round) {
        std::array<char, netbios_name::padded_bytes> bytes{};
        for (char &byte : bytes) {
            byte = static_cast<char>(random());
        }
        std::string scope;
        for (auto labels = random() % 4; labels > 0; --labels) {
            scope += (scope.empty() ? "" : ".") + std::string(1 + random() % 63, 'A');
        }
        const netbios_name name = netbios_name::from_padded(bytes);
        const std::string packet = encoded(name, scope);
        const std::optional<decoded_name> decoded = decode_name(packet, 0);
        REQUIRE(decoded);
        CHECK(decoded->name == name);
        CHECK(decoded->scope == scope);
        CHECK(decoded->end == packet.size());
    }
}
