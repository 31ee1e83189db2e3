#include "collector/status.h"

#include <optional>
#include <utility>

#include <mailslog/slot_name.h>

#include "collector/files/file_system.h"
#include "collector/print.h"
#include "collector/status/status_reading.h"
#include "collector/status/status_table.h"
#include "collector/tell.h"
#include "mailslot/unix_time.h"

namespace mailslog {
namespace {

shown_status judged(found_status found) {
    shown_status shown;
    shown.status = std::move(*found.status);
    shown.now_ns = unix_time_ns();
    shown.state = state_of(shown.status, found.owns_slot, shown.now_ns);
    for (const output_status &output : shown.status.outputs) {
        shown.rotated.push_back(count_rotated(real_file_system(), output.path));
    }
    return shown;
}

} // namespace

int show_status(const status_settings &settings) {
    std::string reason;
    const std::optional<slot_name> slot = slot_name::parse(settings.slot, &reason);
    if (!slot) {
        tell(reason);
        return 1;
    }
    found_status found = find_status(*slot);
    const bool runs = found.owns_slot;
    const std::string problem = found.problem + (found.status ? "; what the last one said:" : "");
    if (!runs) {
        tell(problem);
    }
    if (!found.status) {
        return 1;
    }
    const shown_status shown = judged(std::move(found));
    const bool is_printed = print(settings.json ? json_of(shown) : table_of(shown));
    return runs && is_printed ? 0 : 1;
}

} // namespace mailslog
