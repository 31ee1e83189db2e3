// The machine dies, and of the log and of its ledger the disk has what it has: each is cut at any
// byte, or ends in zeros, or has a hole, and of the last rotation the names may be missing. A
// collector that starts then leaves whole lines only, keeps every line that was whole, tells what
// is gone, and goes on.
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "collector/files/log_writer.h"
#include "collector/ledger/journal.h"
#include "mailslot/unix_time.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/stride.h"

using namespace mailslog;

namespace {

const std::string log_path = "all.log";
const std::string ledger_path = "all.log.ledger";
constexpr std::uint64_t travelling = 1; // a stream of another machine: it outlives this one
constexpr std::uint64_t resident = 2;
constexpr std::uint64_t later = 3; // begins after the death

enum class output { text, json };

using line_maker = std::unique_ptr<line_format>;
line_maker format_of(output output) {
    return output == output::json ? make_json_format() : make_text_format("%n: %v");
}

/// A collector's way to the log, with verbs.
struct writing {
    log_writer writer;
    wall_time now{std::chrono::hours{24 * 365 * 50}};

    writing(file_system &files, output output, std::uint64_t max_bytes)
        : writer{files, log_route{log_path}, rotation(max_bytes), format_of(output)} {}

    static rotation_settings rotation(std::uint64_t max_bytes) {
        rotation_settings settings;
        settings.max_bytes = max_bytes;
        return settings;
    }

    void log(std::uint64_t stream, std::uint64_t number) {
        now += std::chrono::milliseconds{1};
        const std::string text =
            "stream " + std::to_string(stream) + " number " + std::to_string(number);
        incoming message;
        message.sender = {stream, number, 4711, "shop"};
        message.record.logger = "app";
        message.record.time_ns = unix_time_ns(now);
        message.record.line = text;
        message.record.full_line_bytes = text.size();
        REQUIRE_FALSE(writer.add(message, now));
    }
    void flush() { REQUIRE_FALSE(writer.flush(now)); }
};

/// A disk at the moment of the death, with two files of the log, and what stood in them.
struct death {
    output format;
    std::uint64_t max_bytes;
    memory_file_system disk;
    std::string rotated_path;
    std::uint64_t last = 0; // number of either stream
    /// A line of JSON is long, and torn alike at most of its bytes.
    std::size_t stride() const { return (format == output::json ? 7 : 1) * test_stride; }

    death(output output, std::uint64_t max_bytes) : format{output}, max_bytes{max_bytes} {
        writing before{disk, output, max_bytes};
        REQUIRE_FALSE(before.writer.open(before.now));
        while (rotated_path.empty() || last % 6 != 0) {
            ++last;
            before.log(travelling, last);
            before.log(resident, last);
            if (last % 2 == 0) {
                before.flush();
            }
            rotated_path = disk.paths().front() == log_path ? "" : disk.paths().front();
        }
        disk.begin_another_life();
    }
};

/// The names of the last rotation that have come to the disk.
enum class names { all, no_new_file, none };

struct damage {
    std::function<std::string(std::string)> to_live = [](auto content) { return content; };
    std::function<std::string(std::string)> to_rotated = to_live;
    std::function<std::string(std::string)> to_ledger = to_live;
    names known = names::all;
};

auto cut_to(std::size_t bytes) {
    return [=](const std::string &content) { return content.substr(0, bytes); };
}
/// The size is known, the bytes are not there.
auto zeros_from(std::size_t at) {
    return [=](std::string content) {
        std::fill(
            content.begin() + static_cast<std::ptrdiff_t>(std::min(at, content.size())),
            content.end(), '\0');
        return content;
    };
}
auto hole(std::size_t from, std::size_t to) {
    return [=](std::string content) {
        std::fill(
            content.begin() + static_cast<std::ptrdiff_t>(std::min(from, content.size())),
            content.begin() + static_cast<std::ptrdiff_t>(std::min(to, content.size())), '\0');
        return content;
    };
}

std::vector<std::string> lines_of(const std::string &content) {
    std::vector<std::string> lines;
    std::istringstream all{content};
    for (std::string line; std::getline(all, line);) {
        if (!all.eof()) { // else it is torn
            lines.push_back(line);
        }
    }
    return lines;
}

/// All whole lines of the log, rotated files first.
std::vector<std::string> all_lines(const memory_file_system &disk) {
    std::vector<std::string> paths = disk.paths();
    std::stable_partition(
        paths.begin(), paths.end(), [](const std::string &path) { return path != log_path; });
    std::vector<std::string> all;
    for (const auto &path : paths) {
        if (path.find(".ledger") == std::string::npos) {
            const auto lines = lines_of(disk.content(path));
            all.insert(all.end(), lines.begin(), lines.end());
        }
    }
    return all;
}

bool is_blank(const std::string &line) {
    return line.find_first_not_of(' ') == std::string::npos;
}
bool is_notice(const std::string &line) {
    return line.rfind("mailslog: ", 0) == 0 ||
           line.find(R"("InstrumentationScope":{"Name":"mailslog"})") != std::string::npos;
}

class aftermath {
public:
    aftermath(const death &death, const damage &damage)
        : death_{death}, before_{all_lines(death.disk)}, disk_{death.disk.copy()} {
        disk_.set_content(log_path, damage.to_live(disk_.content(log_path)));
        disk_.set_content(death.rotated_path, damage.to_rotated(disk_.content(death.rotated_path)));
        disk_.set_content(ledger_path, damage.to_ledger(disk_.content(ledger_path)));
        if (damage.known == names::no_new_file) {
            REQUIRE_FALSE(disk_.remove(log_path));
        } else if (damage.known == names::none) {
            REQUIRE_FALSE(disk_.replace(death.rotated_path, log_path));
        }
        const std::set<std::string> known(before_.begin(), before_.end());
        for (const auto &line : all_lines(disk_)) {
            if (known.count(line) != 0) {
                whole_.push_back(line);
            }
        }
    }

