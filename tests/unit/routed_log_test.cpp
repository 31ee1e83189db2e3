#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "collector/files/log_writer.h"
#include "collector/files/packing.h"
#include "collector/files/target_watch.h"
#include "mailslot/unix_time.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

using namespace mailslog;

namespace {

struct routed_log {
    memory_file_system disk;
    failing_file_system files{disk};
    rotation_settings rotation;
    target_limits limits;
    sync_settings syncing;
    std::unique_ptr<log_writer> writer;
    wall_time now = std::chrono::system_clock::now();
    std::uint64_t sequence = 0;

    void start(const std::string &pattern = "l/{process}/{logger}.log") {
        writer.reset();
        writer = std::make_unique<log_writer>(
            files, log_route{pattern}, rotation, make_text_format("%v"),
            log_writer::default_memory_bytes, limits);
        writer->force_to_disk(syncing);
        REQUIRE_FALSE(writer->open(now));
    }
    void start_hourly_with_one_open() {
        rotation.period = rotation_period::interval;
        rotation.interval = std::chrono::hours{1};
        limits.open = 1;
        start();
    }
    std::error_code
    log(const std::string &logger, const std::string &text, const std::string &process = "shop") {
        incoming message;
        message.sender = {7, ++sequence, 4711, process};
        message.record.logger = logger;
        message.record.line = text;
        message.record.full_line_bytes = text.size();
        return writer->add(message, now);
    }
    void flush() { REQUIRE_FALSE(writer->flush(now)); }
    void write(const std::string &logger, const std::string &text) {
        REQUIRE_FALSE(log(logger, text));
        flush();
    }
    std::string content(const std::string &logger) const {
        return disk.content("l/shop/" + logger + ".log");
    }
    std::string notices() {
        std::string all;
        for (const std::string &text : writer->take_notices()) {
            all += text + "\n";
        }
        return all;
    }
    std::size_t logs() const {
        std::size_t count = 0;
        for (const std::string &path : disk.paths()) {
            count += path.find(".ledger") == std::string::npos ? 1 : 0;
        }
        return count;
    }
};

} // namespace

TEST_CASE("lines go to the files of their names", "[routed_log]") {
    routed_log log;
    log.start();
    REQUIRE_FALSE(log.log("a", "one"));
    REQUIRE_FALSE(log.log("b", "two"));
    REQUIRE_FALSE(log.log("a", "three"));
    REQUIRE_FALSE(log.log("..", "four", "a/b"));
    log.flush();
    CHECK(log.content("a") == "one\nthree\n");
    CHECK(log.content("b") == "two\n");
    CHECK(log.disk.content("l/a%2Fb/%2E%2E.log") == "four\n");
    CHECK(log.disk.exists("l/{process}+{logger}.log.ledger"));
}

TEST_CASE("what is lost stands before the line that shows it", "[routed_log]") {
    routed_log log;
    log.start();
    log.write("a", "one");
    log.sequence += 2;
    log.write("b", "two");
    CHECK(log.content("a") == "one\n");
    CHECK(log.content("b") == "lost 2 records from shop[4711]\ntwo\n");
    incoming end;
    end.sender = {7, log.sequence + 1, 4711, "shop"};
    REQUIRE_FALSE(log.writer->end_stream(end, log.now));
    log.flush();
    CHECK(log.content("_") == "lost 1 record from shop[4711]\n");
}

TEST_CASE("a start lists a folder no oftener for many files than for one", "[routed_log]") {
    const bool machine_died = GENERATE(false, true);
    std::vector<std::size_t> lists;
    for (const int count : {1, 50}) {
        routed_log log;
        log.start();
        for (int i = 0; i < count; ++i) {
            REQUIRE_FALSE(log.log("x" + std::to_string(i), "line"));
        }
        log.flush();
        if (machine_died) {
            log.disk.begin_another_life();
        }
        log.files.forget_calls();
        log.start();
        lists.push_back(log.files.count(file_operation::list));
        CHECK(log.logs() == static_cast<std::size_t>(count));
    }
    CHECK(lists == std::vector<std::size_t>(2, lists.front()));
}

