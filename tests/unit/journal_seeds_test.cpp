// What the journal's fuzzer begins with: of another layout it would only be damage, and the fuzzer
// would find its way to an entry that makes sense by luck.
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "collector/ledger/journal.h"
#include "collector/ledger/journal_story.h"
#include "collector/ledger/ledger_entry.h"
#include "tests/support/catch.h"

using namespace mailslog;

namespace {

std::string seed(const std::string &name) {
    std::ifstream file{std::string{MAILSLOG_JOURNAL_SEEDS "/"} + name, std::ios::binary};
    REQUIRE(file);
    return {std::istreambuf_iterator<char>{file}, {}};
}

} // namespace

TEST_CASE(
    "the seed that is whole has every kind of entry, and each makes sense", "[journal_seeds]") {
    const std::string bytes = seed("whole");
    const auto entries = journal::parse(bytes);
    std::set<int> kinds;
    ledger accounts;
    for (const journal::entry &entry : entries) {
        REQUIRE(replay(entry, accounts));
        kinds.insert(entry.kind);
    }
    CHECK(kinds == std::set<int>{1, 2, 3, 4});
    CHECK(accounts.accounts().size() == 2);
    const journal_story story{entries, {true, "a life", {}}};
    CHECK(story.logs().size() == 2);
}

TEST_CASE("the torn seed lacks only the last entry of the whole one", "[journal_seeds]") {
    const std::string torn = seed("torn");
    REQUIRE(seed("whole").compare(0, torn.size(), torn) == 0);
    CHECK(journal::parse(torn).size() + 1 == journal::parse(seed("whole")).size());
}

TEST_CASE("the seeds without checksums have the payloads of whole entries", "[journal_seeds]") {
    const std::string whole = seed("whole");
    for (const std::string name : {"bare_batches", "bare_rotation", "bare_snapshot"}) {
        INFO(name);
        std::string bytes = seed(name);
        while (bytes.size() >= 3) {
            const std::size_t length = static_cast<unsigned char>(bytes[1]) |
                                       std::size_t{static_cast<unsigned char>(bytes[2])} << 8;
            CHECK(whole.find(bytes.substr(3, length)) != std::string::npos);
            bytes.erase(0, 3 + length);
        }
        CHECK(bytes.empty());
    }
}
