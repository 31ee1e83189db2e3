#include "collector/tail/tail_output.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <mailslog/slot_error.h>

#include "collector/files/read_refusal.h"
#include "collector/format/line_format.h"
#include "collector/tail/given_files.h"
#include "collector/tail/line_printer.h"
#include "collector/tail/log_merge.h"
#include "collector/tail/log_set.h"
#include "collector/tail/log_source.h"
#include "collector/tail/log_start.h"
#include "collector/tail/time_search.h"

namespace mailslog {
namespace {

constexpr int done = 0;
constexpr int could_not = 1;

/// What is read of logs at once, all together, and the least of one.
constexpr std::size_t read_bytes_of_all = std::size_t{16} * 1024 * 1024;
constexpr std::size_t least_read_bytes = std::size_t{4} * 1024;
/// How often logs are looked for that are new.
constexpr std::chrono::seconds between_searches{1};
/// After so much that was shown we look up: what a pipe takes at once.
constexpr std::size_t bytes_between_looks = std::size_t{64} * 1024;

constexpr std::string_view foreign_lines =
    " that do not show what is asked for; if the collector has a --pattern, give it here, too";

class tail_session {
public:
    tail_session(const tail_output &output, file_system &files, const tail_settings &settings)
        : output_{output}, settings_{settings}, files_{files, &reading_},
          reader_{settings.pattern.empty() ? default_pattern : settings.pattern},
          filter_{settings.conditions}, printer_{output, reader_, settings.json} {
        if (settings.follow) {
            reading_.is_over = [this] { return is_stopped_within(std::chrono::milliseconds{0}); };
        }
    }

    int run() {
        last_search_ = output_.now();
        find_logs();
        const int result = logs_.empty() && !settings_.follow ? exit_code_ : show();
        if (settings_.statistics) {
            output_.say(
                "read " + std::to_string(reading_.bytes) + " bytes, opened " +
                std::to_string(reading_.files) + (reading_.files == 1 ? " file" : " files"));
        }
        return result;
    }

private:
    struct followed_log {
        log_source source;
        std::optional<std::size_t> lines; // that it begins with, the last ones; none: all
        bool has_begun = false;
        std::error_code last_error;
        bool is_over = false;
    };

    void find_logs() {
        std::vector<std::string> found;
        for (const std::string &path : settings_.paths) {
            const std::size_t before = found.size();
            if (const auto error = list_logs(path, found); error && !is_absent(error)) {
                fail(read_refusal(path, error));
            } else if (found.size() == before) {
                say_none(path);
            }
        }
        found = each_once(found);
        const bool needs_times = found.size() > 1 || is_any_open() || settings_.json;
        for (const std::string &path : found) {
            if (known_.insert(path).second) {
                add_log(make_log(path, found.size(), needs_times, settings_.lines));
            }
        }
    }

    bool is_any_open() const {
        return std::any_of(settings_.paths.begin(), settings_.paths.end(), &is_open_set);
    }

    void say_none(const std::string &path) {
        output_.say(
            settings_.follow ? "waiting for logs in " + path : "there is no log in " + path);
        exit_code_ = settings_.follow ? exit_code_ : could_not;
    }

    std::unique_ptr<followed_log> make_log(
        const std::string &path, std::size_t logs, bool needs_times,
        std::optional<std::size_t> lines) {
        const std::size_t share = std::max(least_read_bytes, read_bytes_of_all / logs);
        auto log = std::make_unique<followed_log>(followed_log{
            {files_, path, std::min(share, line_follower::block_bytes), reader_, filter_,
             needs_times},
            is_long_over(path) ? std::optional<std::size_t>{0} : lines,
            false,
            {},
            false});
        log->source.follower().share(given_);
        return log;
    }

    void add_log(std::unique_ptr<followed_log> log) {
        if (has_begun(*log) || settings_.follow) {
            logs_.push_back(std::move(log));
        }
    }

