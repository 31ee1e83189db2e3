#include "collector/intake/slot_collector.h"

#include <mailslog/slot_reader.h>

namespace mailslog {

std::optional<slot_collector> find_slot_collector(const slot_name &slot) {
    const auto owner = slot_owner(slot);
    return owner ? std::optional{slot_collector{*owner, {}}} : std::nullopt;
}

std::error_code ask_for_rotation(const slot_collector &) {
    return std::make_error_code(std::errc::not_supported);
}

} // namespace mailslog