TEST_CASE("no more files are open than were granted", "[routed_log]") {
    routed_log log;
    log.limits.open = 3;
    log.start();
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 10; ++i) {
            REQUIRE_FALSE(log.log("x" + std::to_string(i), std::to_string(round)));
        }
        log.flush();
    }
    CHECK(log.files.most_open_files() == 3 + 1); // the ledger
    for (int i = 0; i < 10; ++i) {
        CHECK(log.content("x" + std::to_string(i)) == "0\n1\n2\n");
    }
}

TEST_CASE("the file that was longest unused is closed", "[routed_log]") {
    routed_log log;
    log.limits.open = 2;
    log.start();
    log.write("a", "1");
    log.write("b", "1");
    log.write("a", "2");
    log.write("c", "1"); // b goes
    const auto opened = log.files.count(file_operation::open);
    log.write("a", "3");
    CHECK(log.files.count(file_operation::open) == opened);
    log.write("b", "2");
    CHECK(log.files.count(file_operation::open) > opened);
    CHECK(log.content("b") == "1\n2\n");
}

TEST_CASE("names beyond the limit share a file, and it is told once", "[routed_log]") {
    routed_log log;
    log.limits.files = 3;
    log.start();
    for (int i = 0; i < 20; ++i) {
        REQUIRE_FALSE(log.log("x" + std::to_string(i), "line " + std::to_string(i)));
    }
    log.flush();
    CHECK(log.logs() == 4);
    CHECK(log.content("x2") == "line 2\n");
    CHECK(log.disk.content("l/_overflow/_overflow.log").find("line 3\nline 4\n") == 0);
    const std::string told = log.notices();
    CHECK(told.find("--max-files") != std::string::npos);
    CHECK(log.notices().empty());

    log.start(); // they count after a restart, too
    log.write("x100", "again");
    log.write("x1", "more");
    CHECK(log.logs() == 4);
    CHECK(log.content("x1") == "line 1\nmore\n");
}

TEST_CASE("each file is rotated for itself", "[routed_log]") {
    routed_log log;
    log.rotation.max_bytes = 10;
    log.start();
    log.write("a", "123456789");
    log.write("b", "1");
    log.write("a", "2");
    CHECK(log.content("a") == "2\n");
    CHECK(log.content("b") == "1\n");
    CHECK(log.logs() == 3);
    const auto closed = log.writer->take_closed();
    REQUIRE(closed.size() == 1);
    CHECK(closed[0].live_path == "l/shop/a.log");
}

TEST_CASE("a file is rotated when its time is over, though nothing comes for it", "[routed_log]") {
    routed_log log;
    log.start_hourly_with_one_open();
    log.write("a", "1");
    log.now += std::chrono::minutes{30};
    log.write("b", "1");
    const auto deadline = log.writer->next_deadline(log.now);
    REQUIRE(deadline);
    CHECK(*deadline == log.now + std::chrono::minutes{30});
    log.now = *deadline;
    REQUIRE_FALSE(log.writer->tick(log.now));
    CHECK(log.content("a").empty());
    CHECK(log.content("b") == "1\n");
}

TEST_CASE("a file that can't be opened to be rotated is put off", "[routed_log]") {
    routed_log log;
    log.start_hourly_with_one_open();
    log.write("a", "1");
    log.write("b", "1");
    log.files.fail_always(file_operation::open, std::errc::too_many_files_open);
    log.now += log.rotation.interval;
    REQUIRE_FALSE(log.writer->tick(log.now));
    CHECK(log.writer->next_deadline(log.now) == log.now + rotating_file::retry_after);
    log.files.heal();
    log.now += rotating_file::retry_after;
    REQUIRE_FALSE(log.writer->tick(log.now));
    CHECK(log.content("a").empty());
    CHECK(log.content("b").empty());
    CHECK(log.logs() == 4);
}