    bool has_begun(followed_log &log) {
        if (!log.has_begun) {
            begin(log);
        }
        return log.has_begun;
    }

    // Where it can't be read back to its lines, it is followed from its end all the same.
    void begin(followed_log &log) {
        log_start start;
        auto error = find_start(log, log.lines, start);
        if (error && error == log.last_error) {
            error = find_start(log, 0, start);
        }
        if (settings_.follow && is_absent(error)) {
            output_.say("waiting for " + log.source.path());
            error = {};
        }
        note(log, error);
        if (!error) {
            log.has_begun = true;
            log.source.start_at(start);
            for (const auto &[file, lines] : start.counted) {
                counted_[file].push_back({&log.source.follower(), lines});
            }
        }
    }

    std::error_code
    find_start(followed_log &log, std::optional<std::size_t> lines, log_start &start) {
        log_start_finder finder{files_, reader_, filter_};
        return finder.find(log.source.path(), lines, log.source.follower(), start);
    }

    bool is_long_over(const std::string &path) const {
        const auto since_ns = settings_.conditions.since_ns;
        const auto written_ns = since_ns ? last_written_ns(path) : std::nullopt;
        return written_ns && *written_ns < *since_ns - log_disorder_ns;
    }

    int show() {
        const std::size_t lines = lines_to_come();
        if (settings_.lines && lines > *settings_.lines) {
            unwanted_ = lines - *settings_.lines; // each log began with as many as all shall show
        }
        return settings_.follow ? follow() : show_once();
    }

    // A file of several logs is shown by the one that begins with it, or by any, from its begin.
    std::size_t lines_to_come() {
        std::size_t lines = 0;
        for (const auto &[file, counts] : counted_) {
            const auto giving =
                std::find_if(counts.begin(), counts.end(), [&file = file](const auto &count) {
                    return count.follower->is_giving(file);
                });
            lines += (giving == counts.end() ? counts.front() : *giving).lines;
        }
        counted_.clear();
        return lines;
    }

    int show_once() {
        if (settings_.lines != std::size_t{0}) {
            if (const auto error = show_all_there_is()) {
                return end_of_output(error);
            }
        }
        if (const std::uint64_t count = left_out()) {
            output_.say(
                "left out lines" + std::string{foreign_lines} + " (" + std::to_string(count) + ")");
        }
        return exit_code_;
    }

    std::uint64_t left_out() const {
        std::uint64_t count = 0;
        for (const auto &log : logs_) {
            count += log->source.left_out();
        }
        return count;
    }

    int follow() {
        while (!is_stopped_) {
            if (const auto error = show_all_there_is()) {
                return end_of_output(error);
            }
            tell_left_out();
            if (!is_stopped_within(tail_poll_interval) && is_search_due()) {
                look_for_new_logs();
            }
        }
        return exit_code_;
    }

    void tell_left_out() {
        if (!has_told_left_out_ && left_out() > 0) {
            output_.say("leaving out lines" + std::string{foreign_lines});
            has_told_left_out_ = true;
        }
    }

    bool is_stopped_within(std::chrono::milliseconds time) {
        is_stopped_ = is_stopped_ || output_.stopped_within(time);
        return is_stopped_;
    }

    bool is_search_due() {
        const auto now = output_.now();
        const bool is_due = now - last_search_ >= between_searches;
        last_search_ = is_due ? now : last_search_;
        return is_due;
    }

    void look_for_new_logs() {
        if (is_any_open()) {
            find_new_logs();
        }
        given_.forget_old();
    }

    /// They came while we were looking: all of their lines are new, unless such a file had another
    /// log's name before.
    void find_new_logs() {
        std::vector<std::string> found;
        for (const std::string &path : settings_.paths) {
            (void)list_logs(path, found); // what can't be read now may be readable soon
        }
        for (const std::string &path : each_once(found)) {
            if (!is_being_given(path) && known_.insert(path).second) {
                add_log(make_log(path, found.size(), true, std::nullopt));
            }
        }
    }

