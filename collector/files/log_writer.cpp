#include "collector/files/log_writer.h"

#include <algorithm>
#include <utility>

#include <mailslog/slot_error.h>

#include "collector/files/fault_point.h"
#include "mailslot/process.h"
#include "mailslot/unix_time.h"

namespace mailslog {
namespace {

/// A batch is written when it has grown to this: large enough for few system calls, small enough to
/// stay in the processor's cache.
constexpr std::size_t batch_bytes = std::size_t{256} * 1024;

std::string
notice_text(std::uint64_t lost, const stream_header &sender, const line_origin &origin) {
    std::string text =
        "lost " + std::to_string(lost) + (lost == 1 ? " record from " : " records from ") +
        std::string{sender.process_name} + "[" + std::to_string(sender.process_id) + "]";
    append_origin(text, origin);
    return text;
}

std::string claim_text(const incoming &message) {
    return "process " + std::to_string(message.sender.process_id) + " claimed to be " +
           std::to_string(*message.false_claim);
}

bool is_truncated(const line_record &record) noexcept {
    return record.full_line_bytes > record.line.size();
}

using deadline = std::optional<wall_time>;

deadline earliest(deadline a, deadline b) noexcept {
    return a && b ? std::min(*a, *b) : a ? a : b;
}

stream_header header_of(const stream_account &account) {
    return {account.stream_id, 0, account.process_id, account.process_name};
}

} // namespace

log_writer::log_writer(
    file_system &files, const std::string &path, const rotation_settings &rotation,
    std::unique_ptr<line_format> format, std::size_t memory_bytes)
    : file_{files, path, rotation},
      ledger_file_{files, path + ".ledger"}, format_{std::move(format)}, host_{host_name()},
      process_id_{process_id()}, memory_bytes_{memory_bytes} {}

void log_writer::force_to_disk(const sync_settings &when) {
    sync_ = sync_schedule{when};
    if (sync_.is_on()) {
        file_.keep_durable();
        ledger_file_.keep_durable();
    }
}

void log_writer::change_sync(const sync_settings &when, wall_time now) {
    force_to_disk(when);
    sync_.written(now); // nobody knows how much of it the disk has
}

void log_writer::change_format(std::unique_ptr<line_format> format, wall_time now) {
    sync_.demand();
    (void)flush(now); // what fails is tried again
    if (!failure_ && file_.size_bytes() != 0) {
        rotate(now);
    }
    format_ = std::move(format);
}

std::error_code log_writer::open(wall_time now) {
    ledger_file::recovered found;
    if (const std::error_code failed = ledger_file_.open(file_.path(), ledger_, found)) {
        return failed;
    }
    if (!found.notice.empty()) {
        notices_.push_back(found.notice);
    }
    if (const std::error_code failed = file_.open(now, found.begun)) {
        return failed;
    }
    if (found.log_has_suffered) {
        line_.clear();
        append_notice(line_, found.notice, unix_time_ns(now));
        keep_line();
    }
    suppression_.take_up();
    return {};
}

std::error_code log_writer::add(const incoming &message, wall_time now) {
    if (ledger_.is_pressed()) {
        if (const std::error_code failed = relieve_ledger(now)) {
            return failed;
        }
    }
    line_.clear();
    if (!message.has_number) {
        return add_plain_text(message, now);
    }
    if (!message.false_claim && ledger_.is_next(message.sender, message.origin) &&
        (suppression_.is_idle() || suppression_.lets_through_silently(message, now))) {
        return add_next(message, now);
    }
    if (ledger_.is_foreign(message.sender, message.origin)) {
        ledger_.count_forged();
        return {};
    }
    const bool tells_of_claim =
        message.false_claim && claims_.is_due(message.sender.stream_id, now);
    if (tells_of_claim) {
        append_notice(line_, claim_text(message), message.record.time_ns);
    }
    const std::int64_t now_ns = unix_time_ns(now);
    const verdict verdict =
        ledger_.judge(message.sender.stream_id, message.sender.sequence, message.how, now_ns);
    append_losses(line_, verdict.lost, {message.sender, message.origin}, message.record.time_ns);
    const bool is_fresh = verdict.kind == verdict_kind::fresh;
    const bool is_suppressed = is_fresh && !append_within_limit(message, now);
    if (const std::error_code failed = make_room(line_.size(), now)) {
        return failed;
    }
    if (is_suppressed) {
        ledger_.enter_suppressed(verdict, message.sender, now_ns);
        suppression_.enter_suppressed(message, now);
    } else {
        ledger_.enter(verdict, message.sender, is_truncated(message.record), now_ns);
        sync_.line_waits(message.record.level);
    }
    if (is_fresh && !is_suppressed) {
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

/// What add() does, where nothing else can come of it: nearly always.
std::error_code log_writer::add_next(const incoming &message, wall_time now) {
    append_line(line_, message);
    if (const std::error_code failed = make_room(line_.size(), now)) {
        return failed;
    }
    ledger_.enter_next(message.sender, is_truncated(message.record), unix_time_ns(now));
    ledger_.count_received_bytes(message.record.line.size());
    if (!suppression_.is_idle()) {
        suppression_.enter_written(message, now);
    }
    sync_.line_waits(message.record.level);
    keep_line();
    return {};
}

std::error_code log_writer::add_plain_text(const incoming &message, wall_time now) {
    const bool is_suppressed = !append_within_limit(message, now);
    if (const std::error_code failed = make_room(line_.size(), now)) {
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
    sync_.line_waits(message.record.level);
    keep_line();
    return {};
}

/// Whether it is; then it stands in line_, behind what is to be told of those that were not.
bool log_writer::append_within_limit(const incoming &message, wall_time now) {
    if (!suppression_.lets_through(message, now)) {
        return false;
    }
    if (const auto notice = suppression_.before(message)) {
        append_suppressed(*notice, message.record.time_ns);
    }
    append_line(line_, message);
    return true;
}

std::error_code log_writer::end_stream(const incoming &end, wall_time now) {
    const stream_header &sender = end.sender;
    if (ledger_.is_foreign(sender, end.origin)) {
        ledger_.count_forged();
        return {};
    }
    const std::int64_t now_ns = unix_time_ns(now);
    const verdict verdict = ledger_.judge_end(sender.stream_id, sender.sequence, end.how, now_ns);
    line_.clear();
    append_losses(line_, verdict.lost, {sender, end.origin}, now_ns);
    const auto suppressed = suppression_.before(end);
    if (suppressed) {
        append_suppressed(*suppressed, now_ns);
    }
    if (const std::error_code failed = make_room(line_.size(), now)) {
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
    file_.delete_overdue(now);
    std::error_code failed = give_up_overdue(now);
    if (!failed) {
        failed = tell_suppressed(suppression_.due(now), now);
    }
    return failed ? failed : make_room(0, now);
}

std::error_code log_writer::relieve_ledger(wall_time now) {
    if (!failure_) {
        (void)give_up_overdue(now); // what fails is tried again
        (void)tell_suppressed(suppression_.due(now), now);
        (void)flush(now);
    }
    return failure_;
}

std::error_code log_writer::give_up_overdue(wall_time now) {
    const std::int64_t now_ns = unix_time_ns(now);
    for (const std::uint64_t stream_id : ledger_.overdue(now_ns)) {
        const verdict verdict = ledger_.judge_overdue(stream_id, now_ns);
        line_.clear();
        const stream_account &account = *ledger_.find(stream_id);
        append_losses(
            line_, verdict.lost, {header_of(account), {account.host, account.address}}, now_ns);
        if (const std::error_code failed = make_room(line_.size(), now)) {
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
        append_suppressed(notice, unix_time_ns(now));
        if (const std::error_code failed = make_room(line_.size(), now)) {
            return failed;
        }
        suppression_.told(notice);
        keep_line();
    }
    return {};
}

std::error_code log_writer::make_room(std::size_t line_bytes, wall_time now) {
    const std::uint64_t next_bytes = unwritten_bytes() + line_bytes;
    // An empty file is never due for rotation, but the batch alone may fill it.
    const bool fills_file = file_.size_bytes() == 0 && file_.would_outgrow(next_bytes);
    const bool fills_or_rotates = fills_file || file_.rotation_is_due(next_bytes, now);
    if (fills_or_rotates) {
        sync_.demand();
    }
    if (!failure_ && (fills_or_rotates || next_bytes > batch_bytes)) {
        (void)flush(now); // its failure is kept
    }
    if (failure_) {
        return next_bytes <= memory_bytes_ ? std::error_code{} : failure_;
    }
    if (file_.rotation_is_due(line_bytes, now)) {
        (void)rotate(now); // writing goes on in the file that is open
    }
    return {};
}

void log_writer::keep_line() {
    (noted_ ? waiting_ : batch_) += line_;
    ledger_.count_written_bytes(line_.size());
}

std::error_code log_writer::rotate_now(wall_time now, std::string &rotated_to) {
    rotated_to.clear();
    sync_.demand();
    if (flush(now) || file_.size_bytes() == 0) {
        return failure_;
    }
    rotated_to = file_.next_rotated_path(now);
    return rotate(now);
}

std::error_code log_writer::reopen(wall_time now) {
    const std::error_code failed = follow_name(now);
    return failed ? failed : flush(now);
}

std::error_code log_writer::rotate(wall_time now) {
    const std::string target = file_.next_rotated_path(now);
    std::error_code failed = ledger_file_.note_rotation(target, now);
    if (!failed && sync_.is_on()) {
        failed = ledger_file_.sync(); // where the lines before are to be found
    }
    if (!failed) {
        fault_point("rotation_noted");
        failed = file_.rotate(target, now);
        sync_.written(now);
        sync_.demand(); // the names
        rotations_ += failed ? 0 : 1;
        fault_point("rotated");
    }
    if (failed) {
        notice("rotate", file_.path(), failed);
    }
    return failed;
}

std::error_code log_writer::flush(wall_time now) {
    failure_ = write_all(now);
    if (is_moved_ || ledger_file_.has_outgrown()) {
        sync_.demand(); // written afresh, the ledger must not claim what the disk does not have
    }
    if (!failure_ && sync_.is_due(now)) {
        failure_ = sync();
    }
    if (!failure_) {
        tidy_ledger();
    }
    return failure_;
}

std::error_code log_writer::write_all(wall_time now) {
    while (!(batch_.empty() && ledger_.changed().empty())) {
        if (const std::error_code failed = follow_name(now)) {
            return failed;
        }
        if (const std::error_code failed = write_batch()) {
            return failed;
        }
        batch_.clear();
        batch_.swap(waiting_);
        noted_.reset();
        sync_.written(now);
        fault_point("batch_written");
    }
    return {};
}

/// The ledger first: what stands in the log must not be news to it.
std::error_code log_writer::sync() {
    std::error_code failed = ledger_file_.sync();
    if (!failed) {
        failed = file_.sync();
    }
    if (!failed) {
        sync_.done();
    }
    return failed;
}

void log_writer::tidy_ledger() {
    const std::error_code grown =
        std::exchange(is_moved_, false)
            ? ledger_file_.compact(ledger_, file_.end(), file_.begun())
            : ledger_file_.compact_if_grown(ledger_, file_.end(), file_.begun());
    if (grown) {
        notice("compact", ledger_file_.path(), grown);
    }
}

/// A batch that was noted for a file that is gone is noted anew, with all that waits behind it: the
/// ledger can't tell them apart any more.
std::error_code log_writer::follow_name(wall_time now) {
    const file_identity before = file_.identity();
    const std::error_code failed = file_.follow_name(now);
    if (!failed && file_.identity() != before) {
        is_moved_ = true;
        notices_.push_back(file_.path() + " is not the file that it was; going on in a new one");
        batch_ += waiting_;
        waiting_.clear();
        fault_point("name_followed");
    }
    return failed;
}

std::error_code log_writer::write_batch() {
    const std::uint64_t start = file_.size_bytes();
    if (!noted_ || noted_->file != file_.identity()) {
        const log_span span{file_.identity(), start, start + batch_.size(), noted_.has_value()};
        if (const std::error_code failed = ledger_file_.note_batch(ledger_, span, file_.begun())) {
            return failed;
        }
        noted_ = span;
        fault_point("batch_noted");
    }
    const std::error_code failed = file_.append(batch_);
    if (failed) { // what could not be taken back stays, and the rest of the batch belongs behind it
        batch_.erase(0, static_cast<std::size_t>(file_.size_bytes() - start));
    }
    return failed;
}

std::error_code log_writer::close(wall_time now) {
    sync_.demand();
    (void)tell_suppressed(suppression_.all(), now); // else the next collector does
    const std::error_code failed = flush(now);
    fault_point("last_batch_written");
    return failed ? failed : ledger_file_.compact(ledger_, file_.end(), file_.begun());
}

std::optional<wall_time> log_writer::next_deadline(wall_time now) const {
    const std::optional<wall_time> overdue =
        ledger_.has_missing() ? std::optional{now + ledger::give_up_after} : std::nullopt;
    const deadline others = earliest(overdue, suppression_.deadline());
    return earliest(earliest(file_.next_deadline(), sync_.deadline()), others);
}

void log_writer::append_line(std::string &to, const incoming &message) {
    const line_record &from = message.record;
    record line;
    line.level = from.level;
    line.time_ns = from.time_ns;
    line.process_name = message.sender.process_name;
    line.process_id = message.sender.process_id;
    line.thread_id = from.thread_id;
    line.host = message.origin.is_here() && message.origin.host.empty() ? std::string_view{host_}
                                                                        : message.origin.host;
    line.address = message.origin.address;
    line.logger = from.logger;
    line.source_file = from.source_file;
    line.source_line = from.source_line;
    line.source_function = from.source_function;
    line.syslog = message.syslog;
    line.line = from.line;
    line.missing_bytes = from.full_line_bytes - from.line.size();
    format_->append(to, line);
}

void log_writer::append_losses(
    std::string &to, const std::vector<sequence_range> &lost, const lost_sender &sender,
    std::int64_t time_ns) {
    if (lost.empty()) {
        return;
    }
    const std::uint64_t count = count_of(lost);
    append_notice(to, notice_text(count, sender.header, sender.origin), time_ns, count);
}

void log_writer::append_suppressed(const suppression::notice &notice, std::int64_t time_ns) {
    append_notice(line_, notice.text, time_ns, 0, notice.lines);
}

void log_writer::append_notice(
    std::string &to, std::string_view text, std::int64_t time_ns, std::uint64_t lost_records,
    std::uint64_t suppressed_records) {
    record line;
    line.level = level::warn;
    line.time_ns = time_ns;
    line.process_name = "mailslog";
    line.process_id = process_id_;
    line.host = host_;
    line.logger = "mailslog";
    line.line = text;
    line.lost_records = lost_records;
    line.suppressed_records = suppressed_records;
    format_->append(to, line);
}

void log_writer::notice(const std::string &what, const std::string &path, std::error_code why) {
    std::string text = describe(what, path, why);
    if (std::find(notices_.begin(), notices_.end(), text) == notices_.end()) {
        notices_.push_back(std::move(text));
    }
}

std::vector<std::string> log_writer::take_notices() {
    for (std::string &text : file_.take_notices()) {
        notices_.push_back(std::move(text));
    }
    return std::exchange(notices_, {});
}

} // namespace mailslog
