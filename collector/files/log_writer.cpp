#include "collector/files/log_writer.h"

#include <utility>

#include <mailslog/slot_error.h>

#include "collector/files/earliest.h"
#include "collector/files/fault_point.h"
#include "mailslot/unix_time.h"

namespace mailslog {
namespace {

bool is_truncated(const line_record &record) noexcept {
    return record.full_line_bytes > record.line.size();
}

stream_header header_of(const stream_account &account) {
    return {account.stream_id, 0, account.process_id, account.process_name};
}

} // namespace

log_writer::log_writer(
    file_system &files, const log_route &route, const rotation_settings &rotation,
    std::unique_ptr<line_format> format, std::size_t memory_bytes, const target_limits &limits)
    : batch_{files, route, rotation, limits, memory_bytes, ledger_}, lines_{std::move(format)} {}

void log_writer::change_format(std::unique_ptr<line_format> format, wall_time now) {
    std::vector<std::string> ignored;
    (void)batch_.rotate_now(now, ignored); // what fails is tried again
    lines_.change(std::move(format));
}

std::error_code log_writer::open(wall_time now, const std::function<void(ledger &)> &begin) {
    ledger_file::recovered found;
    const std::error_code failed = batch_.open(now, found, begin);
    if (!found.notice.empty()) { // which the ledger will not say again
        notices_.push_back(found.notice);
    }
    if (failed) {
        return failed;
    }
    if (found.log_has_suffered) {
        line_.clear();
        lines_.append_notice(line_, found.notice, unix_time_ns(now));
        line_source own = source_of({0, 0, lines_.process_id(), log_lines::own_name}, {});
        own.logger = log_lines::own_name;
        target_ = &batch_.target_of(own, now);
        keep_line();
    }
    suppression_.take_up();
    return {};
}

std::error_code log_writer::add(const incoming &message, wall_time now) {
    if (message.is_read_again && has(message)) {
        return {};
    }
    if (const std::error_code failed = relieve_ledger(now)) {
        return failed;
    }
    line_.clear();
    if (!message.has_number) {
        return add_plain_text(message, now);
    }
    if (message.false_claim || !ledger_.is_next(message.sender, message.origin)) {
        return add_judged(message, now);
    }
    if (!is_wanted(message)) {
        turn_away_next(message, now);
        return {};
    }
    return suppression_.is_idle() || suppression_.lets_through_silently(message, now)
               ? add_next(message, now)
               : add_judged(message, now);
}

std::error_code log_writer::add_judged(const incoming &message, wall_time now) {
    if (ledger_.is_foreign(message.sender, message.origin)) {
        ledger_.count_forged();
        return {};
    }
    const bool tells_of_claim =
        message.false_claim && claims_.is_due(message.sender.stream_id, now);
    if (tells_of_claim) {
        lines_.append_claim(line_, message);
    }
    const std::int64_t now_ns = unix_time_ns(now);
    const verdict verdict =
        ledger_.judge(message.sender.stream_id, message.sender.sequence, message.how, now_ns);
    lines_.append_losses(
        line_, verdict.lost, message.sender, message.origin, message.record.time_ns);
    const bool is_fresh = verdict.kind == verdict_kind::fresh;
    const bool is_turned_away = is_fresh && !is_wanted(message);
    const bool is_suppressed = is_fresh && !is_turned_away && !append_within_limit(message, now);
    if (const std::error_code failed = make_room(
            is_turned_away ? source_of(message.sender, message.origin) : source_of(message), now)) {
        return failed;
    }
    if (is_turned_away) {
        ledger_.enter_turned_away(verdict, message.sender, now_ns);
    } else if (is_suppressed) {
        ledger_.enter_suppressed(verdict, message.sender, now_ns);
        suppression_.enter_suppressed(message, now);
    } else {
        ledger_.enter(verdict, message.sender, is_truncated(message.record), now_ns);
        batch_.line_waits(message.record.level);
    }
    if (is_fresh && !is_suppressed && !is_turned_away) {
        suppression_.enter_written(message, now);
    }
    ledger_.note_origin(message.sender.stream_id, message.origin);
    ledger_.count_received_bytes(message.record.line.size());
    ledger_.count_forged(message.false_claim ? 1 : 0);
    if (tells_of_claim) {
        claims_.give(message.sender.stream_id, now);
    }
    keep_line();
    return {};
}

bool log_writer::is_wanted(const incoming &message) const {
    return filter_ == nullptr ||
           filter_->admits(
               {message.record.level, message.sender.process_name, message.record.logger,
                lines_.host_of(message.origin), message.origin.address});
}

/// A lane keeps the order: what is below the next number is accounted for.
bool log_writer::has(const incoming &message) const {
    const stream_account *account = ledger_.find(message.sender.stream_id);
    return account != nullptr && message.sender.sequence < account->next;
}

/// What add() does, where nothing else can come of it: nearly always.
std::error_code log_writer::add_next(const incoming &message, wall_time now) {
    lines_.append(line_, message);
    if (const std::error_code failed = make_room(source_of(message), now)) {
        return failed;
    }
    ledger_.enter_next(message.sender, is_truncated(message.record), unix_time_ns(now));
    ledger_.note_origin(message.sender.stream_id, message.origin);
    ledger_.count_received_bytes(message.record.line.size());
    if (!suppression_.is_idle()) {
        suppression_.enter_written(message, now);
    }
    batch_.line_waits(message.record.level);
    keep_line();
    return {};
}

void log_writer::turn_away_next(const incoming &message, wall_time now) {
    ledger_.turn_away_next(message.sender, unix_time_ns(now));
    ledger_.count_received_bytes(message.record.line.size());
}

std::error_code log_writer::add_plain_text(const incoming &message, wall_time now) {
    if (!is_wanted(message)) {
        ledger_.count_text_turned_away();
        ledger_.count_received_bytes(message.record.line.size());
        return {};
    }
    const bool is_suppressed = !append_within_limit(message, now);
    if (const std::error_code failed = make_room(source_of(message), now)) {
        return failed;
    }
    ledger_.count_received_bytes(message.record.line.size());
    if (is_suppressed) {
        ledger_.count_suppressed_text();
        suppression_.enter_suppressed(message, now);
        return {};
    }
    ledger_.count_plain_text(is_truncated(message.record));
    suppression_.enter_written(message, now);
    batch_.line_waits(message.record.level);
    keep_line();
    return {};
}

/// Whether it is; then it stands in line_, behind what is to be told of those that were not.
bool log_writer::append_within_limit(const incoming &message, wall_time now) {
    if (!suppression_.lets_through(message, now)) {
        return false;
    }
    if (const auto notice = suppression_.before(message)) {
        lines_.append_suppressed(line_, *notice, message.record.time_ns);
    }
    lines_.append(line_, message);
    return true;
}

std::error_code log_writer::end_stream(const incoming &end, wall_time now) {
    if (const std::error_code failed = relieve_ledger(now)) {
        return failed;
    }
    const stream_header &sender = end.sender;
    if (ledger_.is_foreign(sender, end.origin)) {
        ledger_.count_forged();
        return {};
    }
    const std::int64_t now_ns = unix_time_ns(now);
    const verdict verdict = ledger_.judge_end(sender.stream_id, sender.sequence, end.how, now_ns);
    line_.clear();
    lines_.append_losses(line_, verdict.lost, sender, end.origin, now_ns);
    const auto suppressed = suppression_.before(end);
    if (suppressed) {
        lines_.append_suppressed(line_, *suppressed, now_ns);
    }
    if (const std::error_code failed = make_room(source_of(sender, end.origin), now)) {
        return failed;
    }
    ledger_.enter_end(verdict, sender, now_ns);
    if (suppressed) {
        suppression_.told(*suppressed);
    }
    ledger_.count_forged(end.false_claim ? 1 : 0);
    ledger_.note_origin(sender.stream_id, end.origin);
    keep_line();
    return {};
}

std::error_code log_writer::tick(wall_time now) {
    std::error_code failed = give_up_overdue(now);
    if (!failed) {
        failed = tell_suppressed(suppression_.due(now), now);
    }
    if (!failed) {
        batch_.tick(now);
    }
    return failed;
}

/// Where another stream might be one too many.
std::error_code log_writer::relieve_ledger(wall_time now) {
    if (!ledger_.is_pressed()) {
        return {};
    }
    if (!batch_.failure()) {
        (void)give_up_overdue(now); // what fails is tried again
        (void)tell_suppressed(suppression_.due(now), now);
        (void)flush(now);
    }
    return batch_.failure();
}

std::error_code log_writer::give_up_overdue(wall_time now) {
    const std::int64_t now_ns = unix_time_ns(now);
    for (const std::uint64_t stream_id : ledger_.overdue(now_ns)) {
        const verdict verdict = ledger_.judge_overdue(stream_id, now_ns);
        line_.clear();
        const stream_account &account = *ledger_.find(stream_id);
        const stream_header sender = header_of(account);
        const line_origin origin{account.host, account.address};
        lines_.append_losses(line_, verdict.lost, sender, origin, now_ns);
        if (const std::error_code failed = make_room(source_of(sender, origin), now)) {
            return failed;
        }
        ledger_.enter_overdue(verdict, stream_id);
        keep_line();
    }
    return {};
}

std::error_code
log_writer::tell_suppressed(const std::vector<suppression::notice> &notices, wall_time now) {
    for (const suppression::notice &notice : notices) {
        line_.clear();
        lines_.append_suppressed(line_, notice, unix_time_ns(now));
        if (const std::error_code failed = make_room(source_of(notice), now)) {
            return failed;
        }
        suppression_.told(notice);
        keep_line();
    }
    return {};
}

/// Finds the place of line_.
std::error_code log_writer::make_room(const line_source &source, wall_time now) {
    target_ = line_.empty() ? nullptr : &batch_.target_of(source, now);
    return target_ == nullptr ? batch_.make_room() : batch_.make_room(*target_, line_.size(), now);
}

void log_writer::keep_line() {
    if (target_ != nullptr) {
        batch_.keep(*target_, line_);
        ledger_.count_written_bytes(line_.size());
    }
}

std::error_code log_writer::close(wall_time now) {
    (void)tell_suppressed(suppression_.all(), now); // else the next collector does
    return batch_.close(now);
}

std::optional<wall_time> log_writer::next_deadline(wall_time now) const {
    const std::optional<wall_time> overdue =
        ledger_.has_missing() ? std::optional{now + ledger::give_up_after} : std::nullopt;
    return earliest(batch_.next_deadline(), earliest(overdue, suppression_.deadline()));
}

line_source log_writer::source_of(const incoming &message) {
    return {
        message.sender.process_name, message.record.logger, message.record.level,
        lines_.host_of(message.origin),
        batch_.needs_user() && message.user_id ? users_.name_of(*message.user_id)
                                               : std::string_view{}};
}

line_source log_writer::source_of(const stream_header &sender, const line_origin &origin) const {
    return {sender.process_name, {}, level::warn, lines_.host_of(origin), {}};
}

line_source log_writer::source_of(const suppression::notice &notice) const {
    const bool is_of_stream = notice.sender.of == sender_key::kind::stream;
    const stream_account *account = is_of_stream ? ledger_.find(notice.sender.number) : nullptr;
    return account == nullptr ? source_of(stream_header{}, {})
                              : source_of(header_of(*account), {account->host, account->address});
}

std::vector<std::string> log_writer::take_notices() {
    for (std::string &text : batch_.take_notices()) {
        notices_.push_back(std::move(text));
    }
    return std::exchange(notices_, {});
}

} // namespace mailslog
