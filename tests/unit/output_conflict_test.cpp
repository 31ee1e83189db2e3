#include "collector/outputs/output_conflict.h"

#include <filesystem>

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

bool conflict(const std::string &file, const std::string &other) {
    const bool found = may_conflict(file, other);
    CHECK(may_conflict(other, file) == found);
    return found;
}

} // namespace

TEST_CASE("one file is one, however its path is written", "[output_conflict]") {
    CHECK(conflict("a.log", "a.log"));
    CHECK(conflict("a.log", "./x/../a.log"));
    CHECK(conflict("l/a.log", (std::filesystem::current_path() / "l" / "a.log").u8string()));
    CHECK_FALSE(conflict("a.log", "b.log"));
    CHECK_FALSE(conflict("a.log", "l/a.log"));
}

TEST_CASE("a route conflicts with what its names may make", "[output_conflict]") {
    CHECK(conflict("l/{process}.log", "l/a.log"));
    CHECK(conflict("l/{process}.log", "./l/{logger}.log"));
    CHECK_FALSE(conflict("l/{process}.log", "l/{process}.json"));
    CHECK_FALSE(conflict("l/{process}.log", "a.log"));
}

TEST_CASE("no log may be what another one keeps beside it", "[output_conflict]") {
    CHECK(conflict("a.log", "a.log.ledger"));
    CHECK(conflict("a.log", "a.log.lock"));
    CHECK(conflict("a.log", "a-20261122T142201.123Z.log"));
    CHECK(conflict("l/{process}.log", "l/{process}.log.ledger"));
    CHECK(conflict("l/{process}", "l/a.log"));
    CHECK_FALSE(conflict("a.log", "a-more.log"));
    CHECK_FALSE(conflict("a.log", "b-20261122T142201.123Z.log"));
}

TEST_CASE("no log may be rotated to what is another one's packed file", "[output_conflict]") {
    CHECK(conflict("l/all", "l/all.gz"));
    CHECK(conflict("l/.all", "l/.all.gz"));
    CHECK(conflict("l/all", "l/{logger}.gz"));
    CHECK(conflict("l/{process}/all", "l/{process}/all.gz"));
    CHECK_FALSE(conflict("l/all.log", "l/all.log.gz"));
    CHECK_FALSE(conflict("l/all", "l/more.gz"));
    CHECK_FALSE(conflict("l/{process}.log", "l/{process}.gz"));
}

TEST_CASE("no log may stand where another one needs a folder", "[output_conflict]") {
    CHECK(conflict("l/all.log", "l/{process}/{logger}.log"));
    CHECK(conflict("l/{process}.log", "l/all.log/{logger}.log"));
    CHECK(conflict("l/{process}", "l/{process}/{logger}"));
    CHECK(conflict("l/a", "l/a/x/{logger}.log"));
    CHECK(conflict("l/a", "l/a/b"));
    CHECK(conflict("/{process}", "/l/a.log"));
    CHECK_FALSE(conflict("l/all.log", "l/apps/{process}/{logger}.log"));
    CHECK_FALSE(conflict("l/all.log", "l/{process}-d/{logger}.log"));
    CHECK_FALSE(conflict("l/{process}/a.log", "l/{process}/b.log"));
    CHECK_FALSE(conflict("/{process}.log", "/l/a.log"));
    CHECK_FALSE(conflict("l/a", "l/a-more/{process}.log"));
}

TEST_CASE("nor what it keeps beside it", "[output_conflict]") {
    CHECK(conflict("l/all.log", "l/{process}.ledger/{logger}.log"));
    CHECK(conflict("l/all.log", "l/{process}.new/{logger}.log"));
    CHECK(conflict("l/all.log", "l/all.{process}/{logger}.log"));
    CHECK(conflict("l/all.log", "l/all.log.lock/a.log"));
    CHECK(conflict("l/all.log", "l/all-20261122T142201.123Z.log.gz/a.log"));
    CHECK(conflict("l/{process}.log", "l/all-20261122T142201.123Z.log/a.log"));
}

TEST_CASE("the outputs of operating.md go together", "[output_conflict]") {
    CHECK_FALSE(conflict("/var/log/apps/all.log", "/var/log/apps/errors.json"));
    CHECK_FALSE(conflict("/var/log/apps/all.log", "/var/log/shop/{logger}.log"));
    CHECK_FALSE(conflict("/var/log/all.log", "/var/log/apps/{process}/{logger}.log"));
}
