#include "collector/intake/slot_collector.h"

#include <mailslog/slot_reader.h>

#include "collector/files/path_windows.h"
#include "collector/intake/rotation_door_windows.h"
#include "collector/rotation_answer.h"
#include "mailslot/utf16_windows.h"

namespace mailslog {

std::optional<slot_collector> find_slot_collector(const slot_name &slot) {
    const auto owner = slot_owner(slot);
    if (!owner) {
        return std::nullopt;
    }
    return slot_collector{*owner, rotation_door::answer_path_of(*owner).value_or("")};
}

std::error_code obstacle_to_owning(const slot_name & /*slot*/) {
    return {}; // its folder is the system's
}

std::string socket_before_ours(const slot_name & /*slot*/) {
    return {}; // a slot has one owner on the machine
}

std::string answer_path_of(const slot_name & /*slot*/, const std::string &log_path) {
    std::wstring path;
    return system_path(log_path, path) ? "" : narrow(path) + std::string{rotation_answer_suffix};
}

std::error_code ask_for_rotation(const slot_collector &collector) {
    return rotation_door::knock(collector.process_id);
}

} // namespace mailslog
