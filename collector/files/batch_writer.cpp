#include "collector/files/batch_writer.h"

#include <algorithm>
#include <numeric>

#include <mailslog/slot_error.h>

#include "collector/files/fault_point.h"

namespace mailslog {
namespace {

/// A batch is written when it has grown to this: large enough for few system calls, small enough to
/// stay in the processor's cache.
constexpr std::size_t batch_bytes = std::size_t{256} * 1024;
/// Or when it has parts in so many files: its journal entry stays small.
constexpr std::size_t batch_files = 256;

} // namespace

batch_writer::batch_writer(
    file_system &files, const log_route &route, const rotation_settings &rotation,
    const target_limits &limits, std::size_t memory_bytes, ledger &ledger)
    : targets_{files, route, rotation, limits}, ledger_file_{files, route.base_path() + ".ledger"},
      ledger_{ledger}, memory_bytes_{memory_bytes} {}

void batch_writer::force_to_disk(const sync_settings &when) {
    sync_ = sync_schedule{when};
    if (sync_.is_on()) {
        targets_.keep_durable();
        ledger_file_.keep_durable();
    }
}

void batch_writer::change_sync(const sync_settings &when, wall_time now) {
    force_to_disk(when);
    for (const auto &target : targets_.all()) {
        needs_sync(*target); // nobody knows how much of it the disk has
    }
    sync_.written(now);
}

void batch_writer::change_rotation(const rotation_settings &rotation, wall_time now) {
    targets_.change(rotation, now);
    plan(now);
}

std::error_code batch_writer::open(wall_time now, ledger_file::recovered &found) {
    if (const std::error_code failed = ledger_file_.open(targets_.route(), ledger_, found)) {
        return failed;
    }
    rotated_index index{targets_.files()};
    for (const recovered_log &log : found.logs) {
        log_target &target = targets_.add(log.live_path);
        if (const std::error_code failed = targets_.open(target, now, log.begun, &index)) {
            if (!targets_.route().is_fixed()) {
                notice("open", log.live_path, failed);
            }
            return failed;
        }
    }
    for (const auto &target : targets_.all()) {
        needs_sync(*target); // what another collector wrote counts, too
    }
    plan(now);
    return {};
}

std::error_code batch_writer::make_room(log_target &target, std::size_t line_bytes, wall_time now) {
    const rotating_file &file = target.file;
    const std::uint64_t next_of_file = target.unwritten_bytes() + line_bytes;
    // An empty file is never due for rotation, but the batch alone may fill it.
    const bool fills_file = file.size_bytes() == 0 && file.would_outgrow(next_of_file);
    const bool fills_or_rotates = fills_file || target.file.rotation_is_due(next_of_file, now);
    if (fills_or_rotates) {
        sync_.demand();
    }
    const std::size_t next_bytes = unwritten_bytes_ + line_bytes;
    const bool is_one_more = !target.is_touched && touched_.size() >= batch_files;
    if (!failure_ && (fills_or_rotates || is_one_more || next_bytes > batch_bytes)) {
        (void)flush(now); // its failure is kept
    }
    if (failure_) {
        return next_bytes <= memory_bytes_ ? std::error_code{} : failure_;
    }
    if (target.stands_for != nullptr) {
        return make_room(*target.stands_for, line_bytes, now);
    }
    if (target.file.rotation_is_due(line_bytes, now)) {
        (void)rotate(target, now); // writing goes on in the file that is open
    }
    return {};
}

std::error_code batch_writer::make_room() const noexcept {
    return unwritten_bytes_ <= memory_bytes_ ? std::error_code{} : failure_;
}

void batch_writer::keep(log_target &named, std::string_view lines) {
    if (lines.empty()) {
        return;
    }
    log_target &target = named.stands_for == nullptr ? named : *named.stands_for;
    touch(target);
    (is_noted_ ? target.waiting : target.batch) += lines;
    unwritten_bytes_ += lines.size();
}

void batch_writer::touch(log_target &target) {
    if (!target.is_touched) {
        target.is_touched = true;
        touched_.push_back(&target);
    }
}

void batch_writer::tick(wall_time now) {
    if (due_at_ && now < *due_at_ && now >= planned_at_) {
        return;
    }
    for (std::size_t i = 0; i < targets_.all().size(); ++i) { // there may be fewer in the end
        log_target &target = *targets_.all()[i];
        target.file.delete_overdue(now);
        if (target.file.rotation_is_due(target.unwritten_bytes(), now)) {
            (void)make_room(target, 0, now);
        }
    }
    plan(now);
}

/// When tick() has to look again; a clock that is set back makes it look at once.
void batch_writer::plan(wall_time now) {
    due_at_.reset();
    planned_at_ = now;
    for (const auto &target : targets_.all()) {
        look_at(*target);
    }
}

/// What has become of it with the last step.
void batch_writer::look_at(log_target &target) {
    const auto deadline = target.file.next_deadline();
    due_at_ = due_at_ && deadline ? std::min(due_at_, deadline) : due_at_ ? due_at_ : deadline;
    const auto closed = target.file.closed_through();
    if (closed && *closed > wall_time{} && closed != target.told_closed) {
        target.told_closed = closed;
        closed_.push_back({target.file.path(), *closed});
    }
    targets_.collect_notices(target);
}

std::optional<wall_time> batch_writer::next_deadline() const noexcept {
    const auto sync_due = sync_.deadline();
    return due_at_ && sync_due ? std::min(due_at_, sync_due) : due_at_ ? due_at_ : sync_due;
}

std::uint64_t batch_writer::file_bytes() const noexcept {
    const auto &all = targets_.all();
    return std::accumulate(
        all.begin(), all.end(), std::uint64_t{0},
        [](std::uint64_t sum, const auto &target) { return sum + target->file.size_bytes(); });
}

std::error_code batch_writer::rotate_now(wall_time now, std::vector<std::string> &rotated_to) {
    rotated_to.clear();
    sync_.demand();
    if (flush(now)) {
        return failure_;
    }
    for (const auto &target : targets_.all()) {
        if (target->file.size_bytes() == 0) {
            continue;
        }
        const std::string path = target->file.next_rotated_path(now);
        if (const std::error_code failed = rotate(*target, now)) {
            return failed;
        }
        rotated_to.push_back(path);
    }
    return {};
}

std::error_code batch_writer::reopen(wall_time now) {
    if (targets_.route().is_fixed()) {
        const std::error_code failed = follow_name(*targets_.all().front(), now);
        return failed ? failed : flush(now);
    }
    if (const std::error_code failed = flush(now)) {
        return failed;
    }
    forget_absent();
    for (const auto &target : targets_.all()) {
        if (target->file.is_open()) {
            if (const std::error_code failed = follow_name(*target, now)) {
                return failed;
            }
        }
    }
    return flush(now);
}

/// Their names may come again, and others have their room until then.
void batch_writer::forget_absent() {
    std::vector<log_target *> absent;
    for (const auto &target : targets_.all()) {
        if (!target->is_touched && !target->is_unsynced && targets_.is_absent(*target)) {
            absent.push_back(target.get());
        }
    }
    for (log_target *target : absent) {
        targets_.forget(*target);
    }
}

std::error_code batch_writer::rotate(log_target &target, wall_time now) {
    std::error_code failed = targets_.open(target, now);
    const std::string to = target.file.next_rotated_path(now);
    if (!failed) {
        const std::size_t folder_bytes = targets_.route().folder_prefix().size();
        failed = ledger_file_.note_rotation(
            {target.name, std::string_view{to}.substr(folder_bytes), now});
    }
    if (!failed && sync_.is_on()) {
        failed = ledger_file_.sync(); // where the lines before are to be found
    }
    if (!failed) {
        fault_point("rotation_noted");
        failed = target.file.rotate(to, now);
        rotations_ += failed ? 0 : 1;
        needs_sync(target); // the names
        sync_.written(now);
        sync_.demand();
        fault_point("rotated");
    }
    if (failed) {
        notice("rotate", target.file.path(), failed);
    }
    look_at(target);
    return failed;
}

std::error_code batch_writer::flush(wall_time now) {
    failure_ = write_all(now);
    if (is_moved_ || ledger_file_.has_outgrown()) {
        sync_.demand(); // written afresh, the ledger must not claim what the disk does not have
    }
    if (!failure_ && sync_.is_due(now)) {
        failure_ = sync(now);
    }
    if (!failure_) {
        tidy_ledger();
    }
    return failure_;
}

std::error_code batch_writer::write_all(wall_time now) {
    while (!(touched_.empty() && ledger_.changed().empty())) {
        if (const std::error_code failed = write_batch(now)) {
            return failed;
        }
    }
    return {};
}

// Each file is looked at before the batch is noted, since that names them. One that is found to be
// another only when its part is to be written makes the batch be noted anew.
std::error_code batch_writer::write_batch(wall_time now) {
    if (const std::error_code failed = follow_names(now)) {
        return failed;
    }
    if (const std::error_code failed = note()) {
        return failed;
    }
    for (std::size_t i = 0; i < touched_.size(); ++i) {
        if (const std::error_code failed = write_part(*touched_[i], now)) {
            return failed;
        }
        if (is_outdated_) {
            return {};
        }
        if (i + 1 < touched_.size()) {
            fault_point("batch_written_in_part");
        }
    }
    finish_batch(now);
    return {};
}

std::error_code batch_writer::follow_names(wall_time now) {
    bool is_merged = false;
    do {
        is_merged = is_outdated_;
        if (is_outdated_) {
            merge_waiting();
        }
        for (std::size_t i = 0; i < touched_.size(); ++i) {
            log_target &target = *touched_[i];
            if (target.batch.empty()) { // written already, or it has only lines that wait
                continue;
            }
            if (const std::error_code failed = follow_name(target, now)) {
                return failed;
            }
        }
    } while (is_outdated_ && !is_merged);
    give_up_doubles();
    return {};
}

/// A batch that was noted for a file that is gone is noted anew, with all that waits behind it: the
/// ledger can't tell them apart any more.
void batch_writer::merge_waiting() {
    for (log_target *target : touched_) {
        target->batch += target->waiting;
        target->waiting.clear();
    }
}

/// Targets that could be opened only now, and then were another one's file.
void batch_writer::give_up_doubles() {
    for (std::size_t i = touched_.size(); i-- > 0;) {
        log_target &target = *touched_[i];
        log_target *const other = target.is_new ? targets_.double_of(target) : nullptr;
        target.is_new = false;
        if (other != nullptr) {
            touch(*other);
            other->batch += std::exchange(target.batch, {});
            targets_.replace(target, *other);
            touched_.erase(touched_.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
}

std::error_code batch_writer::follow_name(log_target &target, wall_time now) {
    const file_identity before = target.file.identity();
    const bool was_old = target.is_old;
    std::error_code failed = targets_.open(target, now);
    target.is_new = !was_old && !failed;
    if (!failed) {
        failed = target.file.follow_name(now);
    }
    if (!failed && was_old && target.file.identity() != before) {
        is_moved_ = true;
        is_outdated_ = is_outdated_ || is_noted_;
        notices_.push_back(
            target.file.path() + " is not the file that it was; going on in a new one");
        fault_point("name_followed");
    }
    look_at(target);
    return failed;
}

std::error_code batch_writer::note() {
    if (is_noted_ && !is_outdated_) {
        return {};
    }
    announced_.is_instead = is_noted_;
    announced_.spans.clear();
    for (const log_target *target : touched_) {
        const log_span span = span_of(*target);
        if (span.end_bytes != span.start_bytes) {
            announced_.spans.push_back(span);
        }
    }
    if (const std::error_code failed = ledger_file_.note_batch(ledger_, announced_)) {
        return failed;
    }
    for (log_target *target : touched_) {
        target->noted = span_of(*target);
    }
    is_noted_ = true;
    is_outdated_ = false;
    fault_point("batch_noted");
    return {};
}

/// Of what was noted for the same file before, some may stand there already.
log_span batch_writer::span_of(const log_target &target) const {
    const rotating_file &file = target.file;
    const bool goes_on = target.noted && target.noted->file == file.identity();
    const std::uint64_t start = goes_on ? target.noted->start_bytes : file.size_bytes();
    return {
        target.name, file.identity(), start, file.size_bytes() + target.batch.size(), file.begun()};
}

std::error_code batch_writer::write_part(log_target &target, wall_time now) {
    if (target.batch.empty()) {
        return {};
    }
    if (const std::error_code failed = targets_.open(target, now)) {
        return failed;
    }
    if (target.file.identity() != target.noted->file) {
        is_moved_ = true;
        is_outdated_ = true;
        return {};
    }
    const std::uint64_t start = target.file.size_bytes();
    const std::error_code failed = target.file.append(target.batch);
    needs_sync(target);
    // What could not be taken back stays, and the rest of the batch belongs behind it.
    const auto written = static_cast<std::size_t>(target.file.size_bytes() - start);
    unwritten_bytes_ -= written;
    if (failed) {
        target.batch.erase(0, written);
    } else {
        target.batch.clear();
    }
    return failed;
}

void batch_writer::finish_batch(wall_time now) {
    std::size_t left = 0;
    for (log_target *target : touched_) {
        target->batch.swap(target->waiting);
        target->noted.reset();
        target->is_touched = !target->batch.empty();
        if (target->is_touched) {
            touched_[left++] = target;
        }
        look_at(*target);
    }
    touched_.resize(left);
    is_noted_ = false;
    sync_.written(now);
    fault_point("batch_written");
}

void batch_writer::needs_sync(log_target &target) {
    if (!target.is_unsynced && sync_.is_on()) {
        target.is_unsynced = true;
        unsynced_.push_back(&target);
    }
}

/// The ledger first: what stands in the log must not be news to it.
std::error_code batch_writer::sync(wall_time now) {
    if (const std::error_code failed = ledger_file_.sync()) {
        return failed;
    }
    for (; !unsynced_.empty(); unsynced_.pop_back()) {
        log_target &target = *unsynced_.back();
        std::error_code failed = targets_.open(target, now);
        if (!failed) {
            failed = target.file.sync();
        }
        if (failed) {
            return failed;
        }
        target.is_unsynced = false;
    }
    sync_.done();
    return {};
}

void batch_writer::tidy_ledger() {
    if (!std::exchange(is_moved_, false) && !ledger_file_.has_outgrown()) {
        return;
    }
    if (const std::error_code failed = ledger_file_.compact(ledger_, places())) {
        notice("compact", ledger_file_.path(), failed);
    }
}

std::vector<log_place> batch_writer::places() const {
    std::vector<log_place> places;
    for (const auto &target : targets_.all()) {
        const rotating_file &file = target->file;
        if (target->is_old) {
            places.push_back({target->name, file.begun(), {}, file.end()});
        }
    }
    return places;
}

std::error_code batch_writer::close(wall_time now) {
    sync_.demand();
    const std::error_code failed = flush(now);
    fault_point("last_batch_written");
    return failed ? failed : ledger_file_.compact(ledger_, places());
}

void batch_writer::notice(const std::string &what, const std::string &path, std::error_code why) {
    std::string text = describe(what, path, why);
    if (std::find(notices_.begin(), notices_.end(), text) == notices_.end()) {
        notices_.push_back(std::move(text));
    }
}

std::vector<std::string> batch_writer::take_notices() {
    for (std::string &text : targets_.take_notices()) {
        notices_.push_back(std::move(text));
    }
    return std::exchange(notices_, {});
}

} // namespace mailslog
