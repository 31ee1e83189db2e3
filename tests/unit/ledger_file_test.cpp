#include "collector/ledger/ledger_file.h"

#include <memory>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

using namespace mailslog;

namespace {

using std::chrono::hours;
using std::chrono::seconds;

const wall_time noon{hours{12 + 24 * 365}};
const std::string path = "all.log.ledger";
const std::string log_path = "all.log";
const std::string rotated = "all-20261122T142201.123Z.log";

/// A line of so many bytes; none of 0.
std::string line_of(std::size_t bytes, char text) {
    return bytes == 0 ? "" : std::string(bytes - 1, text) + '\n';
}

/// A disk with a log of so many bytes, and the collectors that come and go over it.
struct story {
    memory_file_system disk;
    failing_file_system files{disk};
    std::unique_ptr<mailslog::ledger> ledger;
    std::unique_ptr<ledger_file> journal;
    ledger_file::recovered found;
    std::uint64_t line = 0;

    explicit story(std::size_t log_bytes = 100) { disk.put(log_path, line_of(log_bytes, 'x')); }

    std::error_code try_to_start(std::uint64_t growth = ledger_file::default_growth_bytes) {
        ledger = std::make_unique<mailslog::ledger>();
        journal = std::make_unique<ledger_file>(files, path, growth);
        found = {};
        return journal->open(log_route{log_path}, *ledger, found);
    }
    void start(std::uint64_t growth = ledger_file::default_growth_bytes) {
        REQUIRE_FALSE(try_to_start(growth));
    }
    /// One line more of stream 7 that will stand at [start, end) of the log.
    std::error_code note(std::uint64_t start, std::uint64_t end) {
        ++line;
        const auto verdict = ledger->judge(7, line, arrival::lane, 0);
        ledger->enter(verdict, {7, line, 1, "app"}, false, 0);
        return journal->note_batch(*ledger, {{span(start, end)}, false});
    }
    void append_to_log(std::size_t bytes) {
        std::unique_ptr<file> log;
        std::size_t written = 0;
        REQUIRE_FALSE(disk.open(log_path, open_mode::append, log));
        REQUIRE_FALSE(log->append(line_of(bytes, 'y'), written));
    }
    void write_batch(std::uint64_t bytes) {
        const auto start = disk.content(log_path).size();
        REQUIRE_FALSE(note(start, start + bytes));
        append_to_log(bytes);
    }
    file_identity identity(const std::string &name) {
        file_identity found;
        disk.identify(name, found);
        return found;
    }
    log_span span(std::uint64_t start, std::uint64_t end) {
        return {log_path, identity(log_path), start, end, noon};
    }
    std::optional<wall_time> begun() const { return found.logs.at(0).begun; }
    std::vector<log_place> places() { return {{log_path, noon, {}, log_end()}}; }
    log_position log_end() { return {identity(log_path), log_bytes()}; }
    std::uint64_t written() const {
        const auto *account = ledger->find(7);
        return account == nullptr ? 0 : account->written;
    }
    std::size_t log_bytes() const { return disk.content(log_path).size(); }
    void damage(std::size_t at) {
        std::string bytes = disk.content(path);
        bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
        disk.put(path, bytes);
    }
};

/// A story in which three lines were written, the last one perhaps not: note it and come back.
struct three_lines : story {
    std::size_t second_entry_at = 0;
    std::size_t third_entry_at = 0;
    three_lines() {
        start();
        write_batch(10);
        second_entry_at = disk.content(path).size();
        write_batch(10);
        third_entry_at = disk.content(path).size();
        REQUIRE_FALSE(note(120, 130));
    }
};

} // namespace

TEST_CASE("a first start makes a journal and finds nothing", "[ledger_file]") {
    story story{0};
    story.start();
    CHECK_FALSE(story.found.found);
    CHECK_FALSE(story.begun());
    CHECK(story.found.notice.empty());
    CHECK_FALSE(story.ledger->has_forgotten_past());
    CHECK(story.disk.exists(path));
    CHECK_FALSE(story.disk.exists(path + ".new"));
}

TEST_CASE("a log without its ledger is a forgotten past", "[ledger_file]") {
    story story{1};
    story.start();
    CHECK_FALSE(story.found.found);
    CHECK(story.ledger->has_forgotten_past());
    CHECK_FALSE(story.found.notice.empty());
    story.start();
    CHECK(story.ledger->has_forgotten_past());
}

