#include "collector/files/rotated_history.h"

#include <algorithm>

#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

using namespace std::chrono_literals;
using namespace mailslog;

namespace {

using path_list = std::vector<std::string>;

const wall_time noon{1795348800000ms}; // 2026-11-22T12:00:00Z
constexpr const char *live = "logs/all.log";
constexpr std::size_t live_bytes = 1000;

std::string rotated(std::chrono::seconds after_noon) {
    return rotated_path(live, noon + after_noon);
}

std::string packed(std::chrono::seconds after_noon) {
    return packed_path(rotated(after_noon));
}

/// A folder with a live file and what a case puts there, reviewed at `now`.
struct log_folder {
    memory_file_system disk;
    failing_file_system files{disk};
    wall_time now = noon + 1h;
    rotated_history history;

    explicit log_folder(const retention_settings &keep) : history{files, live, keep} {
        put(live, live_bytes);
    }

    void put(const std::string &path, std::size_t bytes = 10) {
        disk.put(path, std::string(bytes, 'x'));
    }

    /// What is left beside the live file.
    path_list review(const std::string &in_use = {}) {
        CHECK_FALSE(history.review(now, in_use));
        CHECK(disk.exists(live));
        path_list left = disk.paths();
        left.erase(std::remove(left.begin(), left.end(), live), left.end());
        return left;
    }
};

/// Where deleted files take their room until much later, as those do that somebody has open.
struct late_space : failing_file_system {
    disk_space space;

    late_space(file_system &underneath, const disk_space &space)
        : failing_file_system{underneath}, space{space} {}
    std::error_code space_at(const std::string & /*folder*/, disk_space &out) override {
        out = space;
        return {};
    }
};

retention_settings keep_files(std::size_t count) {
    retention_settings keep;
    keep.files = count;
    return keep;
}

retention_settings keep_free(std::uint64_t bytes) {
    retention_settings keep;
    keep.free_bytes = bytes;
    return keep;
}

} // namespace

TEST_CASE("plain and packed files count alike", "[rotated_history]") {
    log_folder folder{keep_files(2)};
    folder.put(packed(0s));
    folder.put(rotated(1s));
    folder.put(packed(2s));
    CHECK(folder.review() == path_list{rotated(1s), packed(2s)});
    CHECK(folder.history.newest() == noon + 2s);
}

TEST_CASE("what a killed packing left is removed at a start", "[rotated_history]") {
    log_folder folder{{}};
    folder.put(rotated(0s));
    folder.put(packing_path(rotated(0s)));
    folder.put(rotated(1s));
    folder.put(packed(1s));
    folder.put(packing_path(rotated(2s)));
    rotated_index index{folder.files};
    REQUIRE_FALSE(folder.history.review_at_start(folder.now, index));
    CHECK(folder.review() == path_list{rotated(0s), rotated(1s)});
}

TEST_CASE("a packing that goes on is left alone, and its file is one", "[rotated_history]") {
    log_folder folder{keep_files(1)};
    folder.put(rotated(0s));
    CHECK(folder.review() == path_list{rotated(0s)});
    folder.put(packed(0s));
    folder.put(packing_path(rotated(0s)));
    CHECK(folder.review() == path_list{rotated(0s), packed(0s), packing_path(rotated(0s))});
}

TEST_CASE("a file in both forms goes in both", "[rotated_history]") {
    log_folder folder{keep_files(1)};
    (void)folder.review();
    folder.put(rotated(0s));
    folder.put(packed(0s));
    folder.put(rotated(1s));
    CHECK(folder.review() == path_list{rotated(1s)});
}

TEST_CASE("others' files are neither counted nor deleted", "[rotated_history]") {
    log_folder folder{keep_files(1)};
    path_list foreign{
        "logs/all-20261122T120000.000Z-1.log",
        "logs/all-20261122T120000.000Z.log.gz.bak",
        "logs/all-20261122T120000.000Z.log.gz.gz",
        "logs/all-20261122T120000.000Z.log.tmp",
        "logs/all-20261122T120000.000Z.log.xz",
        "logs/all-notes.log",
        "logs/all.log.1",
        "logs/all.log.gz",
        "logs/all.log.ledger",
        "logs/other-20261122T120000.000Z.log"};
    for (const auto &path : foreign) {
        folder.put(path);
    }
    std::sort(foreign.begin(), foreign.end());
    CHECK(folder.review() == foreign);
}

TEST_CASE("the size counts as it is on the disk", "[rotated_history]") {
    retention_settings keep;
    keep.bytes = 100;
    log_folder folder{keep};
    folder.put(packed(0s), 41);
    folder.put(packed(1s), 40);
    folder.put(rotated(2s), 60);
    CHECK(folder.review() == path_list{packed(1s), rotated(2s)});
}

TEST_CASE("age is counted from the rotation, and told as a deadline", "[rotated_history]") {
    retention_settings keep;
    keep.age = 1h;
    log_folder folder{keep};
    folder.put(packed(0s));
    folder.put(rotated(10s));
    CHECK(folder.review() == path_list{rotated(10s)});
    REQUIRE(folder.history.next_deadline() == noon + 10s + 1h);
    folder.now = noon + 10s + 1h;
    CHECK(folder.review().empty());
    CHECK_FALSE(folder.history.next_deadline());
}

TEST_CASE("the file that is still written to is never deleted", "[rotated_history]") {
    retention_settings keep;
    keep.age = 1s;
    keep.bytes = 1;
    log_folder folder{keep};
    folder.put(rotated(0s));
    folder.put(rotated(1s));
    CHECK(folder.review(rotated(0s)) == path_list{rotated(0s)});
}

