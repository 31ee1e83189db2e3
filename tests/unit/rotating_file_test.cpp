#include "collector/files/rotating_file.h"

#include <random>

#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

using namespace std::chrono_literals;
using namespace mailslog;

namespace {

using path_list = std::vector<std::string>;

const wall_time noon{1795348800000ms}; // 2026-11-22T12:00:00Z
constexpr const char *live = "logs/all.log";

std::string rotated(std::chrono::milliseconds after_noon) {
    return rotated_path(live, noon + after_noon);
}

rotation_settings by_size(std::uint64_t max_bytes) {
    rotation_settings settings;
    settings.max_bytes = max_bytes;
    return settings;
}

rotation_settings every(std::chrono::seconds interval) {
    rotation_settings settings;
    settings.period = rotation_period::interval;
    settings.interval = interval;
    return settings;
}

/// A rotating file in memory, and a writer that does with it what the collector does.
class log_folder {
public:
    explicit log_folder(rotation_settings settings) : settings_{settings} { restart(); }

    void restart() {
        log.emplace(files, live, settings_);
        while (log->open(now)) { // an outage passes; the number of failures planned is finite
            now += 1s;
        }
    }

    void rotate_if_due(std::uint64_t next_bytes) {
        if (log->rotation_is_due(next_bytes, now)) {
            last_error = log->rotate(log->next_rotated_path(now), now);
        }
    }

    /// Goes on until the whole line is in a file.
    void write(const std::string &line) {
        all_lines += line;
        std::string_view rest{line};
        while (!rest.empty()) {
            rotate_if_due(rest.size());
            const auto size_before = log->size_bytes();
            if (!log->append(rest)) {
                return;
            }
            rest.remove_prefix(static_cast<std::size_t>(log->size_bytes() - size_before));
            now += 1s;
        }
    }

    /// All files, oldest first, the live one last.
    std::string text_of_all_files() {
        path_list paths;
        REQUIRE_FALSE(list_rotated(disk, live, paths));
        std::string text;
        for (const auto &path : paths) {
            text += disk.content(path);
        }
        return text + disk.content(live);
    }

    memory_file_system disk;
    failing_file_system files{disk};
    std::optional<rotating_file> log;
    wall_time now = noon;
    std::error_code last_error;
    std::string all_lines; // as written

private:
    rotation_settings settings_;
};

} // namespace

TEST_CASE("the live file is created with its folder and takes lines", "[rotating_file]") {
    log_folder folder{{}};
    CHECK(folder.files.calls().front().operation == file_operation::make_folders);
    CHECK(folder.files.calls().front().path == "logs");
    REQUIRE_FALSE(folder.log->append("one\ntwo\n"));
    CHECK(folder.disk.content(live) == "one\ntwo\n");
    CHECK(folder.log->size_bytes() == 8);
}

TEST_CASE("what stands in the live file is appended to", "[rotating_file]") {
    memory_file_system disk;
    disk.put(live, "before\n");
    rotating_file log{disk, live, {}};
    REQUIRE_FALSE(log.open(noon));
    CHECK(log.size_bytes() == 7);
    REQUIRE_FALSE(log.append("after\n"));
    CHECK(disk.content(live) == "before\nafter\n");
}

TEST_CASE("somebody's last line without an end is given one, on the disk", "[rotating_file]") {
    log_folder folder{{}};
    const bool is_found_later = GENERATE(false, true);
    folder.disk.put(live, "somebody's");
    if (is_found_later) {
        REQUIRE_FALSE(folder.log->follow_name(noon));
    } else {
        folder.restart();
    }
    CHECK(folder.log->size_bytes() == 11);
    REQUIRE_FALSE(folder.log->append("ours\n"));
    CHECK(folder.disk.content(live) == "somebody's\nours\n");
    folder.disk.lose_power();
    CHECK(folder.disk.content(live) == "somebody's\n");
}