TEST_CASE("everything of an account comes back", "[ledger_file]") {
    story story;
    story.start();
    auto &ledger = *story.ledger;
    const stream_header sender{UINT64_MAX, 5, UINT32_MAX, "a name"};
    ledger.accounted_elsewhere(sender, 2, -5);
    ledger.enter(ledger.judge(UINT64_MAX, 5, arrival::datagram, -4), sender, true, -4);
    ledger.enter_end(ledger.judge_end(6, 3), {6, 3, 0, ""}, 1); // the log is older: unknown
    ledger.enter_end(ledger.judge_end(6, 5), {6, 5, 0, ""}, 1);
    ledger.count_plain_text();
    ledger.count_malformed();
    ledger.count_forged(2);
    ledger.enter(ledger.judge(6, 3, arrival::lane, 0), sender, false, 0);
    ledger.enter_suppressed(ledger.judge(6, 6, arrival::lane, 0), {6, 6, 0, ""}, 1);
    ledger.told_of_suppressed(6);
    ledger.enter_suppressed(ledger.judge(6, 7, arrival::lane, 0), {6, 7, 0, ""}, 1);
    ledger.count_suppressed_text();
    REQUIRE_FALSE(story.journal->note_batch(ledger, {{story.span(100, 100)}, false}));
    story.start();

    CHECK(story.begun() == noon);
    const auto *account = story.ledger->find(UINT64_MAX);
    REQUIRE(account != nullptr);
    CHECK(account->process_id == UINT32_MAX);
    CHECK(account->process_name == "a name");
    CHECK(account->next == 6);
    CHECK(account->written == 1);
    CHECK(account->elsewhere == 2);
    CHECK(account->truncated == 1);
    CHECK_FALSE(account->ended);
    CHECK(account->last_seen_ns == -4);
    REQUIRE(account->missing.size() == 1);
    CHECK(account->missing[0].numbers == sequence_range{3, 4});
    CHECK(account->missing[0].noticed_ns == -4);
    CHECK_FALSE(story.ledger->find(6)->ended);
    CHECK(story.ledger->find(6)->suppressed == 2);
    CHECK(story.ledger->find(6)->untold == 1);
    CHECK(story.ledger->untold() == std::set<std::uint64_t>{6});
    CHECK(story.ledger->find(6)->lost == 2);
    const auto &totals = story.ledger->totals();
    CHECK(totals.received == 6);
    CHECK(totals.suppressed == 3);
    CHECK(totals.untold_text == 1);
    CHECK(totals.written == 2);
    CHECK(totals.lost == 2);
    CHECK(totals.duplicates == 1);
    CHECK(totals.truncated == 1);
    CHECK(totals.malformed == 1);
    CHECK(totals.forged == 2);
    CHECK(totals.unknown == 3);
}

TEST_CASE("a batch that stands whole in the log was written", "[ledger_file]") {
    three_lines story;
    story.append_to_log(10);
    story.start();
    CHECK(story.written() == 3);
    CHECK(story.log_bytes() == 130);
    CHECK(story.found.notice.empty());
}

TEST_CASE("a batch that stands in part is cut off and was not written", "[ledger_file]") {
    for (const std::size_t bytes : {0U, 1U, 9U}) {
        three_lines story;
        story.append_to_log(bytes);
        story.start();
        CHECK(story.written() == 2);
        CHECK(story.log_bytes() == 120);
        CHECK(story.found.notice.empty());
    }
}

TEST_CASE("what was decided on a start stays decided", "[ledger_file]") {
    three_lines story;
    story.append_to_log(9);
    story.start();
    story.append_to_log(30); // as long as the batch that was cut off would have made it
    story.start();
    CHECK(story.written() == 2);
}

TEST_CASE("a torn last entry was never acted upon", "[ledger_file]") {
    three_lines whole;
    const std::string bytes = whole.disk.content(path);
    for (std::size_t size = whole.third_entry_at; size < bytes.size(); ++size) {
        three_lines story;
        story.disk.put(path, bytes.substr(0, size));
        story.start();
        CHECK(story.written() == 2);
        CHECK(story.log_bytes() == 120);
        CHECK(story.found.notice.empty());
        CHECK_FALSE(story.disk.exists(path + ".damaged-1"));
    }
}

TEST_CASE("a rotation happened if the new name is there", "[ledger_file]") {
    story story;
    story.start();
    story.write_batch(10);
    REQUIRE_FALSE(story.journal->note_rotation({log_path, rotated, noon + hours{1}}));
    SECTION("it is") {
        REQUIRE_FALSE(story.disk.rename(log_path, rotated));
        story.start();
        CHECK(story.begun() == noon + hours{1});
    }
    SECTION("it is not") {
        story.start();
        CHECK(story.begun() == noon);
        CHECK(story.log_bytes() == 110);
    }
    CHECK(story.written() == 1);
    CHECK(story.found.notice.empty());
}