    /// A start that dies itself at that call; it ends well if there is none.
    void try_to_start(std::size_t calls) {
        failing_file_system files{disk_};
        files.fail_from(calls, std::errc::io_error, 5);
        writing collector{files, death_.format, death_.max_bytes};
        started_ = !collector.writer.open(collector.now);
        died_once_ = true;
        take_notices(collector);
        disk_ = disk_.copy();
    }
    bool has_started() const { return started_; }

    void go_on() {
        writing after{disk_, death_.format, death_.max_bytes};
        after.now += std::chrono::hours{1};
        REQUIRE_FALSE(after.writer.open(after.now));
        take_notices(after);
        forgot_ = after.writer.accounts().has_forgotten_past();
        after.log(travelling, death_.last + 1);
        after.log(later, 1);
        after.log(later, 2);
        after.flush();
        const auto *account = after.writer.accounts().find(travelling);
        REQUIRE(account != nullptr);
        lost_ = account->lost;
        REQUIRE(account->next == death_.last + 2);
        REQUIRE_FALSE(after.writer.close(after.now));
    }

    void check() {
        check_files();
        check_lines();
        check_notice();
        check_account();
        check_ledger();
    }

private:
    void take_notices(writing &from) {
        for (const auto &notice : from.writer.take_notices()) {
            notices_ += notice;
        }
    }

    void check_files() {
        for (const auto &path : disk_.paths()) {
            const std::string content = disk_.content(path);
            if (path.find(".ledger") == std::string::npos && !content.empty()) {
                REQUIRE(content.back() == '\n');
                REQUIRE(content.find('\0') == std::string::npos);
            }
        }
    }

    /// Those that were whole, in their order, each once; then the new ones, each once.
    void check_lines() {
        const std::set<std::string> known(before_.begin(), before_.end());
        std::vector<std::string> old;
        std::vector<std::string> fresh;
        for (const auto &line : all_lines(disk_)) {
            if (known.count(line) != 0) {
                old.push_back(line);
            } else if (!is_blank(line) && !is_notice(line)) {
                fresh.push_back(line);
            }
        }
        REQUIRE(old == whole_);
        REQUIRE(fresh.size() == 3);
        CHECK(fresh[0].find("stream 1 number " + std::to_string(death_.last + 1)) != fresh[0].npos);
        CHECK(fresh[1].find("stream 3 number 1") != fresh[1].npos);
        CHECK(fresh[2].find("stream 3 number 2") != fresh[2].npos);
    }

    /// What the operator was told stands in the log as well. (Where the start died between the two,
    /// it may be missing there.)
    void check_notice() {
        const std::string mark = "the machine has died";
        if (died_once_ || notices_.find(mark) == notices_.npos) {
            return;
        }
        const auto lines = all_lines(disk_);
        REQUIRE(std::any_of(lines.begin(), lines.end(), [&](const std::string &line) {
            return is_notice(line) && line.find(mark) != line.npos;
        }));
    }