TEST_CASE("no name makes another one's rotated files go", "[routed_log]") {
    routed_log log;
    log.rotation.max_bytes = 1;
    log.rotation.keep.files = 2;
    log.start("l/{logger}");
    for (const char *logger :
         {"all", "all", "all", "all.gz", "all.gz", "all.gz", "all.gz", "all"}) {
        log.now += std::chrono::seconds{1};
        log.write(logger, logger);
    }
    std::size_t of_all = 0;
    for (const std::string &path : log.disk.paths()) {
        of_all += log.disk.content(path) == "all\n" ? 1 : 0;
    }
    CHECK(of_all == 3);
}

TEST_CASE("a file's period goes on after a restart", "[routed_log]") {
    routed_log log;
    log.rotation.period = rotation_period::interval;
    log.rotation.interval = std::chrono::hours{1};
    log.start();
    log.write("a", "1");
    log.now += std::chrono::minutes{50};
    log.write("b", "1");
    log.start();
    log.now += std::chrono::minutes{20};
    REQUIRE_FALSE(log.writer->tick(log.now));
    CHECK(log.content("a").empty());
    CHECK(log.content("b") == "1\n");
}

TEST_CASE("a rotation that is asked for rotates all that have lines", "[routed_log]") {
    routed_log log;
    log.limits.open = 1;
    log.start();
    log.write("a", "1");
    log.write("b", "1");
    std::vector<std::string> rotated_to;
    REQUIRE_FALSE(log.writer->rotate_now(log.now, rotated_to));
    CHECK(rotated_to.size() == 2);
    CHECK(log.content("a").empty());
    REQUIRE_FALSE(log.writer->rotate_now(log.now, rotated_to));
    CHECK(rotated_to.empty());
}

TEST_CASE("a file that can't be rotated keeps no other from it", "[routed_log]") {
    routed_log log;
    log.start();
    log.write("a", "1");
    log.write("b", "1");
    log.write("c", "1");
    log.files.fail(file_operation::rename, 1, std::errc::permission_denied);
    SECTION("when that is asked for") {
        std::vector<std::string> rotated_to;
        CHECK(log.writer->rotate_now(log.now, rotated_to) == std::errc::permission_denied);
        CHECK(rotated_to.size() == 2);
    }
    SECTION("when the format changes") {
        log.writer->change_format(make_text_format("<%v>"), log.now);
    }
    CHECK(log.content("a") == "1\n");
    CHECK(log.content("b").empty());
    CHECK(log.content("c").empty());
}

TEST_CASE("a file that is taken away is begun anew with its next line", "[routed_log]") {
    for (const bool is_open : {true, false}) {
        routed_log log;
        log.limits.open = 1;
        log.start();
        log.write("a", "1");
        if (!is_open) {
            log.write("b", "1");
        }
        REQUIRE_FALSE(log.disk.rename("l/shop/a.log", "l/shop/a.old"));
        log.write("a", "2");
        CHECK(log.content("a") == "2\n");
        CHECK(log.disk.content("l/shop/a.old") == "1\n");
        CHECK(log.notices().find("is not the file that it was") != std::string::npos);
    }
}

TEST_CASE("reopening makes no file, and makes room for as many as are gone", "[routed_log]") {
    routed_log log;
    log.limits.files = 2;
    log.start();
    log.write("a", "1");
    log.write("b", "1");
    REQUIRE_FALSE(log.disk.rename("l/shop/a.log", "l/shop/a.old"));
    REQUIRE_FALSE(log.writer->reopen(log.now));
    CHECK_FALSE(log.disk.exists("l/shop/a.log"));
    log.write("c", "1");
    CHECK(log.content("c") == "1\n");
}