TEST_CASE("a rotation that left both names is completed", "[ledger_file]") {
    story story;
    story.start();
    story.write_batch(10);
    REQUIRE_FALSE(story.journal->note_rotation({log_path, rotated, noon + hours{1}}));
    story.disk.link(log_path, rotated); // where a rename is a link, and an unlink later
    SECTION("if it is the last that was noted") {
        story.start();
        CHECK_FALSE(story.disk.exists(log_path));
        CHECK(story.begun() == noon + hours{1});
    }
    SECTION("and not if it is not") {
        story.write_batch(10);
        story.start();
        CHECK(story.disk.exists(log_path));
    }
    CHECK(story.disk.exists(rotated));
    CHECK(story.found.notice.empty());
}

TEST_CASE("a new file is none that is gone, although it has its identity", "[ledger_file]") {
    story story;
    story.start();
    story.write_batch(10);
    const file_identity before = story.identity(log_path);
    REQUIRE_FALSE(story.journal->note_rotation({log_path, rotated, noon + hours{1}}));
    REQUIRE_FALSE(story.disk.rename(log_path, rotated));
    story.disk.put(log_path, "");
    story.write_batch(10);
    const std::string again = "all-20261122T152201.123Z.log";
    REQUIRE_FALSE(story.journal->note_rotation({log_path, again, noon + hours{2}}));
    REQUIRE_FALSE(story.disk.rename(log_path, again));
    REQUIRE_FALSE(story.disk.remove(rotated));
    story.disk.put(log_path, "");
    REQUIRE(story.identity(log_path) == before);
    story.start();
    CHECK(story.found.notice.empty());
    CHECK_FALSE(story.found.log_has_suffered);
}

TEST_CASE("nor is one of another log", "[ledger_file]") {
    const log_route route{"{process}.log"};
    const std::string gone = "a.log";
    const std::string made = "b.log";
    memory_file_system disk;
    ledger ledger;
    ledger_file::recovered found;
    ledger_file before{disk, path};
    REQUIRE_FALSE(before.open(route, ledger, found));
    disk.put(gone, line_of(10, 'x'));
    file_identity identity;
    REQUIRE_FALSE(disk.identify(gone, identity));
    const log_batch batch{{{gone, identity, 0, 10, noon}}, false};
    REQUIRE_FALSE(before.note_batch(ledger, batch));
    REQUIRE_FALSE(before.note_batch(ledger, {})); // that one stands
    std::string expected;
    SECTION("which was deleted") {
        REQUIRE_FALSE(disk.remove(gone));
        disk.put(made, "");
        disk.put(gone, "");
    }
    SECTION("unless it has both names, and is cut") {
        disk.link(gone, made);
        disk.set_content(gone, "");
        expected = "a.log has lost 10 bytes that its ledger knew of";
    }
    mailslog::ledger after;
    REQUIRE_FALSE(ledger_file(disk, path).open(route, after, found));
    CHECK_THAT(found.notice, Catch::Matchers::StartsWith(expected));
    CHECK(found.notice.empty() == expected.empty());
}

TEST_CASE("a batch is looked for in the file that was renamed and stayed open", "[ledger_file]") {
    story story;
    story.start();
    REQUIRE_FALSE(story.journal->note_rotation({log_path, rotated, noon}));
    SECTION("also after the journal was written afresh") {
        REQUIRE_FALSE(story.journal->compact(*story.ledger, story.places()));
    }
    REQUIRE_FALSE(story.note(100, 110));
    story.append_to_log(4);
    REQUIRE_FALSE(story.disk.rename(log_path, rotated));
    story.start();
    CHECK(story.written() == 0);
    CHECK(story.disk.content(rotated).size() == 100);
}

TEST_CASE("a log that somebody deleted leaves its last batch to be repeated", "[ledger_file]") {
    three_lines story;
    REQUIRE_FALSE(story.disk.remove(log_path));
    story.start();
    CHECK(story.written() == 2);
    CHECK_FALSE(story.disk.exists(log_path));
    CHECK_FALSE(story.found.notice.empty());
}

