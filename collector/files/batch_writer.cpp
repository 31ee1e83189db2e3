#include "collector/files/batch_writer.h"

#include <numeric>
#include <utility>

#include <mailslog/slot_error.h>

#include "collector/files/earliest.h"
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

void batch_writer::change_sync(const sync_settings &when, wall_time now) {
    sync_.change(when);
    sync_.doubt_all();
    sync_.written(now);
}

void batch_writer::change_rotation(const rotation_settings &rotation, wall_time now) {
    targets_.change(rotation, now);
    watch_.look_at_all(now);
}

std::error_code batch_writer::open(
    wall_time now, ledger_file::recovered &found, const std::function<void(ledger &)> &begin) {
    const auto when_full = [&] { make_room_on_disk(found.logs, now); };
    if (const std::error_code failed =
            ledger_file_.open(targets_.route(), ledger_, found, begin, when_full)) {
        return failed;
    }
    rotated_index index{targets_.files()};
    for (const recovered_log &log : found.logs) {
        log_target &target = targets_.add(log.live_path);
        if (const std::error_code failed = targets_.open(target, now, log.begun, &index)) {
            if (!targets_.route().is_fixed()) {
                targets_.notice(describe("open", log.live_path, failed));
            }
            return failed;
        }
        if (log_target *const other = targets_.double_of(target)) {
            targets_.replace(target, *other);
        }
    }
    sync_.doubt_all(); // what another collector wrote counts, too
    watch_.look_at_all(now);
    return {};
}

/// Whoever is killed meanwhile leaves the next collector to find the same: what it may have to look
/// at beside the live files is what they were rotated to last, or later than the ledger knows.
void batch_writer::make_room_on_disk(const std::vector<recovered_log> &logs, wall_time now) {
    rotated_index index{targets_.files()};
    const std::string folder{targets_.route().folder_prefix()};
    for (const recovered_log &log : logs) {
        const std::string last = log.rotated_to.empty()
                                     ? rotated_path(log.live_path, log.begun.value_or(wall_time{}))
                                     : folder + log.rotated_to;
        targets_.delete_surplus(log.live_path, last, now, index);
    }
}

std::error_code batch_writer::make_room(
    log_target &target, std::size_t line_bytes, wall_time now, rotated_index *index) {
    const rotating_file &file = target.file;
    const std::uint64_t next_of_file = target.unwritten_bytes() + line_bytes;
    // An empty file is never due for rotation, but the batch alone may fill it.
    const bool fills_file = file.size_bytes() == 0 && file.would_outgrow(next_of_file);
    const bool fills_or_rotates = fills_file || target.file.rotation_is_due(next_of_file, now);
    if (fills_or_rotates) {
        sync_.demand();
    }
    const std::size_t next_bytes = batch_.unwritten_bytes() + line_bytes;
    const bool is_one_more = !target.is_touched && batch_.files() >= batch_files;
    if (!failure_ && (fills_or_rotates || is_one_more || next_bytes > batch_bytes)) {
        (void)flush(now); // its failure is kept
    }
    if (failure_) {
        return next_bytes <= memory_bytes_ ? std::error_code{} : failure_;
    }
    if (target.stands_for != nullptr) {
        return make_room(*target.stands_for, line_bytes, now, index);
    }
    const auto is_due = [&] { return target.file.rotation_is_due(line_bytes, now); };
    // Another file that stands there has a time of its own.
    if (is_due() && !follow_to_rotate(target, now) && is_due()) {
        (void)rotate(target, now, index); // writing goes on in the file that is open
    }
    return {};
}

std::error_code batch_writer::make_room() const noexcept {
    return unwritten_bytes() <= memory_bytes_ ? std::error_code{} : failure_;
}

void batch_writer::keep(log_target &target, std::string_view lines) {
    if (!lines.empty()) {
        batch_.keep(target, lines);
    }
}

