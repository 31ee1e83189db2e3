#include "mailslot/slot_lock_posix.h"

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mailslog/slot_error.h>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace fs = std::filesystem;
using mailslog::slot_errc;
using mailslog::slot_lock;

namespace {

struct slot_of_test {
    mailslog::temporary_folder folder;
    std::string socket = folder.path() + "/logs";
    std::string file = socket + ".lock";

    std::string text_of_file() const {
        std::ifstream stream(file);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
};

/// Runs `action` in a child and returns its exit code.
template <typename Action>
int in_child(Action action) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(action());
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

} // namespace

TEST_CASE_METHOD(slot_of_test, "a lock is held by one, whose id it tells", "[slot_lock]") {
    slot_lock lock;
    CHECK_FALSE(slot_lock::owner(socket));
    REQUIRE_FALSE(lock.take(socket));
    CHECK(slot_lock::owner(socket) == ::getpid());
    CHECK(text_of_file() == std::to_string(::getpid()) + "\n");

    slot_lock second;
    CHECK(second.take(socket) == slot_errc::already_exists);
    CHECK(slot_lock::owner(socket) == ::getpid());
}

TEST_CASE_METHOD(slot_of_test, "a lock is held before it tells of whom", "[slot_lock]") {
    slot_lock lock;
    REQUIRE_FALSE(lock.hold(socket));
    CHECK_FALSE(slot_lock::owner(socket));
    slot_lock second;
    CHECK(second.take(socket) == slot_errc::already_exists);
    REQUIRE_FALSE(lock.write_id());
    CHECK(slot_lock::owner(socket) == ::getpid());
}

TEST_CASE_METHOD(slot_of_test, "another process is told the owner's id", "[slot_lock]") {
    slot_lock lock;
    REQUIRE_FALSE(lock.take(socket));
    const pid_t owner = ::getpid();
    CHECK(in_child([&] {
              slot_lock second;
              const bool refused = second.take(socket) == slot_errc::already_exists;
              return refused && slot_lock::owner(socket) == owner ? 0 : 1;
          }) == 0);
}

TEST_CASE_METHOD(slot_of_test, "a lock let go is free, and its file is gone", "[slot_lock]") {
    slot_lock lock;
    REQUIRE_FALSE(lock.take(socket));
    lock.remove();
    CHECK_FALSE(fs::exists(file));
    CHECK_FALSE(slot_lock::owner(socket));
    CHECK_FALSE(lock.take(socket));
}

TEST_CASE_METHOD(slot_of_test, "a file left by a killed owner locks nothing", "[slot_lock]") {
    std::ofstream(file) << "4194304000\nand more";
    CHECK_FALSE(slot_lock::owner(socket));
    slot_lock lock;
    REQUIRE_FALSE(lock.take(socket));
    CHECK(text_of_file() == std::to_string(::getpid()) + "\n");
}

TEST_CASE_METHOD(slot_of_test, "an owner that dies lets go", "[slot_lock]") {
    CHECK(in_child([&] {
              static slot_lock of_child; // not destroyed by _exit()
              return of_child.take(socket) ? 1 : 0;
          }) == 0);
    CHECK(fs::exists(file));
    CHECK_FALSE(slot_lock::owner(socket));
    slot_lock lock;
    CHECK_FALSE(lock.take(socket));
}

TEST_CASE_METHOD(
    slot_of_test, "a file removed under its owner is not the next one's to remove", "[slot_lock]") {
    slot_lock robbed;
    REQUIRE_FALSE(robbed.take(socket));
    fs::remove(file);
    slot_lock next;
    REQUIRE_FALSE(next.take(socket));
    robbed.remove();
    CHECK(fs::exists(file));
    CHECK(slot_lock::owner(socket) == ::getpid());
}

TEST_CASE_METHOD(slot_of_test, "text that is no id names no owner", "[slot_lock]") {
    slot_lock lock;
    REQUIRE_FALSE(lock.take(socket));
    std::ofstream(file) << "somebody";
    CHECK_FALSE(slot_lock::owner(socket));
    fs::resize_file(file, 0);
    CHECK_FALSE(slot_lock::owner(socket));
}

TEST_CASE_METHOD(slot_of_test, "only the owner may open the lock", "[slot_lock]") {
    slot_lock lock;
    REQUIRE_FALSE(lock.take(socket));
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
}

TEST_CASE_METHOD(slot_of_test, "a link in the lock's place is not followed", "[slot_lock]") {
    const std::string precious = folder.path() + "/precious";
    std::ofstream(precious) << "words";
    fs::create_symlink(precious, file);
    slot_lock lock;
    CHECK(lock.take(socket) == std::errc::file_exists);
    CHECK(fs::file_size(precious) == 5);
}

TEST_CASE_METHOD(slot_of_test, "another file's second name is no lock", "[slot_lock]") {
    const std::string precious = folder.path() + "/precious";
    std::ofstream(precious) << "words";
    fs::create_hard_link(precious, file);
    slot_lock lock;
    CHECK(lock.take(socket) == std::errc::file_exists);
    CHECK(fs::file_size(precious) == 5);
}

TEST_CASE_METHOD(slot_of_test, "a pipe in the lock's place stops nobody", "[slot_lock]") {
    REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
    CHECK_FALSE(slot_lock::owner(socket));
    slot_lock lock;
    CHECK(lock.take(socket));
}

TEST_CASE_METHOD(slot_of_test, "a lock in a folder that is missing is an error", "[slot_lock]") {
    slot_lock lock;
    CHECK(lock.take(folder.path() + "/no/logs") == std::errc::no_such_file_or_directory);
}