    std::uint64_t kept(std::uint64_t stream) const {
        const std::string mark = "stream " + std::to_string(stream) + " ";
        return static_cast<std::uint64_t>(
            std::count_if(whole_.begin(), whole_.end(), [&](const std::string &line) {
                return line.find(mark) != line.npos;
            }));
    }

    /// No line is gone without a word, and none is said to be gone that is there, unless the
    /// notice says that the ledger does not know.
    void check_account() {
        const std::uint64_t gone = death_.last - kept(travelling);
        INFO("gone " << gone << ", reported " << lost_ << ", notice: " << notices_);
        const bool is_told = !notices_.empty();
        REQUIRE((lost_ == gone || is_told));
        if (lost_ > gone) {
            const bool admits = notices_.find("does not know") != notices_.npos ||
                                notices_.find("could not be read") != notices_.npos ||
                                notices_.find("had no ledger") != notices_.npos;
            REQUIRE(admits);
        }
    }

    void check_ledger() {
        const std::string bytes = disk_.content(ledger_path);
        for (const auto &entry : journal::parse(bytes)) {
            REQUIRE(entry.readable);
        }
        REQUIRE_FALSE(disk_.exists(ledger_path + ".new"));
        ledger ledger;
        ledger_file::recovered found;
        REQUIRE_FALSE(ledger_file(disk_, ledger_path).open(log_route{log_path}, ledger, found));
        REQUIRE(found.found);
        INFO(found.notice);
        REQUIRE(found.notice.empty());
        const auto *account = ledger.find(travelling);
        REQUIRE(account != nullptr);
        REQUIRE(account->next == death_.last + 2);
        if (!forgot_) {
            REQUIRE(account->written + account->lost == death_.last + 1);
        }
    }

    const death &death_;
    std::vector<std::string> before_;
    memory_file_system disk_;
    std::vector<std::string> whole_; // lines that the death left
    std::string notices_;
    std::uint64_t lost_ = 0;
    bool forgot_ = false;
    bool started_ = false;
    bool died_once_ = false;
};

void expect_order_after(const death &death, const damage &damage) {
    aftermath after{death, damage};
    after.go_on();
    after.check();
}

/// Some of all places of a file of that size: its ends, and some within.
std::vector<std::size_t> some_of(std::size_t size) {
    return {0, 1, size / 3, size / 2, size * 4 / 5, size - 1, size};
}

const death &text_death() {
    static const death made{output::text, 200};
    return made;
}
const death &json_death() {
    static const death made{output::json, 2500};
    return made;
}
const death &one_of_both() {
    return GENERATE(false, true) ? json_death() : text_death();
}

} // namespace

TEST_CASE("the death finds two files of the log, and a ledger of both", "[power_loss]") {
    const death &death = one_of_both();
    CHECK(death.disk.content(log_path).size() > 50);
    CHECK(death.disk.content(death.rotated_path).size() > 100);
    CHECK(death.disk.content(ledger_path).size() > 500);
    expect_order_after(death, {});
}

TEST_CASE("after a death that took nothing, nothing is said to be gone", "[power_loss]") {
    const death &death = one_of_both();
    memory_file_system disk = death.disk.copy();
    writing after{disk, death.format, death.max_bytes};
    REQUIRE_FALSE(after.writer.open(after.now));
    CHECK(after.writer.take_notices().empty());
    CHECK(all_lines(disk) == all_lines(death.disk));
}

TEST_CASE("the log may be cut anywhere, and the ledger at some places", "[power_loss]") {
    const death &death = one_of_both();
    const bool leaves_zeros = GENERATE(false, true);
    const std::string live = death.disk.content(log_path);
    const std::size_t ledger_bytes = death.disk.content(ledger_path).size();
    for (std::size_t cut = 0; cut <= live.size(); cut += death.stride()) {
        for (const std::size_t ledger_cut : some_of(ledger_bytes)) {
            INFO("log cut to " << cut << ", ledger to " << ledger_cut << " of " << ledger_bytes);
            damage damage;
            damage.to_ledger = cut_to(ledger_cut);
            damage.to_live = cut_to(cut);
            if (leaves_zeros) {
                damage.to_live = zeros_from(cut);
            }
            expect_order_after(death, damage);
        }
    }
}