TEST_CASE("the identity is the live file's, before and after a rotation", "[rotating_file]") {
    log_folder folder{by_size(1)};
    const auto check_identity = [&] {
        file_identity identity;
        REQUIRE_FALSE(folder.disk.identify(live, identity));
        CHECK(folder.log->identity() == identity);
    };
    check_identity();
    const auto first = folder.log->identity();
    folder.write("a\n");
    folder.write("b\n");
    check_identity();
    CHECK(folder.log->identity() != first);
}

TEST_CASE("a file that cannot be opened is an error", "[rotating_file]") {
    memory_file_system disk;
    failing_file_system files{disk};
    const auto operation = GENERATE(
        file_operation::make_folders, file_operation::open, file_operation::size,
        file_operation::identity);
    files.fail(operation, 1, std::errc::permission_denied);
    rotating_file log{files, live, {}};
    CHECK(log.open(noon) == std::errc::permission_denied);
    CHECK_FALSE(log.open(noon));
}

TEST_CASE("a file is rotated before it would outgrow its limit", "[rotating_file]") {
    log_folder folder{by_size(10)};
    folder.write("1234\n");
    CHECK_FALSE(folder.log->rotation_is_due(4, noon));
    CHECK_FALSE(folder.log->rotation_is_due(5, noon));
    CHECK(folder.log->rotation_is_due(6, noon));
    CHECK(folder.log->rotation_is_due(UINT64_MAX, noon));
    folder.write("5678\n");
    CHECK_FALSE(folder.log->rotation_is_due(0, noon));
    CHECK(folder.log->rotation_is_due(1, noon));
    folder.write("9\n");
    CHECK(folder.disk.paths() == path_list{rotated(0ms), live});
    CHECK(folder.disk.content(rotated(0ms)) == "1234\n5678\n");
    CHECK(folder.disk.content(live) == "9\n");
    CHECK(folder.log->size_bytes() == 2);
}

TEST_CASE("a line longer than the limit goes in whole, alone", "[rotating_file]") {
    log_folder folder{by_size(4)};
    folder.write("first line\n");
    folder.write("second line\n");
    CHECK(folder.disk.content(rotated(0ms)) == "first line\n");
    CHECK(folder.disk.content(live) == "second line\n");
}

TEST_CASE("an empty file is never rotated", "[rotating_file]") {
    auto settings = every(10s);
    settings.max_bytes = 1;
    log_folder folder{settings};
    CHECK_FALSE(folder.log->rotation_is_due(100, noon + 1h));
    CHECK_FALSE(folder.log->next_deadline());
}

TEST_CASE("a limit of zero never rotates", "[rotating_file]") {
    log_folder folder{{}};
    folder.write("line\n");
    CHECK_FALSE(folder.log->rotation_is_due(UINT64_MAX, noon + 24h * 365));
    CHECK_FALSE(folder.log->next_deadline());
}

TEST_CASE("an interval ends exactly when it is over", "[rotating_file]") {
    log_folder folder{every(90s)};
    folder.write("line\n");
    CHECK(folder.log->next_deadline() == noon + 90s);
    CHECK_FALSE(folder.log->rotation_is_due(1, noon + 90s - 1ns));
    CHECK(folder.log->rotation_is_due(1, noon + 90s));
    CHECK(folder.log->rotation_is_due(0, noon + 90s));
    folder.now = noon + 90s;
    folder.write("next\n");
    CHECK(folder.log->begun() == noon + 90s);
    CHECK(folder.log->next_deadline() == noon + 180s);
}

TEST_CASE("hours and days end with the local clock's", "[rotating_file]") {
    rotation_settings settings;
    settings.period = GENERATE(rotation_period::hour, rotation_period::day);
    log_folder folder{settings};
    folder.write("line\n");
    const auto end = end_of_period(settings.period, 0s, noon);
    CHECK(folder.log->next_deadline() == end);
    CHECK_FALSE(folder.log->rotation_is_due(1, *end - 1ns));
    CHECK(folder.log->rotation_is_due(1, *end));
}

