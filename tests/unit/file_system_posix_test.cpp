#include "collector/file_system.h"

#include "tests/support/catch.h"

TEST_CASE("what has no disk below it needs no sync", "[file_system_posix]") {
    std::unique_ptr<mailslog::file> opened;
    REQUIRE_FALSE(
        mailslog::real_file_system().open("/dev/null", mailslog::open_mode::append, opened));
    CHECK_FALSE(opened->sync());
}

TEST_CASE("a folder that is absent can't be forced to the disk", "[file_system_posix]") {
    CHECK(
        mailslog::real_file_system().sync_folder("/nowhere/at/all") ==
        std::errc::no_such_file_or_directory);
}
