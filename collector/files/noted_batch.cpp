#include "collector/files/noted_batch.h"

#include <algorithm>
#include <utility>

#include "collector/files/fault_point.h"

namespace mailslog {

noted_batch::noted_batch(
    log_targets &targets, ledger_file &ledger_file, ledger &ledger, log_sync &sync,
    target_watch &watch)
    : targets_{targets}, ledger_file_{ledger_file}, ledger_{ledger}, sync_{sync}, watch_{watch} {}

void noted_batch::keep(log_target &named, std::string_view lines) {
    log_target &target = named.stands_for == nullptr ? named : *named.stands_for;
    touch(target);
    (is_noted_ ? target.waiting : target.batch) += lines;
    unwritten_bytes_ += lines.size();
}

void noted_batch::touch(log_target &target) {
    if (!target.is_touched) {
        target.is_touched = true;
        touched_.push_back(&target);
    }
}

std::error_code noted_batch::write(wall_time now) {
    while (!(touched_.empty() && ledger_.changed().empty())) {
        if (const std::error_code failed = write_one(now)) {
            return failed;
        }
    }
    return {};
}

std::error_code noted_batch::write_one(wall_time now) {
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
    finish(now);
    return {};
}

std::error_code noted_batch::follow_names(wall_time now) {
    if (const std::error_code failed = follow_all(now)) {
        return failed;
    }
    if (is_outdated_) {
        merge_waiting(); // for files, too, that had no part in the batch
        if (const std::error_code failed = follow_all(now)) {
            return failed;
        }
    }
    return give_up_doubles(now);
}

// The first last: where not all of them may be open, it still is when its part is written.
std::error_code noted_batch::follow_all(wall_time now) {
    for (auto at = touched_.rbegin(); at != touched_.rend(); ++at) {
        log_target &target = **at;
        if (target.batch.empty()) { // written already, or it has only lines that wait
            continue;
        }
        if (const std::error_code failed = follow_name(target, now)) {
            return failed;
        }
        look_where_it_stands(target);
    }
    return {};
}

/// Others may have written into a file that a part of the batch was noted for, or emptied it.
void noted_batch::look_where_it_stands(log_target &target) {
    if (!target.noted || target.noted->file != target.file.identity()) {
        return;
    }
    const std::uint64_t size = target.file.size_bytes();
    std::uint64_t &start = target.noted->start_bytes;
    const std::uint64_t expected = target.noted->end_bytes - target.batch.size();
    if (size != expected) {
        start = start == expected ? size : std::min(start, size); // some of it may stand there
        target.noted->end_bytes = size + target.batch.size();
        is_outdated_ = true;
    }
}

/// A batch that is to be noted anew is so with all that waits behind it: the ledger can't tell them
/// apart any more.
void noted_batch::merge_waiting() {
    for (log_target *target : touched_) {
        if (target->noted) {
            target->noted->end_bytes += target->waiting.size();
        }
        target->batch += std::exchange(target->waiting, {});
    }
}

/// Targets whose file was opened only now, or has become another, and is another one's.
std::error_code noted_batch::give_up_doubles(wall_time now) {
    for (std::size_t i = touched_.size(); i-- > 0;) {
        log_target &target = *touched_[i];
        if (target.batch.empty()) {
            continue; // its turn comes with the lines that wait
        }
        log_target *const other = target.is_new ? targets_.double_of(target) : nullptr;
        target.is_new = false;
        if (other != nullptr) {
            touch(*other);
            if (other->noted) {
                other->noted->end_bytes += target.batch.size();
            }
            other->batch += std::exchange(target.batch, {});
            targets_.replace(target, *other);
            touched_.erase(touched_.begin() + static_cast<std::ptrdiff_t>(i));
            if (const std::error_code failed = follow_name(*other, now)) {
                return failed;
            }
            look_where_it_stands(*other);
        }
    }
    return {};
}

std::error_code noted_batch::follow_name(log_target &target, wall_time now) {
    const file_identity before = target.file.identity();
    const bool was_old = target.is_old;
    std::error_code failed = targets_.open(target, now);
    if (!failed) {
        failed = target.file.follow_name(now);
    }
    const bool is_another = target.file.identity() != before;
    target.is_new = target.is_new || is_another;
    if (was_old && is_another) {
        has_moved_ = true;
        is_outdated_ = is_outdated_ || is_noted_;
        targets_.notice(target.file.path() + " is not the file that it was; going on in a new one");
        fault_point("name_followed");
    }
    watch_.look_at(target);
    return failed;
}

std::error_code noted_batch::note() {
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
log_span noted_batch::span_of(const log_target &target) const {
    const rotating_file &file = target.file;
    const bool goes_on = target.noted && target.noted->file == file.identity();
    const std::uint64_t start = goes_on ? target.noted->start_bytes : file.size_bytes();
    return {
        target.name, file.identity(), start, file.size_bytes() + target.batch.size(), file.begun()};
}

std::error_code noted_batch::write_part(log_target &target, wall_time now) {
    if (target.batch.empty()) {
        return {};
    }
    if (const std::error_code failed = targets_.open(target, now)) {
        return failed;
    }
    if (target.file.identity() != target.noted->file) {
        has_moved_ = true;
        is_outdated_ = true;
    }
    look_where_it_stands(target);
    if (is_outdated_) {
        return {};
    }
    const std::uint64_t start = target.file.size_bytes();
    const std::error_code failed = target.file.append(target.batch);
    sync_.changed(target);
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

void noted_batch::finish(wall_time now) {
    std::size_t left = 0;
    for (log_target *target : touched_) {
        target->batch.swap(target->waiting);
        target->noted.reset();
        target->is_touched = !target->batch.empty();
        if (target->is_touched) {
            touched_[left++] = target;
        }
        watch_.look_at(*target);
    }
    touched_.resize(left);
    is_noted_ = false;
    sync_.written(now);
    fault_point("batch_written");
}

} // namespace mailslog