TEST_CASE("reopening does so, too, while the disk may not have what is gone", "[routed_log]") {
    routed_log log;
    log.limits.files = 2;
    log.limits.open = GENERATE(std::size_t{1}, std::size_t{2});
    log.syncing = {sync_moment::rotation, {}, {}};
    log.start();
    log.write("a", "1");
    log.write("b", "1");
    const bool is_off = GENERATE(false, true);
    if (is_off) {
        log.writer->change_sync({}, log.now);
    }
    REQUIRE_FALSE(log.disk.rename("l/shop/a.log", "l/shop/a.old"));
    REQUIRE_FALSE(log.writer->reopen(log.now));
    CHECK_FALSE(log.disk.exists("l/shop/a.log"));
    log.write("c", "1");
    CHECK(log.content("c") == "1\n");
    REQUIRE_FALSE(log.writer->close(log.now)); // which forces all to the disk
    CHECK_FALSE(log.disk.exists("l/shop/a.log"));
    CHECK(log.notices().empty());
    if (!is_off && log.limits.open == 2) {
        log.disk.lose_power();
        CHECK(log.disk.content("l/shop/a.old") == "1\n");
    }
}

TEST_CASE("what must be on the disk is, in every file, open or not", "[routed_log]") {
    routed_log log;
    log.syncing = {sync_moment::level, {}, level::info};
    log.limits.open = 1;
    log.start();
    REQUIRE_FALSE(log.log("a", "1"));
    REQUIRE_FALSE(log.log("b", "1"));
    log.flush();
    log.disk.lose_power();
    log.start();
    CHECK(log.content("a") == "1\n");
    CHECK(log.content("b") == "1\n");
    CHECK(log.notices().empty());
}

TEST_CASE("torn lines of all files are cut when the machine has died", "[routed_log]") {
    routed_log log;
    log.start();
    REQUIRE_FALSE(log.log("a", "one"));
    REQUIRE_FALSE(log.log("b", "two"));
    log.flush();
    log.disk.begin_another_life();
    log.disk.set_content("l/shop/a.log", "one\nto");
    log.disk.set_content("l/shop/b.log", "tw");
    log.disk.put("l/shop/unknown.log", "whole\nto");
    log.start();
    CHECK(log.content("a") == "one\n");
    CHECK(log.content("b").empty());
    CHECK(log.content("unknown") == "whole\n");
    const std::string told = log.notices();
    CHECK(told.find("the machine has died") == 0);
    CHECK(told.find("l/shop/b.log has lost 4 bytes") != std::string::npos);
    log.flush();
    CHECK(log.disk.content("l/mailslog/mailslog.log").find("the machine has died") == 0);
}

TEST_CASE("two names of one file are one file", "[routed_log]") {
    routed_log log;
    log.start();
    log.write("a", "1");
    log.disk.link("l/shop/a.log", "l/shop/A.log");
    REQUIRE_FALSE(log.log("A", "2"));
    REQUIRE_FALSE(log.log("a", "3"));
    log.flush();
    CHECK(log.content("a") == "1\n2\n3\n");
}

TEST_CASE("they are so, too, if it could not be opened at first", "[routed_log]") {
    routed_log log;
    log.start();
    log.write("a", "1");
    log.disk.link("l/shop/a.log", "l/shop/A.log");
    log.files.fail(file_operation::open, 1, std::errc::too_many_files_open);
    REQUIRE_FALSE(log.log("A", "2"));
    REQUIRE_FALSE(log.log("a", "3"));
    log.flush();
    REQUIRE_FALSE(log.log("A", "4"));
    log.flush();
    CHECK(log.content("a") == "1\n3\n2\n4\n");
}

TEST_CASE("they are so, too, if one became the other while it was closed", "[routed_log]") {
    routed_log log;
    log.limits.open = 1;
    log.syncing = {sync_moment::interval, std::chrono::seconds{1}, {}};
    log.start();
    log.write("b", "1");
    log.write("a", "1");
    REQUIRE_FALSE(log.disk.remove("l/shop/b.log"));
    log.disk.link("l/shop/a.log", "l/shop/b.log");
    log.now += std::chrono::seconds{2};
    log.flush();
    REQUIRE_FALSE(log.log("a", "2"));
    REQUIRE_FALSE(log.log("b", "3"));
    log.files.write_short(3, 0); // behind the journal's entry and a part
    (void)log.writer->flush(log.now);
    log.files.heal();
    log.start();
    const std::string there = log.content("a");
    CHECK(log.writer->accounts().find(7)->next == (there == "1\n2\n3\n" ? 5 : 3));
}

