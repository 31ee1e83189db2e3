#include "collector/status/status_display.h"

#include <mailslog/slot_error.h>

#include "collector/tell.h"

namespace mailslog {
namespace {

/// Metrics are read by another user's program, and tell nothing of what the lines say.
constexpr file_rights metrics_rights{0644};

} // namespace

status_display::status_display(const collect_settings &settings)
    : metrics_{settings.metrics}, page_mode_{settings.rights.file_mode},
      files_{make_own_file_system(metrics_rights)}, board_{settings.slot} {}

std::optional<std::string>
status_display::open(const slot_name &slot, const std::string &socket_path, const account *worker) {
    const std::string page = status_page_name(slot, socket_path);
    if (const auto failed = board_.share(page, page_mode_)) {
        tell(describe("write", page, failed) + "; 'mailslog status' will not see this collector");
    } else if (worker != nullptr) {
        (void)worker->own(page); // else those read it who may read what is root's
    }
    return outlets_.open(metrics_, board_.glance());
}

status_display::~status_display() {
    if (!has_started_) {
        board_.withdraw();
    }
}

std::optional<std::string> status_display::start() {
    auto refusal = outlets_.start(metrics_, board_.glance(), *files_);
    has_started_ = !refusal;
    return refusal;
}

void status_display::show(collector_phase phase, wall_time now, const fill_function &fill) {
    if (!board_.is_due(phase, now)) {
        return;
    }
    const bool details = board_.details_are_due(phase, now);
    fill(board_.status(), details);
    board_.show(phase, now);
    progress_.show(board_.status(), now);
    outlets_.note_change();
}

} // namespace mailslog