TEST_CASE("a boot that numbers devices anew leaves the files known", "[ledger_file]") {
    three_lines story;
    const auto bytes = GENERATE(as<std::size_t>{}, 10, 15);
    story.append_to_log(10);
    story.disk.set_content(log_path, story.disk.content(log_path) + std::string(bytes - 10, 'z'));
    story.disk.begin_another_life();
    story.disk.change_device();
    story.start();
    CHECK(story.written() == 3);
    CHECK(story.log_bytes() == 130);
    CHECK(story.begun() == noon);
    CHECK(story.found.notice.empty() == (bytes == 10));
    story.write_batch(10);
    story.start();
    CHECK(story.written() == 4);
    CHECK(story.found.notice.empty());
}

TEST_CASE("within a life of the machine another device has other files", "[ledger_file]") {
    three_lines story;
    story.append_to_log(10);
    story.disk.change_device();
    story.start();
    CHECK(story.written() == 2);
    CHECK(story.found.notice.find("twice") != std::string::npos);
}

TEST_CASE("a log that somebody replaced is not cut", "[ledger_file]") {
    for (const std::size_t bytes : {10U, 120U, 125U, 130U, 500U}) {
        three_lines story;
        story.disk.put(log_path, std::string(bytes, 'z')); // not even a line
        story.start();
        CHECK(story.written() == 2);
        CHECK(story.disk.content(log_path) == std::string(bytes, 'z') + '\n');
        CHECK_FALSE(story.found.notice.empty());
    }
}

TEST_CASE("a log that somebody cut loses its torn line, too", "[ledger_file]") {
    three_lines story;
    std::unique_ptr<file> log;
    REQUIRE_FALSE(story.disk.open(log_path, open_mode::append, log));
    REQUIRE_FALSE(log->truncate(119));
    story.start();
    CHECK(story.written() == 2);
    CHECK(story.log_bytes() == 110);
    CHECK_FALSE(story.found.notice.empty());
}

TEST_CASE("after an orderly end the log may be moved away without a word", "[ledger_file]") {
    three_lines story;
    story.append_to_log(10);
    REQUIRE_FALSE(story.journal->compact(*story.ledger, story.places()));
    REQUIRE_FALSE(story.disk.remove(log_path));
    story.start();
    CHECK(story.written() == 3);
    CHECK(story.found.notice.empty());
    CHECK(story.begun() == noon);
}

TEST_CASE("of a damaged journal what is readable is taken", "[ledger_file]") {
    three_lines story;
    story.append_to_log(10);
    const std::string damaged = [&] {
        story.damage(story.second_entry_at + journal::head_bytes);
        return story.disk.content(path);
    }();
    story.start();
    CHECK(story.found.found);
    CHECK(story.written() == 3); // each entry says the whole of an account
    CHECK(story.ledger->has_forgotten_past());
    CHECK(story.found.notice.find(path + ".damaged-1") != std::string::npos);
    CHECK(story.disk.content(path + ".damaged-1") == damaged);
    story.start();
    CHECK(story.written() == 3);
    CHECK(story.ledger->has_forgotten_past());
    CHECK(story.found.notice.empty());
}

TEST_CASE("behind a damaged head entries are given up, and nothing is cut", "[ledger_file]") {
    three_lines story;
    story.append_to_log(5);
    story.damage(story.second_entry_at);
    story.start();
    CHECK(story.written() == 1);
    CHECK(story.log_bytes() == 125); // it ends in a whole line
    CHECK(story.ledger->has_forgotten_past());
}

TEST_CASE("damaged journals are kept apart", "[ledger_file]") {
    story story;
    story.start();
    for (const char *name : {".damaged-1", ".damaged-2"}) {
        story.disk.put(path, "rubbish");
        story.start();
        CHECK(story.disk.content(path + name) == "rubbish");
    }
}

TEST_CASE("an entry whose checksum is right and whose content is not is damage", "[ledger_file]") {
    story story;
    story.start();
    std::string bytes = story.disk.content(path);
    const auto begun_at = journal::begin_entry(bytes);
    bytes += std::string{"\0\0 no state", 11};
    journal::end_entry(bytes, begun_at, static_cast<std::uint8_t>(ledger_entry_kind::batch));
    story.disk.put(path, bytes);
    story.start();
    CHECK(story.ledger->has_forgotten_past());
    CHECK(story.disk.exists(path + ".damaged-1"));
}

TEST_CASE("setting a damaged journal aside may be killed anywhere", "[ledger_file]") {
    for (std::size_t call = 1;; ++call) {
        INFO("killed at call " << call);
        three_lines story;
        story.append_to_log(10);
        story.damage(story.second_entry_at + journal::head_bytes);
        story.files.fail_from(call, std::errc::io_error, 3);
        const bool was_killed = static_cast<bool>(story.try_to_start());
        story.files.heal();
        story.start();
        CHECK(story.written() == 3);
        CHECK(story.ledger->has_forgotten_past());
        CHECK(story.disk.exists(path + ".damaged-1"));
        CHECK_FALSE(story.disk.exists(path + ".new"));
        if (!was_killed) {
            break;
        }
    }
}