TEST_CASE("the period of an empty file begins with its first lines", "[rotating_file]") {
    log_folder folder{every(10s)};
    folder.now = noon + 1h;
    folder.write("late\n");
    CHECK(folder.log->begun() == noon + 1h);
    CHECK_FALSE(folder.log->rotation_is_due(1, noon + 1h + 9s));
}

TEST_CASE("a period known from before goes on after a restart", "[rotating_file]") {
    memory_file_system disk;
    disk.put(live, "before\n");
    rotating_file log{disk, live, every(60s)};
    REQUIRE_FALSE(log.open(noon + 59s, noon));
    CHECK(log.begun() == noon);
    CHECK_FALSE(log.rotation_is_due(1, noon + 59s));
    CHECK(log.rotation_is_due(1, noon + 60s));
}

TEST_CASE("a clock set back does not stretch a period", "[rotating_file]") {
    log_folder folder{every(60s)};
    folder.write("line\n");
    CHECK_FALSE(folder.log->rotation_is_due(1, noon - 24h));
    CHECK(folder.log->begun() == noon - 24h);
    CHECK(folder.log->rotation_is_due(1, noon - 24h + 60s));
}

TEST_CASE("rotations within one millisecond get names that go on", "[rotating_file]") {
    log_folder folder{by_size(1)};
    for (const char *line : {"a\n", "b\n", "c\n"}) {
        folder.write(line);
    }
    CHECK(folder.disk.paths() == path_list{rotated(0ms), rotated(1ms), live});
    CHECK(folder.text_of_all_files() == "a\nb\nc\n");
}

TEST_CASE("a clock set back does not put new files before old ones", "[rotating_file]") {
    log_folder folder{by_size(1)};
    folder.write("a\n");
    folder.write("b\n");
    folder.now = noon - 1h;
    folder.write("c\n");
    folder.restart();
    folder.write("d\n");
    CHECK(folder.disk.paths() == path_list{rotated(0ms), rotated(1ms), rotated(2ms), live});
    CHECK(folder.text_of_all_files() == "a\nb\nc\nd\n");
}

TEST_CASE(
    "each jump of the clock rotates once at most, and no file stays for ever", "[rotating_file]") {
    rotation_settings settings;
    settings.period =
        GENERATE(rotation_period::hour, rotation_period::day, rotation_period::interval);
    settings.interval = 1h;
    log_folder folder{settings};
    const std::vector<std::chrono::hours> jumps{49h, -100h, 24h * 365 * 100, -24h * 365 * 150, 49h,
                                                -1h, 49h};
    std::size_t jumps_forth = 0;
    for (const auto jump : jumps) {
        folder.write("before\n");
        folder.now += jump;
        jumps_forth += jump > 0h ? 1 : 0;
        for (int line = 0; line < 3; ++line) {
            folder.write("after " + std::to_string(jump.count()) + "\n");
        }
        const auto deadline = folder.log->next_deadline();
        REQUIRE(deadline); // and it lies ahead, but not too far
        CHECK(*deadline > folder.now);
        CHECK(*deadline <= folder.now + 25h);
    }
    path_list paths;
    REQUIRE_FALSE(list_rotated(folder.disk, live, paths));
    CHECK(paths.size() == jumps_forth);
    CHECK(folder.text_of_all_files() == folder.all_lines);
}

TEST_CASE("a stamp of the last year that there is stalls no rotation", "[rotating_file]") {
    log_folder folder{by_size(1)};
    folder.disk.put("logs/all-22611231T235959.999Z.log", "planted\n");
    folder.restart();
    for (int line = 0; line < 5; ++line) {
        folder.write("line\n");
    }
    CHECK(folder.disk.content(live) == "line\n");
    CHECK(folder.disk.paths().size() == 6);
}

