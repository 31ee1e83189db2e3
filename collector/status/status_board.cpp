#include "collector/status/status_board.h"

#include <utility>

#include "collector/status/status_fields.h"
#include "mailslot/process.h"
#include "mailslot/unix_time.h"

namespace mailslog {
namespace {

static_assert(max_status_bytes <= status_cell::max_text_bytes);

/// Also when the clock was set back.
bool has_passed(wall_time since, wall_time now, std::chrono::milliseconds time) noexcept {
    return now < since || now - since >= time;
}

} // namespace

status_board::status_board(std::string slot) {
    status_.slot = std::move(slot);
    status_.process_id = process_id();
    status_.started_ns = unix_time_ns();
}

bool status_board::is_due(collector_phase phase, wall_time now) const noexcept {
    return phase != collector_phase::working || status_.phase != phase ||
           has_passed(shown_at_, now, interval);
}

bool status_board::details_are_due(collector_phase phase, wall_time now) const noexcept {
    return phase != collector_phase::working || has_passed(details_at_, now, details_interval);
}

void status_board::show(collector_phase phase, wall_time now) {
    if (details_are_due(phase, now)) {
        details_at_ = now;
    }
    status_.phase = phase;
    status_.updated_ns = unix_time_ns(now);
    take_sample(status_);
    bytes_.clear();
    append_status(bytes_, status_);
    page_.cell().store(bytes_);
    shown_at_ = now;
}

void status_board::note_error(std::string_view text, wall_time now) {
    status_.last_error = text;
    status_.last_error_ns = unix_time_ns(now);
}

} // namespace mailslog