    bool is_being_given(const std::string &path) const {
        file_identity identity;
        return known_.count(path) == 0 && !files_.identify(path, identity) &&
               given_.is_being_given(identity);
    }

    std::error_code show_all_there_is() {
        log_merge merge;
        add_those_without_a_line(merge);
        while (!merge.empty() && !is_stopped_) {
            std::size_t rank = 0;
            const log_source &oldest = merge.take(rank);
            if (const auto error = show_line(oldest)) {
                return error;
            }
            add_next(merge, rank);
            if (shown_bytes_ >= bytes_between_looks) {
                look_up(merge);
            }
        }
        return printer_.flush();
    }

    std::error_code show_line(const log_source &source) {
        if (unwanted_ > 0) {
            --unwanted_;
            return {};
        }
        shown_bytes_ += source.line().size();
        return printer_.print(source.line(), source.time_ns());
    }

    // What there is may last for ever: others have their turn meanwhile.
    void look_up(log_merge &merge) {
        shown_bytes_ = 0;
        if (!settings_.follow) {
            if (is_search_due()) {
                given_.forget_old();
            }
        } else if (!is_stopped_within(std::chrono::milliseconds{0}) && is_search_due()) {
            look_for_new_logs();
            add_those_without_a_line(merge);
        }
    }

    void add_those_without_a_line(log_merge &merge) {
        for (std::size_t rank = 0; rank < logs_.size(); ++rank) {
            if (!logs_[rank]->source.has_line()) {
                add_next(merge, rank);
            }
        }
    }

    void add_next(log_merge &merge, std::size_t rank) {
        followed_log &log = *logs_[rank];
        if (log.is_over || is_stopped_ || !has_begun(log)) {
            return;
        }
        auto error = log.source.advance();
        while (error == std::errc::bad_message) { // what comes after a damaged file is not damaged
            note(log, error);
            log.source.follower().pass_over();
            error = log.source.advance();
        }
        if (!error && !log.source.has_line() && !settings_.follow) {
            error = log.source.advance_to_unended();
            log.is_over = true;
        }
        note(log, error);
        if (log.source.has_line()) {
            merge.add(log.source, rank);
        }
    }

    // A file that can't be read now may be readable soon, so following goes on.
    void note(followed_log &log, std::error_code error) {
        if (is_stopped_) {
            return;
        }
        if (error == std::errc::bad_message) {
            output_.say(
                log.source.follower().open_path() + " is damaged, and shown only up to the damage");
            exit_code_ = could_not;
        } else if (error && error != log.last_error) {
            fail(read_refusal(log.source.path(), error));
        }
        log.last_error = error;
    }

    int end_of_output(std::error_code error) {
        return error == std::errc::broken_pipe
                   ? exit_code_
                   : fail(describe("write to", "standard output", error));
    }

    int fail(const std::string &message) {
        output_.say(message);
        exit_code_ = could_not;
        return could_not;
    }

    const tail_output &output_;
    const tail_settings &settings_;
    read_watch reading_;
    log_files files_;
    field_reader reader_;
    line_filter filter_;
    line_printer printer_;
    std::set<std::string> known_;
    given_files given_; // outlives the logs
    std::vector<std::unique_ptr<followed_log>> logs_;
    struct file_count {
        const line_follower *follower;
        std::size_t lines;
    };
    std::map<file_identity, std::vector<file_count>, before_by_identity> counted_; // at the begin
    std::size_t unwanted_ = 0;
    std::size_t shown_bytes_ = 0; // since we last looked up
    std::chrono::steady_clock::time_point last_search_;
    bool is_stopped_ = false;
    bool has_told_left_out_ = false;
    int exit_code_ = done;
};

} // namespace

int tail_to(const tail_output &output, file_system &files, const tail_settings &settings) {
    return tail_session{output, files, settings}.run();
}

} // namespace mailslog
