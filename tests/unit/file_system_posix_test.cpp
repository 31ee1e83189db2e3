#include "collector/files/file_system.h"

#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

#include "collector/files/path_refusal.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace fs = std::filesystem;
using mailslog::file_rights;
using mailslog::open_mode;
using mailslog::path_refusal;

namespace {

constexpr uid_t nobody = 65534;

mode_t mode_of(const std::string &path) {
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
}

/// A folder in which the collector has its files.
struct own_folder {
    mailslog::temporary_folder folder;
    std::unique_ptr<mailslog::file_system> files = mailslog::make_own_file_system({});
    std::string log = folder.path() + "/all.log";
    std::string precious = folder.path() + "/precious";

    own_folder() { std::ofstream{precious} << "words"; }

    std::error_code open(open_mode mode = open_mode::append) {
        std::unique_ptr<mailslog::file> opened;
        return files->open(log, mode, opened);
    }
    void let_others(mode_t mode) const { REQUIRE(::chmod(folder.path().c_str(), mode) == 0); }
    void give_to_nobody(const std::string &path) const {
        REQUIRE(::lchown(path.c_str(), nobody, nobody) == 0);
    }
};

bool is_root() {
    if (::geteuid() != 0) {
        WARN("only root can make somebody else's files");
    }
    return ::geteuid() == 0;
}

} // namespace

TEST_CASE_METHOD(
    own_folder, "own files have their mode, whatever the umask", "[file_system_posix]") {
    for (const mode_t mask : {0000U, 0022U, 0077U, 0777U}) {
        CAPTURE(mask);
        const auto mode = GENERATE(0640U, 0600U, 0644U, 0666U);
        files = mailslog::make_own_file_system({mode});
        const mode_t old = ::umask(mask);
        const auto appended = open();
        const auto made = files->make_folders(folder.path() + "/a/b");
        ::umask(old);
        REQUIRE_FALSE(appended);
        REQUIRE_FALSE(made);
        CHECK(mode_of(log) == mode);
        const mode_t folder_mode = mode | 0700U | (mode & 044U) >> 2U;
        CHECK(mode_of(folder.path() + "/a") == folder_mode);
        CHECK(mode_of(folder.path() + "/a/b") == folder_mode);
        fs::remove(log);
        REQUIRE_FALSE(open(open_mode::create_new));
        CHECK(mode_of(log) == mode);
        fs::remove(log);
        fs::remove_all(folder.path() + "/a");
    }
}

TEST_CASE_METHOD(own_folder, "what is there already keeps its mode", "[file_system_posix]") {
    std::ofstream{log} << "x";
    REQUIRE(::chmod(log.c_str(), 0604) == 0);
    REQUIRE(::mkdir((folder.path() + "/a").c_str(), 0701) == 0);
    REQUIRE_FALSE(open());
    REQUIRE_FALSE(files->make_folders(folder.path() + "/a"));
    CHECK(mode_of(log) == 0604);
    CHECK(mode_of(folder.path() + "/a") == 0701);
}

TEST_CASE_METHOD(own_folder, "no link is followed to an own file", "[file_system_posix]") {
    const auto mode = GENERATE(open_mode::append, open_mode::read);
    fs::create_symlink(GENERATE(as<std::string>{}, "precious", "nothing"), log);
    CHECK(open(mode) == path_refusal::link);
    CHECK(open(open_mode::create_new) == std::errc::file_exists);
    CHECK_FALSE(fs::exists(folder.path() + "/nothing"));
    CHECK(fs::file_size(precious) == 5);
    mailslog::file_identity link;
    mailslog::file_identity target;
    REQUIRE_FALSE(files->identify(log, link));
    REQUIRE_FALSE(files->identify(precious, target));
    CHECK(link != target);
}

TEST_CASE_METHOD(own_folder, "a folder behind a link is like any other", "[file_system_posix]") {
    fs::create_directory_symlink(folder.path(), folder.path() + "/way");
    log = folder.path() + "/way/all.log";
    CHECK_FALSE(open());
    CHECK(fs::exists(folder.path() + "/all.log"));
}

TEST_CASE_METHOD(
    own_folder, "a pipe in an own file's place holds nobody up", "[file_system_posix]") {
    REQUIRE(::mkfifo(log.c_str(), 0600) == 0);
    CHECK(open() == path_refusal::no_file);
    CHECK(open(open_mode::read) == path_refusal::no_file);
}

TEST_CASE_METHOD(
    own_folder, "nothing is made where anybody may replace it", "[file_system_posix]") {
    for (const mode_t mode : {0777U, 0707U, 0733U}) {
        let_others(mode);
        CHECK(open() == path_refusal::open_folder);
        CHECK_FALSE(fs::exists(log));
    }
    for (const mode_t mode : {01777U, 0775U, 0755U, 0700U}) {
        let_others(mode);
        CHECK_FALSE(open());
    }
}

TEST_CASE_METHOD(
    own_folder, "where anybody may put files, a second name is not trusted",
    "[file_system_posix]") {
    fs::create_hard_link(precious, log);
    CHECK_FALSE(open()); // only who may write to the folder can have made it
    let_others(01777);
    CHECK(open() == path_refusal::planted);
}

TEST_CASE_METHOD(
    own_folder, "where anybody may put files, another's is not trusted", "[file_system_posix]") {
    if (!is_root()) {
        return;
    }
    std::ofstream{log} << "x";
    give_to_nobody(log);
    CHECK_FALSE(open());
    let_others(01777);
    // the kernel may say so before us (fs.protected_regular, proc(5))
    const auto error = open();
    CHECK((error == path_refusal::planted || error == std::errc::permission_denied));
}

TEST_CASE_METHOD(own_folder, "root writes to no folder of another's", "[file_system_posix]") {
    if (!is_root()) {
        return;
    }
    give_to_nobody(folder.path());
    CHECK(open() == path_refusal::foreign_folder);
    CHECK_FALSE(fs::exists(log));
}

TEST_CASE("others' files are read through links", "[file_system_posix]") {
    const mailslog::temporary_folder folder;
    std::ofstream{folder.path() + "/all.log"} << "x";
    fs::create_symlink("all.log", folder.path() + "/link");
    auto &files = mailslog::real_file_system();
    std::unique_ptr<mailslog::file> opened;
    REQUIRE_FALSE(files.open(folder.path() + "/link", open_mode::read, opened));
    mailslog::file_identity link;
    mailslog::file_identity own;
    REQUIRE_FALSE(files.identify(folder.path() + "/link", link));
    REQUIRE_FALSE(opened->identity(own));
    CHECK(link == own);
}

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