TEST_CASE("a name that someone else took is passed over, not replaced", "[rotating_file]") {
    log_folder folder{by_size(1)};
    folder.disk.put(rotated(0ms), "someone else's\n");
    folder.write("a\n");
    folder.write("b\n");
    CHECK(folder.last_error == std::errc::file_exists);
    CHECK(folder.disk.content(live) == "a\nb\n");
    CHECK(folder.log->next_rotated_path(noon) == rotated(1ms));
    folder.now = noon + 1s;
    folder.write("c\n");
    CHECK(folder.disk.content(rotated(0ms)) == "someone else's\n");
    CHECK(folder.disk.content(rotated(1s)) == "a\nb\n");
}

TEST_CASE("a rotation that fails is tried again after a second", "[rotating_file]") {
    log_folder folder{by_size(1)};
    folder.files.fail(file_operation::rename, 1, std::errc::permission_denied);
    folder.write("a\n");
    folder.write("b\n");
    CHECK(folder.last_error == std::errc::permission_denied);
    CHECK(folder.disk.content(live) == "a\nb\n");
    CHECK(folder.log->size_bytes() == 4);
    CHECK_FALSE(folder.log->rotation_is_due(1, noon + 1s - 1ns));
    CHECK(folder.log->rotation_is_due(1, noon + 1s));
}

TEST_CASE("a clock set back does not put off the next try", "[rotating_file]") {
    log_folder folder{by_size(1)};
    folder.files.fail(file_operation::rename, 1, std::errc::permission_denied);
    folder.write("a\n");
    folder.write("b\n");
    CHECK(folder.log->rotation_is_due(1, noon - 1ns));
}

TEST_CASE("the deadline moves on when a rotation by time fails", "[rotating_file]") {
    log_folder folder{every(60s)};
    folder.files.fail(file_operation::rename, 1, std::errc::permission_denied);
    folder.write("a\n");
    folder.now = noon + 60s;
    folder.rotate_if_due(0);
    CHECK(folder.log->next_deadline() == noon + 61s);
    folder.now = noon + 61s;
    folder.rotate_if_due(0);
    CHECK(folder.disk.content(rotated(61s)) == "a\n");
    CHECK_FALSE(folder.log->next_deadline());
}

TEST_CASE("a live file that cannot be made gets its old content back", "[rotating_file]") {
    log_folder folder{by_size(1)};
    folder.write("a\n");
    folder.files.fail(file_operation::open, 1, std::errc::too_many_files_open);
    folder.write("b\n");
    CHECK(folder.last_error == std::errc::too_many_files_open);
    CHECK(folder.disk.paths() == path_list{live});
    CHECK(folder.disk.content(live) == "a\nb\n");
    folder.now += 1s;
    folder.write("c\n");
    CHECK(folder.text_of_all_files() == "a\nb\nc\n");
    CHECK(folder.disk.content(live) == "c\n");
}

TEST_CASE("with no way forth nor back, writing goes on under the new name", "[rotating_file]") {
    log_folder folder{by_size(1)};
    folder.write("a\n");
    folder.files.fail(file_operation::open, 1, std::errc::too_many_files_open);
    folder.files.fail(file_operation::rename, 2, std::errc::permission_denied);
    folder.write("b\n");
    CHECK(folder.disk.paths() == path_list{rotated(0ms)});
    CHECK(folder.disk.content(rotated(0ms)) == "a\nb\n");
    CHECK(folder.log->size_bytes() == 4);
    CHECK(folder.log->next_deadline() == noon + 1s);
    CHECK_FALSE(folder.log->rotation_is_due(0, noon + 1s - 1ns));
    CHECK(folder.log->rotation_is_due(0, noon + 1s));
    CHECK(folder.log->next_rotated_path(noon + 1s) == rotated(0ms));
    folder.now += 1s;
    folder.write("c\n");
    CHECK(folder.disk.content(rotated(0ms)) == "a\nb\n");
    CHECK(folder.disk.content(live) == "c\n");
}

