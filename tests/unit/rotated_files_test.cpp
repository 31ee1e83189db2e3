#include "collector/files/rotated_files.h"

#include "tests/support/catch.h"
#include "tests/support/memory_file_system.h"

using namespace std::chrono_literals;
using namespace mailslog;

namespace {

const wall_time stamp{1795357321123ms}; // 2026-11-22T14:22:01.123Z

bool is_ours(const std::string &path) {
    return rotation_stamp("all.log", path).has_value();
}

} // namespace

TEST_CASE("a rotated file bears the moment of its rotation", "[rotated_files]") {
    CHECK(rotated_path("all.log", stamp) == "all-20261122T142201.123Z.log");
    CHECK(rotated_path("all.log", stamp + 999999ns) == "all-20261122T142201.123Z.log");
}

TEST_CASE("names of every shape keep their extension at the end", "[rotated_files]") {
    CHECK(rotated_path("all", stamp) == "all-20261122T142201.123Z");
    CHECK(rotated_path("my.app.log", stamp) == "my.app-20261122T142201.123Z.log");
    CHECK(rotated_path("logs.d/all", stamp) == "logs.d/all-20261122T142201.123Z");
    CHECK(rotated_path("/var/log/all.log", stamp) == "/var/log/all-20261122T142201.123Z.log");
    CHECK(rotated_path(".hidden", stamp) == ".hidden-20261122T142201.123Z");
    CHECK(rotated_path("logs/.hidden", stamp) == "logs/.hidden-20261122T142201.123Z");
    CHECK(rotated_path(".hidden.log", stamp) == ".hidden-20261122T142201.123Z.log");
    CHECK(rotated_path("all.", stamp) == "all-20261122T142201.123Z.");
}

TEST_CASE("a stamp is read back from every name that it was put into", "[rotated_files]") {
    const std::string live = GENERATE(
        "all.log", "all", ".hidden", "a.b/all", "/all.log", "all-20261122T142201.123Z.log");
    const std::chrono::milliseconds time =
        GENERATE(0ms, 1ms, 951782400000ms, 4107542399999ms, 9214646399999ms);
    CHECK(rotation_stamp(live, rotated_path(live, wall_time{time})) == wall_time{time});
}

TEST_CASE("what only resembles a rotated file is someone else's", "[rotated_files]") {
    CHECK(is_ours("all-20261122T142201.123Z.log"));
    CHECK_FALSE(is_ours("all.log"));
    CHECK_FALSE(is_ours("all-notes.log"));
    CHECK_FALSE(is_ours("all-20261122T142201.123Z.txt"));
    CHECK_FALSE(is_ours("all-20261122T142201.123Z"));
    CHECK_FALSE(is_ours("all-20261122T142201.123Z.log.gz"));
    CHECK_FALSE(is_ours("all-20261122T142201.123Z.log~"));
    CHECK_FALSE(is_ours("all_20261122T142201.123Z.log"));
    CHECK_FALSE(is_ours("old-20261122T142201.123Z.log"));
    CHECK_FALSE(is_ours("x/all-20261122T142201.123Z.log"));
    CHECK_FALSE(is_ours("all-20261122t142201.123Z.log"));
    CHECK_FALSE(is_ours("all-2026112 T142201.123Z.log"));
    CHECK_FALSE(is_ours("all-20261122T142201,123Z.log"));
    CHECK_FALSE(is_ours(""));
}

TEST_CASE("a stamp that no clock shows is no stamp", "[rotated_files]") {
    CHECK(is_ours("all-20240229T235959.999Z.log"));
    CHECK_FALSE(is_ours("all-20230229T235959.999Z.log"));
    CHECK_FALSE(is_ours("all-21000229T000000.000Z.log"));
    CHECK_FALSE(is_ours("all-20260022T142201.123Z.log"));
    CHECK_FALSE(is_ours("all-20261322T142201.123Z.log"));
    CHECK_FALSE(is_ours("all-20261100T142201.123Z.log"));
    CHECK_FALSE(is_ours("all-20261131T142201.123Z.log"));
    CHECK_FALSE(is_ours("all-20261122T242201.123Z.log"));
    CHECK_FALSE(is_ours("all-20261122T146001.123Z.log"));
    CHECK_FALSE(is_ours("all-20261122T142260.123Z.log"));
    CHECK_FALSE(is_ours("all-19691231T235959.999Z.log"));
    CHECK(is_ours("all-19700101T000000.000Z.log"));
    CHECK(is_ours("all-22611231T235959.999Z.log"));
    CHECK_FALSE(is_ours("all-22620101T000000.000Z.log"));
    CHECK_FALSE(is_ours("all-99991231T235959.999Z.log"));
}

TEST_CASE("the rotated files of one live file are listed oldest first", "[rotated_files]") {
    memory_file_system files;
    for (const char *path :
         {"logs/all-20270101T000000.000Z.log", "logs/all-20261231T235959.999Z.log", "logs/all.log",
          "logs/all-notes.log", "logs/allx-20261231T235959.999Z.log",
          "all-20261231T235959.999Z.log"}) {
        files.put(path, "");
    }
    std::vector<std::string> paths;
    REQUIRE_FALSE(list_rotated(files, "logs/all.log", paths));
    CHECK(
        paths == std::vector<std::string>{
                     "logs/all-20261231T235959.999Z.log", "logs/all-20270101T000000.000Z.log"});
    REQUIRE_FALSE(list_rotated(files, "all.log", paths));
    CHECK(paths == std::vector<std::string>{"all-20261231T235959.999Z.log"});
}

TEST_CASE("the folder of a path can be opened as it is", "[rotated_files]") {
    CHECK(folder_of("all.log") == ".");
    CHECK(folder_of("logs/all.log") == "logs");
    CHECK(folder_of("/var/log/all.log") == "/var/log");
    CHECK(folder_of("/all.log") == "/");
}