TEST_CASE("a first start may be killed anywhere", "[ledger_file]") {
    for (std::size_t call = 1;; ++call) {
        for (const std::size_t bytes : {0U, 3U, 8U, 20U}) {
            INFO("killed at call " << call << ", writing " << bytes);
            story story;
            story.files.fail_from(call, std::errc::io_error, bytes);
            const bool was_killed = static_cast<bool>(story.try_to_start());
            story.files.heal();
            story.start();
            CHECK(story.ledger->has_forgotten_past()); // the log is older than the ledger
            CHECK_FALSE(story.disk.exists(path + ".damaged-1"));
            if (!was_killed) {
                return;
            }
        }
    }
}

TEST_CASE("an entry that can't be written is not noted", "[ledger_file]") {
    story story;
    story.start();
    story.write_batch(10);
    story.files.write_short(1, 20);
    CHECK(story.note(110, 120) == std::errc::no_space_on_device);
    CHECK(story.ledger->changed().size() == 1);
    SECTION("and is left out if the collector ends then") {
        story.start();
        CHECK(story.written() == 1);
    }
    SECTION("and does not harm the next one") {
        REQUIRE_FALSE(story.note(110, 130));
        story.append_to_log(20);
        story.start();
        CHECK(story.written() == 3);
    }
    SECTION("also if taking it back fails at first") {
        story.files.fail(file_operation::truncate, 1, std::errc::io_error);
        CHECK(story.note(110, 120) == std::errc::io_error);
        REQUIRE_FALSE(story.note(110, 130));
        story.append_to_log(20);
        story.start();
        CHECK(story.written() == 4);
    }
    CHECK(story.found.notice.empty());
}

TEST_CASE("the journal is written afresh when it has grown", "[ledger_file]") {
    constexpr std::uint64_t growth = 1000;
    story story;
    story.start(growth);
    const auto fresh = story.disk.content(path).size();
    while (story.disk.content(path).size() < fresh + growth) {
        story.write_batch(1);
        const auto before = story.disk.content(path).size();
        REQUIRE(story.journal->has_outgrown() == (before >= fresh + growth));
    }
    REQUIRE_FALSE(story.journal->compact(*story.ledger, story.places()));
    CHECK(story.disk.content(path).size() < fresh + 100);
    const auto written = story.written();
    story.start();
    CHECK(story.written() == written);
}

TEST_CASE("a journal that can't be written afresh goes on", "[ledger_file]") {
    for (const auto failing :
         {file_operation::open, file_operation::append, file_operation::replace,
          file_operation::remove}) {
        story story;
        story.start();
        story.write_batch(10);
        story.files.fail(failing, 1, std::errc::no_space_on_device);
        CHECK(
            story.journal->compact(*story.ledger, story.places()) == std::errc::no_space_on_device);
        story.write_batch(10);
        REQUIRE_FALSE(story.journal->compact(*story.ledger, story.places()));
        story.start();
        CHECK(story.written() == 2);
        CHECK(story.found.notice.empty());
    }
}

TEST_CASE("an error while starting is reported and harms nothing", "[ledger_file]") {
    for (std::size_t call = 1;; ++call) {
        INFO("call " << call << " failed");
        three_lines story;
        story.append_to_log(5);
        story.files.fail_call(call, std::errc::io_error);
        const bool failed = static_cast<bool>(story.try_to_start());
        story.files.heal();
        story.start();
        CHECK(story.written() == 2);
        CHECK(story.log_bytes() == 120);
        CHECK(story.found.notice.empty());
        if (!failed) {
            break;
        }
    }
}

TEST_CASE("an evicted account that was saved last goes on after a restart", "[ledger_file]") {
    story story;
    story.start();
    REQUIRE_FALSE(story.note(100, 100));
    for (std::uint64_t id = 1000; id <= 1000 + account_table::max_accounts; ++id) {
        auto &ledger = *story.ledger;
        ledger.enter(ledger.judge(id, 1, arrival::datagram, 1), {id, 1, 1, "n"}, false, 1);
    }
    REQUIRE_FALSE(story.journal->note_batch(*story.ledger, {{story.span(100, 100)}, false}));
    REQUIRE(story.ledger->find(7) == nullptr);
    story.start();
    CHECK(story.written() == 1);
}
