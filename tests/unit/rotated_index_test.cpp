#include "collector/files/rotated_index.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

using namespace mailslog;

namespace {

const std::vector<std::string> live_names{"all.log", "all", "all.gz", "b.log", ".log", "a.b-c.log"};

struct full_folder {
    memory_file_system disk;
    failing_file_system files{disk};

    full_folder() {
        const wall_time noon{std::chrono::seconds{1795348800}};
        for (const std::string &name : live_names) {
            make("l/" + name);
            for (int number = 0; number < 3; ++number) {
                const std::string rotated =
                    rotated_path("l/" + name, noon + std::chrono::seconds{number});
                make(number == 0 ? packed_path(rotated) : rotated);
                make(number == 1 ? packed_path(rotated) : packing_path(rotated));
            }
        }
        files.forget_calls();
    }
    void make(const std::string &path) {
        std::unique_ptr<file> made;
        REQUIRE_FALSE(disk.open(path, open_mode::append, made));
    }
};

std::string told(const std::vector<rotated_file> &files) {
    std::string text;
    for (const rotated_file &file : files) {
        text += file.path + (file.is_plain ? " plain" : "") + (file.is_packed ? " packed" : "") +
                (file.is_half_packed ? " half\n" : "\n");
    }
    return text;
}

} // namespace

TEST_CASE("an index knows of each log what a list of its folder tells", "[rotated_index]") {
    full_folder folder;
    rotated_index index{folder.files};
    for (const std::string &name : live_names) {
        CAPTURE(name);
        std::vector<rotated_file> listed;
        std::vector<rotated_file> known;
        REQUIRE_FALSE(list_history(folder.disk, "l/" + name, listed));
        REQUIRE_FALSE(index.history("l/" + name, known));
        CHECK(listed.size() >= 3);
        CHECK(told(known) == told(listed));
    }
    CHECK(folder.files.count(file_operation::list) == 1);
    std::vector<rotated_file> none{{}};
    CHECK_FALSE(index.history("l/other.log", none));
    CHECK(none.empty());
}

TEST_CASE("what is rotated meanwhile is among the others", "[rotated_index]") {
    full_folder folder;
    rotated_index index{folder.files};
    const wall_time later{std::chrono::seconds{1795348900}};
    const auto count = [&index] {
        std::vector<rotated_file> found;
        REQUIRE_FALSE(index.history("l/b.log", found));
        return found.size();
    };
    index.add("l/b-1.log"); // of a folder that is not known yet
    REQUIRE(count() == 3);
    index.add(rotated_path("l/b.log", later));
    CHECK(count() == 4);
    index.add(rotated_path("other/b.log", later));
    CHECK(count() == 4);
}

TEST_CASE("a folder that could not be listed is listed for the next log", "[rotated_index]") {
    full_folder folder;
    folder.files.fail(file_operation::list, 1, std::errc::io_error);
    rotated_index index{folder.files};
    std::vector<rotated_file> found;
    CHECK(index.history("l/all.log", found) == std::errc::io_error);
    CHECK_FALSE(index.history("l/b.log", found));
    CHECK(found.size() == 3);
}