TEST_CASE("the ledger may be cut anywhere, and the log at some places", "[power_loss]") {
    const death &death = one_of_both();
    const bool leaves_zeros = GENERATE(false, true);
    const std::size_t live_bytes = death.disk.content(log_path).size();
    const std::size_t ledger_bytes = death.disk.content(ledger_path).size();
    for (std::size_t ledger_cut = 0; ledger_cut <= ledger_bytes; ledger_cut += test_stride) {
        for (const std::size_t cut : some_of(live_bytes)) {
            INFO("ledger cut to " << ledger_cut << ", log to " << cut << " of " << live_bytes);
            damage damage;
            damage.to_live = cut_to(cut);
            damage.to_ledger = cut_to(ledger_cut);
            if (leaves_zeros) {
                damage.to_ledger = zeros_from(ledger_cut);
            }
            expect_order_after(death, damage);
        }
    }
}

TEST_CASE("a rotated file may be cut anywhere, too, and names be missing", "[power_loss]") {
    const death &death = one_of_both();
    const names known = GENERATE(names::all, names::no_new_file, names::none);
    const bool leaves_zeros = GENERATE(false, true);
    const std::size_t rotated_bytes = death.disk.content(death.rotated_path).size();
    const std::size_t ledger_bytes = death.disk.content(ledger_path).size();
    for (std::size_t cut = 0; cut <= rotated_bytes; cut += death.stride()) {
        for (const std::size_t ledger_cut : some_of(ledger_bytes)) {
            INFO("rotated cut to " << cut << ", ledger to " << ledger_cut);
            damage damage;
            damage.known = known;
            damage.to_ledger = cut_to(ledger_cut);
            damage.to_rotated = cut_to(cut);
            if (leaves_zeros) {
                damage.to_rotated = zeros_from(cut);
            }
            expect_order_after(death, damage);
        }
    }
}

TEST_CASE("a block of zeros may stand anywhere in the log", "[power_loss]") {
    static const death long_text{output::text, 6000};
    static const death long_json{output::json, 6000};
    const death &death = GENERATE(false, true) ? long_json : long_text;
    const std::size_t rotated_bytes = death.disk.content(death.rotated_path).size();
    for (std::size_t end = 512; end <= rotated_bytes; end += 512) {
        for (std::size_t bytes = 1; bytes <= 1024 && bytes <= end; bytes += 31) {
            INFO("zeros at " << end - bytes << " to " << end);
            damage damage;
            damage.to_rotated = hole(end - bytes, end);
            expect_order_after(death, damage);
        }
    }
}

TEST_CASE("a rotated file that must not be written stays torn, and is told of", "[power_loss]") {
    const death &death = one_of_both();
    memory_file_system disk = death.disk.copy();
    failing_file_system files{disk};
    const std::string torn = disk.content(death.rotated_path) + "torn";
    disk.set_content(death.rotated_path, torn);
    const std::size_t open_to_mend = [&] {
        memory_file_system tried = disk.copy();
        failing_file_system counted{tried};
        writing collector{counted, death.format, death.max_bytes};
        REQUIRE_FALSE(collector.writer.open(collector.now));
        std::size_t opened = 0;
        for (const auto &call : counted.calls()) {
            opened += call.operation == file_operation::open ? 1 : 0;
            if (call.operation == file_operation::truncate) {
                return opened;
            }
        }
        return std::size_t{0};
    }();
    REQUIRE(open_to_mend != 0);
    files.fail(file_operation::open, open_to_mend, std::errc::permission_denied);
    writing after{files, death.format, death.max_bytes};
    REQUIRE_FALSE(after.writer.open(after.now));
    CHECK(disk.content(death.rotated_path) == torn);
    const auto notices = after.writer.take_notices();
    REQUIRE(notices.size() == 1);
    CHECK(notices[0].find("mend " + death.rotated_path) != std::string::npos);
}

TEST_CASE("the start after it may die at any call", "[power_loss]") {
    const death &death = one_of_both();
    const std::size_t live_bytes = death.disk.content(log_path).size();
    const std::size_t ledger_bytes = death.disk.content(ledger_path).size();
    for (const std::size_t cut : some_of(live_bytes)) {
        for (const std::size_t ledger_cut : some_of(ledger_bytes)) {
            for (std::size_t calls = 1;; ++calls) {
                INFO("log cut to " << cut << ", ledger to " << ledger_cut << ", died at " << calls);
                damage damage;
                damage.to_live = zeros_from(cut);
                damage.to_ledger = cut_to(ledger_cut);
                aftermath after{death, damage};
                after.try_to_start(calls);
                if (after.has_started()) {
                    break;
                }
                after.go_on();
                after.check();
            }
        }
    }
}
