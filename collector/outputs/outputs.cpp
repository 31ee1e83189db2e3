#include "collector/outputs/outputs.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <mailslog/slot_error.h>

#include "collector/files/earliest.h"
#include "collector/format/escape.h"
#include "collector/outputs/open_files.h"
#include "collector/summary.h"

namespace mailslog {
namespace {

void take_over(const ledger &from, ledger &to) {
    for (const stream_account *account : from.accounts()) {
        to.accounted_elsewhere(
            {account->stream_id, 0, account->process_id, account->process_name}, account->next - 1,
            account->last_seen_ns);
        to.note_origin(account->stream_id, {account->host, account->address});
    }
}

/// What can go wrong with several outputs is told of the first.
void keep_first(std::error_code &kept, std::error_code failed) noexcept {
    kept = kept ? kept : failed;
}

} // namespace

std::vector<std::unique_ptr<output>> outputs::made(
    file_system &files, const collect_settings &settings, const std::function<void()> &wake) {
    std::vector<std::unique_ptr<output>> all;
    const std::vector<output_settings> wanted = outputs_of(settings);
    all.reserve(wanted.size());
    for (const output_settings &own : wanted) {
        all.push_back(std::make_unique<output>(
            files, settings, own, within_descriptors(own.limits, wanted), wake));
    }
    return all;
}

ledger_group outputs::ledgers_of(const std::vector<std::unique_ptr<output>> &all) {
    std::vector<ledger *> ledgers;
    ledgers.reserve(all.size());
    for (const auto &one : all) {
        ledgers.push_back(&one->writer().accounts());
    }
    return ledger_group{std::move(ledgers)};
}

outputs::outputs(
    file_system &files, const collect_settings &settings, const std::function<void()> &wake)
    : all_{made(files, settings, wake)}, accounts_{ledgers_of(all_)} {}

std::optional<outputs::unopened> outputs::open(wall_time now) {
    std::vector<output *> old_first;
    old_first.reserve(all_.size());
    for (const auto &one : all_) {
        old_first.push_back(one.get());
    }
    std::stable_partition(
        old_first.begin(), old_first.end(), [](output *one) { return !one->writer().is_new(); });
    for (output *one : old_first) {
        if (const std::error_code failed = open(*one, now)) {
            return unopened{one->file(), failed};
        }
    }
    return {};
}

std::error_code outputs::open(output &output, wall_time now) {
    return output.writer().open(now, [&](ledger &accounts) {
        for (const auto &other : all_) {
            if (other.get() != &output) {
                take_over(other->writer().accounts(), accounts);
            }
        }
    });
}

std::error_code outputs::deliver(const incoming &message, wall_time now) {
    for (; next_ < all_.size(); ++next_) {
        log_writer &writer = all_[next_]->writer();
        if (const std::error_code failed =
                message.is_goodbye ? writer.end_stream(message, now) : writer.add(message, now)) {
            return failed;
        }
    }
    next_ = 0;
    return {};
}

/// A second end of a stream means nothing to those that had the first.
std::error_code outputs::end_stream(const incoming &end, wall_time now) {
    for (const auto &one : all_) {
        if (const std::error_code failed = one->writer().end_stream(end, now)) {
            return failed;
        }
    }
    return {};
}

std::error_code outputs::tick(wall_time now) {
    std::error_code first;
    for (const auto &one : all_) {
        keep_first(first, one->writer().tick(now));
    }
    return first;
}

void outputs::delete_overdue(wall_time now) {
    for (const auto &one : all_) {
        one->writer().delete_overdue(now);
    }
}

bool outputs::flush(wall_time now, const voice &say) {
    bool is_written = true;
    for (const auto &one : all_) {
        const std::error_code failed = one->writer().flush(now);
        if (failed && !one->is_failing) {
            say("cannot write the log" + named(*one) + ": " + failed.message() +
                    "; lines wait, trying again",
                true);
        }
        if (!failed && one->is_failing) {
            say("writing the log" + named(*one) + " again", false);
        }
        one->is_failing = bool{failed};
        is_written = is_written && !failed;
    }
    return is_written;
}

bool outputs::close(wall_time now) {
    std::error_code first;
    for (const auto &one : all_) {
        keep_first(first, one->writer().close(now));
    }
    return !first;
}

std::vector<std::string> outputs::reopen(wall_time now) {
    std::vector<std::string> faults;
    for (const auto &one : all_) {
        if (const std::error_code failed = one->writer().reopen(now)) {
            faults.push_back(describe("reopen", one->file(), failed));
        }
    }
    return faults;
}

std::vector<std::string> outputs::rotate_now(wall_time now, std::vector<std::string> &rotated_to) {
    std::vector<std::string> faults;
    for (const auto &one : all_) {
        std::vector<std::string> paths;
        if (const std::error_code failed = one->writer().rotate_now(now, paths)) {
            faults.push_back(describe("rotate", one->file(), failed));
        }
        rotated_to.insert(rotated_to.end(), paths.begin(), paths.end());
    }
    return faults;
}

void outputs::change(
    const output_settings &settings, const std::vector<std::string> &changed, wall_time now) {
    for (const auto &one : all_) {
        if (one->key() == settings.key()) {
            one->change(settings, changed, now);
        }
    }
}

void outputs::change_memory(std::size_t bytes) noexcept {
    for (const auto &one : all_) {
        one->writer().change_memory(bytes);
    }
}

void outputs::limit_rate(const line_rate &rate) {
    for (const auto &one : all_) {
        one->writer().limit_rate(rate);
    }
}

void outputs::change_sync(const sync_settings &when, wall_time now) {
    for (const auto &one : all_) {
        one->writer().change_sync(when, now);
    }
}

std::optional<wall_time> outputs::next_deadline(wall_time now) const {
    std::optional<wall_time> first;
    for (const auto &one : all_) {
        first = earliest(first, one->writer().next_deadline(now));
    }
    return first;
}

std::vector<std::string> outputs::pack_rotated() {
    std::vector<std::string> faults;
    for (const auto &one : all_) {
        for (std::string &text : one->pack_rotated()) {
            faults.push_back(std::move(text));
        }
    }
    return faults;
}

std::vector<std::string> outputs::take_notices() {
    std::vector<std::string> all;
    for (const auto &one : all_) {
        for (std::string &text : one->writer().take_notices()) {
            all.push_back(std::move(text));
        }
    }
    return all;
}

std::size_t outputs::unwritten_bytes() const noexcept {
    return std::accumulate(
        all_.begin(), all_.end(), std::size_t{0},
        [](std::size_t sum, const auto &one) { return sum + one->writer().unwritten_bytes(); });
}

std::vector<output_status> outputs::status() const {
    std::vector<output_status> all;
    for (const auto &one : all_) {
        all.push_back(one->status());
    }
    return all;
}

std::string outputs::summary(std::int64_t since_ns) const {
    std::string text;
    for (const auto &one : all_) {
        if (all_.size() > 1) {
            text += "output ";
            append_escaped_text(text, one->file());
            text += '\n';
        }
        text += summary_of(one->writer().accounts(), since_ns);
    }
    return text;
}

std::string outputs::names() const {
    std::string text;
    for (const auto &one : all_) {
        text += (text.empty() ? "" : ", ") + one->file();
    }
    return text;
}

std::string outputs::named(const output &output) const {
    return all_.size() == 1 ? "" : " " + output.file();
}

} // namespace mailslog
