// Whose eyes a key file is for.
#include <fstream>
#include <optional>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include "mailslot/network/seal.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace mailslog;

namespace {

struct file_with_mode {
    explicit file_with_mode(mode_t mode) {
        std::ofstream(path) << std::string(64, 'a') << '\n';
        REQUIRE(::chmod(path.c_str(), mode) == 0);
    }
    temporary_folder folder;
    std::string path = folder.path() + "/key";
};

} // namespace

TEST_CASE("a key file that only its owner may use is taken", "[key_file_posix]") {
    for (const mode_t mode : {0400u, 0600u, 0700u}) {
        CAPTURE(mode);
        CHECK(read_key_file(file_with_mode{mode}.path, nullptr));
    }
}

TEST_CASE("a key file that anybody else may use in any way is refused", "[key_file_posix]") {
    for (const mode_t mode : {0640u, 0620u, 0610u, 0604u, 0602u, 0601u, 0644u, 0666u, 0777u}) {
        CAPTURE(mode);
        const file_with_mode file{mode};
        std::string reason;
        CHECK_FALSE(read_key_file(file.path, &reason));
        CHECK(reason.find(file.path) != std::string::npos);
        CHECK(reason.find("chmod 600") != std::string::npos);
    }
}

TEST_CASE("of a link the file behind it counts", "[key_file_posix]") {
    const file_with_mode closed{0600};
    const file_with_mode open{0644};
    const std::string to_closed = closed.folder.path() + "/link";
    const std::string to_open = open.folder.path() + "/link";
    REQUIRE(::symlink(closed.path.c_str(), to_closed.c_str()) == 0);
    REQUIRE(::symlink(open.path.c_str(), to_open.c_str()) == 0);
    CHECK(read_key_file(to_closed, nullptr));
    CHECK_FALSE(read_key_file(to_open, nullptr));
}

TEST_CASE("a pipe that nobody writes to does not hold anybody up", "[key_file_posix]") {
    const temporary_folder folder;
    const std::string path = folder.path() + "/pipe";
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    CHECK_FALSE(read_key_file(path, nullptr));
}