TEST_CASE(
    "one file that can't be written holds the others up, and nothing is lost", "[routed_log]") {
    routed_log log;
    log.start();
    log.write("a", "1");
    log.files.fail_always(file_operation::append, std::errc::no_space_on_device);
    REQUIRE_FALSE(log.log("a", "2"));
    REQUIRE_FALSE(log.log("b", "1"));
    CHECK(log.writer->flush(log.now));
    REQUIRE_FALSE(log.log("c", "1"));
    CHECK(log.writer->flush(log.now));
    log.files.heal();
    log.flush();
    CHECK(log.content("a") == "1\n2\n");
    CHECK(log.content("b") == "1\n");
    CHECK(log.content("c") == "1\n");
}

TEST_CASE("a file that is replaced in the midst of a batch gets its part", "[routed_log]") {
    routed_log log;
    log.limits.open = 1;
    log.start();
    log.write("a", "1");
    log.write("b", "1");
    log.files.fail(file_operation::append, 3, std::errc::no_space_on_device); // after entry and a
    REQUIRE_FALSE(log.log("a", "2"));
    REQUIRE_FALSE(log.log("b", "2"));
    CHECK(log.writer->flush(log.now));
    REQUIRE_FALSE(log.log("a", "3"));
    REQUIRE_FALSE(log.disk.rename("l/shop/b.log", "l/shop/b.old"));
    log.flush();
    CHECK(log.content("a") == "1\n2\n3\n");
    CHECK(log.content("b") == "2\n");
    log.start();
    CHECK(log.notices().empty());
    CHECK(log.writer->accounts().totals().written == 5);
}

TEST_CASE("a batch that one of its files does not have whole counts in none", "[routed_log]") {
    routed_log log;
    log.start();
    for (const char *line : {"1", "2"}) {
        REQUIRE_FALSE(log.log("a", line));
        REQUIRE_FALSE(log.log("b", line));
        log.flush();
    }
    const auto [cut, whole] = GENERATE(table<std::string, std::string>({{"a", "b"}, {"b", "a"}}));
    log.disk.set_content("l/shop/" + cut + ".log", "1\n2"); // after a kill
    log.start();
    CHECK(log.content(cut) == "1\n");
    CHECK(log.content(whole) == "1\n");
    CHECK(log.writer->accounts().totals().written == 2);
}

TEST_CASE("a batch of which a file is gone is not cut out of the others", "[routed_log]") {
    routed_log log;
    log.start();
    for (const char *line : {"1", "2"}) {
        for (const char *logger : {"a", "b", "c"}) {
            REQUIRE_FALSE(log.log(logger, line));
        }
        log.flush();
    }
    const std::string gone = GENERATE("a", "b");
    const auto take_away = GENERATE(true, false);
    if (take_away) {
        REQUIRE_FALSE(log.disk.remove("l/shop/" + gone + ".log"));
    } else {
        log.disk.set_content("l/shop/" + gone + ".log", "");
    }
    const std::string other = gone == "a" ? "b" : "a";
    std::string expected = "1\n2\n";
    SECTION("which have it whole") {}
    SECTION("unless one of them has it in part") {
        log.disk.set_content("l/shop/c.log", "1\n2");
        expected = "1\n";
    }
    log.start();
    CHECK(log.content(other) == expected);
    CHECK(log.content("c") == expected);
    CHECK(log.writer->accounts().totals().written == 3); // the lines may come again
    const bool may_come_twice = log.notices().find("twice") != std::string::npos;
    CHECK((may_come_twice || expected == "1\n"));
}