TEST_CASE(
    "a file that goes while it has no live name leads to a new one, in time", "[rotating_file]") {
    log_folder folder{by_size(1)};
    folder.write("a\n");
    folder.files.fail_always(file_operation::open, std::errc::too_many_symbolic_link_levels);
    folder.files.fail(file_operation::rename, 2, std::errc::file_exists);
    folder.write("b\n");
    REQUIRE(folder.disk.paths() == path_list{rotated(0ms)});
    REQUIRE_FALSE(folder.log->follow_name(folder.now)); // as long as it is there, it is the one
    REQUIRE_FALSE(folder.disk.remove(rotated(0ms)));
    CHECK(folder.log->append("c\n") == std::errc::no_such_file_or_directory);
    CHECK(folder.log->follow_name(folder.now) == std::errc::too_many_symbolic_link_levels);
    CHECK(folder.log->next_rotated_path(folder.now) == rotated(0ms));
    folder.files.heal();
    REQUIRE_FALSE(folder.log->follow_name(folder.now));
    CHECK(folder.log->size_bytes() == 0);
    folder.now += 1s;
    folder.write("c\n");
    folder.write("d\n");
    CHECK(folder.disk.content(rotated(1s)) == "c\n");
    CHECK(folder.disk.content(live) == "d\n");
}

TEST_CASE("only the newest rotated files are kept", "[rotating_file]") {
    auto settings = by_size(1);
    settings.keep.files = 2;
    log_folder folder{settings};
    for (const char *line : {"a\n", "b\n", "c\n", "d\n"}) {
        folder.write(line);
    }
    CHECK(folder.disk.paths() == path_list{rotated(1ms), rotated(2ms), live});
    CHECK(folder.log->take_notices().empty());
}

TEST_CASE("surplus files are deleted at the start too, others' never", "[rotating_file]") {
    memory_file_system disk;
    for (const auto &path :
         {rotated(0ms), rotated(1ms), rotated(2ms), std::string{"logs/all-notes.log"},
          std::string{"logs/all-20261122T120000.000Z.log.xz"}}) {
        disk.put(path, "text\n");
    }
    rotation_settings settings;
    settings.keep.files = 1;
    rotating_file log{disk, live, settings};
    REQUIRE_FALSE(log.open(noon));
    CHECK(
        disk.paths() ==
        path_list{
            "logs/all-20261122T120000.000Z.log.xz", rotated(2ms), "logs/all-notes.log", live});
}

TEST_CASE("a rotated file that cannot be deleted is told of once", "[rotating_file]") {
    auto settings = by_size(1);
    settings.keep.files = 1;
    log_folder folder{settings};
    folder.files.fail_always(file_operation::remove, std::errc::permission_denied);
    folder.write("a\n");
    folder.write("b\n");
    folder.write("c\n");
    const auto notices = folder.log->take_notices();
    REQUIRE(notices.size() == 1);
    CHECK(notices.front().find(rotated(0ms)) != std::string::npos);
    folder.write("d\n"); // now two are too many: one of them is news
    CHECK(folder.log->take_notices().size() == 1);
    folder.files.heal();
    folder.write("e\n");
    CHECK(folder.disk.paths() == path_list{rotated(3ms), live});
    CHECK(folder.log->take_notices().empty());
}

TEST_CASE("a surplus file that is gone already is no news", "[rotating_file]") {
    auto settings = by_size(1);
    settings.keep.files = 1;
    log_folder folder{settings};
    folder.files.fail_always(file_operation::remove, std::errc::no_such_file_or_directory);
    folder.write("a\n");
    folder.write("b\n");
    folder.write("c\n");
    CHECK(folder.log->take_notices().empty());
}

TEST_CASE("a folder that cannot be listed is told of, and written to", "[rotating_file]") {
    memory_file_system disk;
    failing_file_system files{disk};
    files.fail(file_operation::list, 1, std::errc::permission_denied);
    rotating_file log{files, live, {}};
    REQUIRE_FALSE(log.open(noon));
    CHECK(log.take_notices().size() == 1);
    CHECK_FALSE(log.append("line\n"));
}