void batch_writer::tick(wall_time now) {
    if (!watch_.is_due(now)) {
        return;
    }
    rotated_index index{targets_.files()};
    for (std::size_t i = 0; i < targets_.all().size(); ++i) { // there may be fewer in the end
        log_target &target = *targets_.all()[i];
        target.file.delete_overdue(now, &index);
        if (target.file.rotation_is_due(target.unwritten_bytes(), now)) {
            (void)make_room(target, 0, now, &index);
        }
    }
    watch_.look_at_all(now);
}

void batch_writer::delete_overdue(wall_time now) {
    if (!watch_.is_due(now)) {
        return;
    }
    rotated_index index{targets_.files()};
    for (const auto &target : targets_.all()) {
        target->file.delete_overdue(now, &index);
    }
    watch_.look_at_all(now);
}

std::optional<wall_time> batch_writer::next_deadline() const noexcept {
    return earliest(watch_.deadline(), sync_.deadline());
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
    std::error_code first_failure;
    rotated_index index{targets_.files()};
    for (const auto &target : targets_.all()) {
        if (target->file.size_bytes() == 0) {
            continue;
        }
        std::error_code failed = follow_to_rotate(*target, now);
        if (!failed && target->file.size_bytes() != 0) {
            std::string path = target->file.next_rotated_path(now);
            failed = rotate(*target, now, &index);
            if (!failed) {
                rotated_to.push_back(std::move(path));
            }
        }
        first_failure = first_failure ? first_failure : failed;
    }
    return first_failure;
}

std::error_code batch_writer::reopen(wall_time now) {
    if (targets_.route().is_fixed()) {
        const std::error_code failed = batch_.follow_name(*targets_.all().front(), now);
        return failed ? failed : flush(now);
    }
    if (const std::error_code failed = flush(now)) {
        return failed;
    }
    forget_absent();
    for (const auto &target : targets_.all()) {
        if (target->file.is_open()) {
            if (const std::error_code failed = batch_.follow_name(*target, now)) {
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
        if (!target->is_touched && targets_.is_absent(*target)) {
            absent.push_back(target.get());
        }
    }
    for (log_target *target : absent) {
        sync_.forget(*target);
        targets_.forget(*target);
    }
}

/// What is rotated is the file that stands at the live name.
std::error_code batch_writer::follow_to_rotate(log_target &target, wall_time now) {
    const std::error_code failed = batch_.follow_name(target, now);
    if (failed) {
        put_off_rotation(target, now, failed);
    }
    return failed;
}

std::error_code batch_writer::rotate(log_target &target, wall_time now, rotated_index *index) {
    const std::string to = target.file.next_rotated_path(now);
    const std::size_t folder_bytes = targets_.route().folder_prefix().size();
    std::error_code failed =
        ledger_file_.note_rotation({target.name, std::string_view{to}.substr(folder_bytes), now});
    if (!failed) {
        failed = sync_.force_ledger(); // where the lines before are to be found
    }
    if (!failed) {
        fault_point("rotation_noted");
        failed = target.file.rotate(to, now, index);
        rotations_ += failed ? 0 : 1;
        sync_.changed(target); // the names
        sync_.written(now);
        sync_.demand();
        fault_point("rotated");
    }
    if (failed) {
        put_off_rotation(target, now, failed);
    } else {
        watch_.look_at(target);
    }
    return failed;
}

void batch_writer::put_off_rotation(log_target &target, wall_time now, std::error_code why) {
    target.file.put_off_rotation(now);
    targets_.notice(describe("rotate", target.file.path(), why));
    watch_.look_at(target);
}

std::error_code batch_writer::flush(wall_time now) {
    failure_ = batch_.write(now);
    if (batch_.has_moved() || ledger_file_.has_outgrown()) {
        sync_.demand(); // written afresh, the ledger must not claim what the disk does not have
    }
    if (!failure_) {
        failure_ = sync_.force(now);
    }
    if (!failure_) {
        tidy_ledger();
    }
    return failure_;
}

void batch_writer::tidy_ledger() {
    if (!batch_.take_moved() && !ledger_file_.has_outgrown()) {
        return;
    }
    if (const std::error_code failed = ledger_file_.compact(ledger_, places())) {
        targets_.notice(describe("compact", ledger_file_.path(), failed));
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

} // namespace mailslog
