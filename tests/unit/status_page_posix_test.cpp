#include "collector/status/status_page.h"

#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace mailslog;

struct fixture {
    temporary_folder folder;
    std::string name = folder.path() + "/logs.status";
    std::string seen;
    cell_answer answer = cell_answer::nothing;

    std::error_code look() { return look_at_status_page(name, seen, answer); }
};

TEST_CASE("a page is seen from outside, with the mode that it was given", "[status_page_posix]") {
    fixture f;
    status_page page;
    REQUIRE_FALSE(page.share(f.name, 0640));
    page.cell().store("hello");
    REQUIRE_FALSE(f.look());
    CHECK(f.answer == cell_answer::text);
    CHECK(f.seen == "hello");
    struct stat info {};
    REQUIRE(::stat(f.name.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0640);
}

TEST_CASE(
    "a page outlives its collector, until the next one's takes its place", "[status_page_posix]") {
    fixture f;
    {
        status_page page;
        REQUIRE_FALSE(page.share(f.name, 0600));
        page.cell().store("the last word");
    }
    REQUIRE_FALSE(f.look());
    CHECK(f.seen == "the last word");
    status_page next;
    REQUIRE_FALSE(next.share(f.name, 0600));
    REQUIRE_FALSE(f.look());
    CHECK(f.answer == cell_answer::nothing);
}

TEST_CASE("a page that was withdrawn is not found any more", "[status_page_posix]") {
    fixture f;
    status_page page;
    page.withdraw();
    REQUIRE_FALSE(page.share(f.name, 0600));
    page.withdraw();
    CHECK(f.look() == std::errc::no_such_file_or_directory);
}

TEST_CASE("where it can't be shared a page serves its own process", "[status_page_posix]") {
    fixture f;
    status_page page;
    CHECK(page.share(f.folder.path() + "/none/logs.status", 0600));
    page.cell().store("mine");
    CHECK(look_into_cell(page.glance(), f.seen) == cell_answer::text);
    CHECK(f.seen == "mine");
}

TEST_CASE("what stands in a page's place and is none is told from one", "[status_page_posix]") {
    fixture f;
    CHECK(f.look() == std::errc::no_such_file_or_directory);
    std::ofstream{f.name} << "short";
    REQUIRE_FALSE(f.look());
    CHECK(f.answer == cell_answer::foreign);
    REQUIRE(::unlink(f.name.c_str()) == 0);
    REQUIRE(::symlink("/dev/zero", f.name.c_str()) == 0);
    CHECK(f.look());
}

} // namespace