TEST_CASE("stamps that could not be read at the start are before a rotation", "[rotating_file]") {
    memory_file_system disk;
    disk.put(rotated(0ms), "before\n");
    failing_file_system files{disk};
    files.fail(file_operation::list, 1, std::errc::io_error);
    rotating_file log{files, live, by_size(1)};
    REQUIRE_FALSE(log.open(noon - 1h));
    REQUIRE_FALSE(log.append("line\n"));
    REQUIRE(log.rotation_is_due(1, noon - 1h));
    CHECK(log.next_rotated_path(noon - 1h) == rotated(1ms));
}

TEST_CASE("a write that fails half-way is taken back", "[rotating_file]") {
    log_folder folder{{}};
    folder.write("one\n");
    folder.files.write_short(1, 3);
    CHECK(folder.log->append("two\nthree\n") == std::errc::no_space_on_device);
    CHECK(folder.disk.content(live) == "one\n");
    CHECK(folder.log->size_bytes() == 4);
}

TEST_CASE("what cannot be taken back is owned up to", "[rotating_file]") {
    log_folder folder{{}};
    folder.write("one\n");
    folder.files.write_short(1, 3);
    folder.files.fail(file_operation::truncate, 1, std::errc::operation_not_permitted);
    CHECK(folder.log->append("two\n") == std::errc::no_space_on_device);
    CHECK(folder.disk.content(live) == "one\ntwo");
    CHECK(folder.log->size_bytes() == 7);
}

TEST_CASE("a live file deleted by someone is noticed and made anew", "[rotating_file]") {
    log_folder folder{{}};
    folder.write("a\n");
    REQUIRE_FALSE(folder.disk.remove(live));
    CHECK(folder.log->append("b\n") == std::errc::no_such_file_or_directory);
    REQUIRE_FALSE(folder.log->follow_name(folder.now));
    CHECK(folder.log->size_bytes() == 0);
    REQUIRE_FALSE(folder.log->append("b\n"));
    CHECK(folder.disk.content(live) == "b\n");
}

TEST_CASE("a live file renamed or replaced by someone is let go", "[rotating_file]") {
    log_folder folder{{}};
    folder.write("a\n");
    REQUIRE_FALSE(folder.disk.rename(live, "moved"));
    folder.disk.put(live, "theirs\n");
    REQUIRE_FALSE(folder.log->follow_name(folder.now));
    CHECK(folder.log->size_bytes() == 7);
    REQUIRE_FALSE(folder.log->append("b\n"));
    CHECK(folder.disk.content(live) == "theirs\nb\n");
    CHECK(folder.disk.content("moved") == "a\n");
}

TEST_CASE("a live file that stays where it is stays open", "[rotating_file]") {
    log_folder folder{{}};
    folder.write("a\n");
    folder.files.forget_calls();
    REQUIRE_FALSE(folder.log->follow_name(folder.now));
    CHECK(folder.files.count(file_operation::open) == 0);
    folder.files.fail(file_operation::identify, 1, std::errc::permission_denied);
    REQUIRE_FALSE(folder.log->follow_name(folder.now));
    CHECK(folder.files.count(file_operation::open) == 0);
}

TEST_CASE("a deleted file is no refuge from a name that can't be looked at", "[rotating_file]") {
    log_folder folder{{}};
    REQUIRE_FALSE(folder.disk.remove(live));
    folder.files.fail_always(file_operation::identify, std::errc::permission_denied);
    folder.files.fail(file_operation::open, 1, std::errc::permission_denied);
    CHECK(folder.log->follow_name(folder.now) == std::errc::permission_denied);
    REQUIRE_FALSE(folder.log->follow_name(folder.now));
    REQUIRE_FALSE(folder.log->append("a\n"));
    CHECK(folder.disk.content(live) == "a\n");
}

namespace {

void write_and_rotate(log_folder &folder) {
    for (int number = 0; number < 12; ++number) {
        folder.write("line " + std::to_string(number) + "\n");
        folder.now += 300ms;
    }
    folder.restart();
    folder.write("after the restart\n");
}

constexpr std::uint64_t two_lines = 16;

} // namespace