TEST_CASE("the oldest files go until enough is free", "[rotated_history]") {
    log_folder folder{keep_free(500)};
    folder.put(packed(0s), 100);
    folder.put(rotated(1s), 100);
    folder.put(rotated(2s), 100);
    folder.disk.set_disk_bytes(live_bytes + 300 + 399);
    CHECK(folder.review() == path_list{rotated(2s)});
    CHECK(folder.history.take_notices().empty());
    CHECK(folder.history.next_deadline() == folder.now + rotated_history::check_interval);
}

TEST_CASE("space that comes back late costs no more files than it takes", "[rotated_history]") {
    memory_file_system disk;
    late_space files{disk, {900, 1000}};
    rotated_history history{files, live, keep_free(1000)};
    for (const auto age : {0s, 1s, 2s, 3s}) {
        disk.put(rotated(age), std::string(60, 'x'));
    }
    REQUIRE_FALSE(history.review(noon + 1h, {}));
    CHECK(disk.paths() == path_list{rotated(2s), rotated(3s)});
    CHECK(history.take_notices().empty());
}

TEST_CASE("a file that can't be deleted makes no room", "[rotated_history]") {
    log_folder folder{keep_free(500)};
    folder.put(rotated(0s), 100);
    folder.put(rotated(1s), 100);
    folder.disk.set_disk_bytes(live_bytes + 200 + 499);
    folder.files.fail(file_operation::remove, 1, std::errc::permission_denied);
    CHECK(folder.review() == path_list{rotated(0s)});
}

TEST_CASE("a part of the disk stays free", "[rotated_history]") {
    retention_settings keep;
    keep.free_percent = 50;
    log_folder folder{keep};
    folder.put(rotated(0s), 100);
    folder.put(rotated(1s), 100);
    folder.disk.set_disk_bytes(2 * (live_bytes + 100));
    CHECK(folder.review() == path_list{rotated(1s)});
}

TEST_CASE("it is said once that nothing is left to delete", "[rotated_history]") {
    log_folder folder{keep_free(500)};
    folder.put(rotated(0s), 100);
    folder.disk.set_disk_bytes(live_bytes + 100);
    CHECK(folder.review().empty());
    const auto notices = folder.history.take_notices();
    REQUIRE(notices.size() == 1);
    CHECK(notices[0].find("400 bytes short of what --keep-free asks for") != std::string::npos);
    CHECK(folder.review().empty());
    CHECK(folder.history.take_notices().empty());
    folder.disk.set_disk_bytes(2 * live_bytes);
    CHECK(folder.review().empty());
    folder.disk.set_disk_bytes(live_bytes + 100);
    CHECK(folder.review().empty());
    CHECK(folder.history.take_notices().size() == 1); // it had been better meanwhile
}

TEST_CASE("a file that can't be deleted keeps no other", "[rotated_history]") {
    log_folder folder{keep_files(1)};
    for (const auto age : {0s, 1s, 2s}) {
        folder.put(rotated(age));
    }
    folder.files.fail(file_operation::remove, 1, std::errc::permission_denied);
    CHECK(folder.review() == path_list{rotated(0s), rotated(2s)});
    CHECK(folder.history.take_notices().size() == 1);
    CHECK(folder.review() == path_list{rotated(2s)});
}

TEST_CASE("where the folder can't be listed nothing is deleted", "[rotated_history]") {
    log_folder folder{keep_files(1)};
    folder.put(rotated(0s));
    folder.put(rotated(1s));
    folder.files.fail(file_operation::list, 1, std::errc::permission_denied);
    CHECK(folder.history.review(folder.now, {}));
    CHECK(folder.history.take_notices().size() == 1);
    CHECK(folder.disk.exists(rotated(0s)));
}

TEST_CASE(
    "what was not listed is looked at again where there is space enough", "[rotated_history]") {
    retention_settings keep = keep_files(1);
    keep.free_bytes = 1;
    log_folder folder{keep};
    folder.put(rotated(0s));
    folder.put(rotated(1s));
    folder.files.fail(file_operation::list, 1, std::errc::permission_denied);
    CHECK(folder.history.review(folder.now, {}));
    folder.now += rotated_history::check_interval;
    CHECK_FALSE(folder.history.look(folder.now, {}));
    CHECK_FALSE(folder.disk.exists(rotated(0s)));
}

TEST_CASE("where the folder can't be listed it is looked at again by and by", "[rotated_history]") {
    const bool is_short_of_space = GENERATE(false, true);
    retention_settings keep;
    keep.age = is_short_of_space ? 0s : 1h;
    keep.free_bytes = is_short_of_space ? 1 : 0;
    log_folder folder{keep};
    folder.disk.set_disk_bytes(live_bytes);
    folder.put(rotated(1s));
    (void)folder.review();
    (void)folder.history.take_notices();
    folder.now += rotated_history::check_interval;
    REQUIRE(folder.history.next_deadline() <= folder.now);
    folder.files.fail_always(file_operation::list, std::errc::permission_denied);
    for (int look = 0; look < 2; ++look) {
        CHECK(folder.history.look(folder.now, {}));
        CHECK(folder.history.next_deadline() == folder.now + rotated_history::check_interval);
    }
    CHECK(folder.history.take_notices().size() == 1);
    folder.files.heal();
    folder.put(rotated(0s));
    folder.now += rotated_history::check_interval;
    CHECK_FALSE(folder.history.look(folder.now, {}));
    CHECK_FALSE(folder.disk.exists(rotated(0s)));
}

TEST_CASE("who keeps all has no use for another look at the folder", "[rotated_history]") {
    log_folder folder{{}};
    folder.files.fail_always(file_operation::list, std::errc::permission_denied);
    CHECK(folder.history.review(folder.now, {}));
    CHECK_FALSE(folder.history.next_deadline());
}