TEST_CASE(
    "a file that comes again in the midst of a packing costs no rotated one", "[routed_log]") {
    struct hooked_files : failing_file_system {
        using failing_file_system::failing_file_system;
        std::function<void()> on_sync_folder;

        std::error_code sync_folder(const std::string &folder) override {
            if (const auto hook = std::exchange(on_sync_folder, {})) {
                hook();
            }
            return failing_file_system::sync_folder(folder);
        }
    };
    routed_log log;
    log.start();
    log.write("a", "precious");
    std::vector<std::string> rotated_to;
    REQUIRE_FALSE(log.writer->rotate_now(log.now, rotated_to));
    hooked_files files{log.disk};
    files.on_sync_folder = [&log] {
        REQUIRE_FALSE(log.disk.remove("l/shop/a.log"));
        REQUIRE_FALSE(log.writer->reopen(log.now));
        log.write("a", "later");
    };
    const std::atomic<bool> stop{false};
    CHECK_FALSE(pack_file(files, rotated_to.at(0), stop));
    CHECK(log.disk.exists(rotated_to[0] + ".gz"));
    CHECK(log.content("a") == "later\n");
}

TEST_CASE("a start removes what a killed packing left beside each file", "[routed_log]") {
    routed_log log;
    log.start();
    log.write("a", "one");
    std::vector<std::string> rotated_to;
    REQUIRE_FALSE(log.writer->rotate_now(log.now, rotated_to));
    log.disk.put(rotated_to.at(0) + ".gz", "");
    log.start();
    CHECK(log.disk.exists(rotated_to[0]));
    CHECK_FALSE(log.disk.exists(rotated_to[0] + ".gz"));
}

TEST_CASE("files that no clock concerns are not looked at", "[routed_log]") {
    memory_file_system disk;
    log_targets targets{disk, log_route{"l/{logger}.log"}, {}, {}};
    const wall_time now = std::chrono::system_clock::now();
    REQUIRE_FALSE(targets.open(targets.add("l/a.log"), now));
    target_watch watch{targets};
    watch.look_at_all(now);
    CHECK_FALSE(watch.deadline());
    CHECK_FALSE(watch.is_due(now + std::chrono::hours{1}));
    CHECK(watch.is_due(now - std::chrono::hours{1}));
}

TEST_CASE("with a file all go that stand for it", "[routed_log]") {
    memory_file_system disk;
    log_targets targets{disk, log_route{"l/{logger}.log"}, {}, {}};
    log_target &last = targets.add("l/c.log");
    log_target &between = targets.add("l/b.log");
    targets.replace(targets.add("l/a.log"), between);
    targets.replace(between, last);
    CHECK(&targets.add("l/a.log") == &last);
    CHECK(&targets.add("l/b.log") == &last);
    targets.forget(last);
    CHECK(targets.add("l/a.log").stands_for == nullptr);
    CHECK(targets.add("l/b.log").stands_for == nullptr);
    CHECK(targets.all().size() == 2);
}

TEST_CASE("a request lists a folder no oftener for many files than for one", "[routed_log]") {
    using namespace std::chrono_literals;
    const auto rotate = [](routed_log &log) {
        std::vector<std::string> rotated_to;
        REQUIRE_FALSE(log.writer->rotate_now(log.now, rotated_to));
    };
    const auto reload = [](routed_log &log) { log.writer->change_rotation(log.rotation, log.now); };
    const auto end_period = [](routed_log &log) {
        log.now += 1h;
        REQUIRE_FALSE(log.writer->tick(log.now));
    };
    const auto request =
        GENERATE_COPY(values<std::function<void(routed_log &)>>({rotate, reload, end_period}));
    std::vector<std::size_t> lists;
    for (const int count : {1, 50}) {
        routed_log log;
        log.rotation.period = rotation_period::interval;
        log.rotation.interval = 1h;
        log.rotation.keep.files = 2;
        log.start();
        const auto fill_all = [&] {
            for (int i = 0; i < count; ++i) {
                REQUIRE_FALSE(log.log("x" + std::to_string(i), "line"));
            }
            log.flush();
        };
        for (int round = 0; round < 3; ++round) {
            fill_all();
            rotate(log);
        }
        fill_all();
        log.files.forget_calls();
        request(log);
        lists.push_back(log.files.count(file_operation::list));
        CHECK(log.logs() == static_cast<std::size_t>(3 * count));
    }
    CHECK(lists == std::vector<std::size_t>{1, 1});
}