TEST_CASE("whichever call fails, no line is lost or doubled", "[rotating_file]") {
    log_folder undisturbed{by_size(two_lines)};
    write_and_rotate(undisturbed);
    const auto calls = undisturbed.files.calls().size();
    REQUIRE(undisturbed.files.count(file_operation::rename) > 3);
    for (std::size_t nth = 1; nth <= calls; ++nth) {
        INFO("call " << nth << " of " << calls);
        log_folder folder{by_size(two_lines)};
        folder.files.fail_call(nth, std::errc::io_error);
        write_and_rotate(folder);
        CHECK(folder.text_of_all_files() == folder.all_lines);
    }
}

TEST_CASE("whichever two calls in a row fail, no line is lost or doubled", "[rotating_file]") {
    for (std::size_t nth = 1; nth <= 100; ++nth) {
        for (std::size_t second = 1; second <= 3; ++second) {
            INFO("calls " << nth << " and " << nth + second);
            log_folder folder{by_size(two_lines)};
            folder.files.fail_call(nth, std::errc::io_error);
            folder.files.fail_call(nth + second, std::errc::io_error);
            write_and_rotate(folder);
            CHECK(folder.text_of_all_files() == folder.all_lines);
        }
    }
}

TEST_CASE("however short a write, no byte is lost or doubled", "[rotating_file]") {
    const bool can_truncate = GENERATE(true, false);
    for (std::size_t nth = 1; nth <= 13; ++nth) {
        for (std::size_t bytes = 0; bytes <= 7; ++bytes) {
            INFO("append " << nth << " writes " << bytes);
            log_folder folder{by_size(two_lines)};
            folder.files.write_short(nth, bytes);
            if (!can_truncate) {
                folder.files.fail_always(file_operation::truncate, std::errc::io_error);
            }
            write_and_rotate(folder);
            CHECK(folder.text_of_all_files() == folder.all_lines);
        }
    }
}

namespace {

/// Some seconds of a collector's life, by chance.
class random_walk {
public:
    explicit random_walk(unsigned seed) : random_{seed} {}

    void run(int steps) {
        for (int step = 0; step < steps; ++step) {
            do_something(step);
            if (folder_.log->size_bytes() != size_of_open_file()) {
                FAIL("step " << step << ": " << folder_.log->size_bytes() << " bytes?");
            }
        }
        folder_.files.heal();
        CHECK(folder_.text_of_all_files() == folder_.all_lines);
        CHECK(folder_.disk.paths().size() > 10);
    }

private:
    void do_something(int step) {
        switch (below(8)) {
        case 0:
            folder_.files.fail_call(1 + below(6), std::errc::io_error);
            break;
        case 1:
            folder_.files.write_short(1, below(8));
            break;
        case 2:
            folder_.now += std::chrono::milliseconds{below(4000)} - 2s;
            break;
        case 3:
            if (below(20) == 0) {
                folder_.files.heal(); // who can't list the folder can't go on from its stamps
                folder_.restart();
            }
            break;
        default:
            folder_.write("line " + std::to_string(step) + std::string(below(30), '.') + "\n");
        }
    }

    std::size_t size_of_open_file() {
        for (const auto &path : folder_.disk.paths()) {
            file_identity identity;
            if (!folder_.disk.identify(path, identity) && identity == folder_.log->identity()) {
                return folder_.disk.content(path).size();
            }
        }
        FAIL("the open file has no name");
        return 0;
    }

    unsigned below(unsigned limit) {
        return std::uniform_int_distribution<unsigned>{0, limit - 1}(random_);
    }

    static rotation_settings settings() {
        auto both = every(7s);
        both.max_bytes = 100;
        return both;
    }

    std::mt19937 random_;
    log_folder folder_{settings()};
};

} // namespace

TEST_CASE("a long random walk loses and doubles nothing", "[rotating_file]") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    random_walk{seed}.run(4000);
}
