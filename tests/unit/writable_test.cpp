#include "collector/files/writable.h"

#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace mailslog;

TEST_CASE("a log can be written where its folder stands or can be made", "[writable]") {
    const temporary_folder folder;
    CHECK_FALSE(obstacle_to_writing(folder.path() + "/all.log"));
    CHECK_FALSE(obstacle_to_writing(folder.path() + "/a/b/c/all.log"));
    std::ofstream{folder.path() + "/all.log"} << "line\n";
    CHECK_FALSE(obstacle_to_writing(folder.path() + "/all.log"));
    CHECK_FALSE(obstacle_to_writing("all.log"));
}

TEST_CASE("looking makes nothing", "[writable]") {
    const temporary_folder folder;
    (void)obstacle_to_writing(folder.path() + "/a/all.log");
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a log can't be a folder", "[writable]") {
    const temporary_folder folder;
    const auto obstacle = obstacle_to_writing(folder.path());
    REQUIRE(obstacle);
    CHECK(obstacle->path == folder.path());
}

TEST_CASE("a log's folder can't be a file", "[writable]") {
    const temporary_folder folder;
    std::ofstream{folder.path() + "/file"} << "x";
    CHECK(obstacle_to_writing(folder.path() + "/file/all.log"));
    CHECK(obstacle_to_writing(folder.path() + "/file/a/all.log"));
}
