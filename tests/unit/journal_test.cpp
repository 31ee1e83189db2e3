#include "collector/ledger/journal.h"

#include <string>

#include "tests/support/catch.h"

using namespace mailslog;

namespace {

void add(std::string &to, std::uint8_t kind, const std::string &payload) {
    const auto begun_at = journal::begin_entry(to);
    to += payload;
    journal::end_entry(to, begun_at, kind);
}

std::string three_entries() {
    std::string bytes{journal::magic};
    add(bytes, 1, "first");
    add(bytes, 2, "");
    add(bytes, 0xFF, std::string(300, 'x'));
    return bytes;
}

constexpr std::size_t frame_bytes = journal::head_bytes + journal::tail_bytes;
const std::size_t first_ends = journal::magic.size() + frame_bytes + 5;
const std::size_t second_ends = first_ends + frame_bytes;

std::size_t readable(const std::vector<journal::entry> &entries) {
    std::size_t count = 0;
    for (const auto &entry : entries) {
        count += entry.readable ? 1 : 0;
    }
    return count;
}

} // namespace

TEST_CASE("the checksum is FNV-1a", "[journal]") {
    // From the test vectors of its authors.
    CHECK(journal::checksum("") == 0xCBF29CE484222325);
    CHECK(journal::checksum("a") == 0xAF63DC4C8601EC8C);
    CHECK(journal::checksum("foobar") == 0x85944171F73967E8);
}

TEST_CASE("entries are read as they were written", "[journal]") {
    const std::string bytes = three_entries();
    const auto entries = journal::parse(bytes);
    REQUIRE(entries.size() == 3);
    CHECK(readable(entries) == 3);
    CHECK(entries[0].kind == 1);
    CHECK(entries[0].payload == "first");
    CHECK(entries[1].payload.empty());
    CHECK(entries[2].kind == 0xFF);
    CHECK(entries[2].payload == std::string(300, 'x'));
}

TEST_CASE("a journal cut short anywhere has the entries before the cut", "[journal]") {
    const std::string bytes = three_entries();
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        INFO("cut to " << size);
        const auto entries = journal::parse(std::string_view{bytes}.substr(0, size));
        const std::size_t whole =
            size == bytes.size() ? 3 : (size >= second_ends ? 2 : (size >= first_ends ? 1 : 0));
        CHECK(entries.size() == whole);
        CHECK(readable(entries) == whole);
    }
}

TEST_CASE("any byte changed is damage, and never taken for a torn end", "[journal]") {
    const std::string whole = three_entries();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        INFO("byte " << at);
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
        const auto entries = journal::parse(bytes);
        REQUIRE_FALSE(entries.empty());
        CHECK(readable(entries) < entries.size());
    }
}

TEST_CASE("entries behind a damaged payload are found", "[journal]") {
    std::string bytes = three_entries();
    bytes[first_ends - journal::tail_bytes - 1] ^= 1;
    const auto entries = journal::parse(bytes);
    REQUIRE(entries.size() == 3);
    CHECK_FALSE(entries[0].readable);
    CHECK(entries[1].readable);
    CHECK(entries[2].readable);
}

TEST_CASE("behind a damaged head nothing is guessed", "[journal]") {
    std::string bytes = three_entries();
    bytes[first_ends] ^= 1;
    const auto entries = journal::parse(bytes);
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].readable);
    CHECK_FALSE(entries[1].readable);
}

TEST_CASE("a file that is no journal is damage", "[journal]") {
    for (const std::string bytes :
         {"x", "mslogld3 of an earlier version", "mslogld5 of a later version", "mslogle"}) {
        const auto entries = journal::parse(bytes);
        REQUIRE(entries.size() == 1);
        CHECK_FALSE(entries[0].readable);
    }
}

TEST_CASE("a tail of zero bytes, as a power cut leaves it, is damage", "[journal]") {
    const auto entries = journal::parse(three_entries() + std::string(64, '\0'));
    REQUIRE(entries.size() == 4);
    CHECK_FALSE(entries[3].readable);
}
