#include "sink/src/checked_config.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <utility>

#include <mailslog/slot_writer.h>

#include "mailslot/lane.h"
#include "mailslot/process.h"
#include "mailslot/slot_place.h"
#include "mailslot/wire.h"

namespace mailslog {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds longest_wait = 1min;
constexpr std::size_t min_waiting_bytes = min_lane_bytes;
constexpr std::size_t max_waiting_bytes = max_lane_bytes;

template <typename Number>
void require_within(const char *name, Number value, Number least, Number most, const char *unit) {
    if (value < least || value > most) {
        throw std::invalid_argument{
            std::string{name} + " is " + std::to_string(value) + "; it must be " +
            std::to_string(least) + " to " + std::to_string(most) + unit};
    }
}

/// How long a datagram to a slot of other machines may be.
std::size_t checked_remote_bytes(const mailslot_sink_config &config, const slot_name &slot) {
    const std::size_t most = max_message_bytes(slot, config.network);
    if (most < wire::min_datagram_bytes) {
        throw std::invalid_argument{
            slot.str() + " leaves " + std::to_string(most) + " bytes for a line and its fields; " +
            std::to_string(wire::min_datagram_bytes) + " are needed, so choose a shorter name"};
    }
    return std::min(config.datagram_bytes, most);
}

} // namespace

slot_name checked_slot(const std::string &text) {
    std::string reason;
    const std::optional<slot_name> name = slot_name::parse(text, &reason);
    if (!name) {
        throw std::invalid_argument{reason};
    }
    if (const std::string problem = problem_with_place(*name); !problem.empty()) {
        throw std::invalid_argument{problem};
    }
    return *name;
}

mailslot_sink_config checked(mailslot_sink_config config, const slot_name &slot) {
    require_within(
        "datagram_bytes", config.datagram_bytes, wire::min_datagram_bytes, wire::max_datagram_bytes,
        " bytes");
    require_within(
        "lane_bytes", config.lane_bytes, std::max(min_waiting_bytes, 4 * config.datagram_bytes),
        max_waiting_bytes, " bytes, and at least four times datagram_bytes");
    require_within(
        "outbox_bytes", config.outbox_bytes, std::max(min_waiting_bytes, 4 * config.datagram_bytes),
        max_waiting_bytes, " bytes, and at least four times datagram_bytes");
    require_within(
        "overflow_timeout", config.overflow_timeout.count(), std::chrono::milliseconds::rep{0},
        longest_wait.count(), " ms");
    require_within(
        "close_timeout", config.close_timeout.count(), std::chrono::milliseconds::rep{0},
        longest_wait.count(), " ms");
    if (slot.reach() != slot_reach::local) {
        config.datagram_bytes = checked_remote_bytes(config, slot);
    }
    if (config.process_name.empty()) {
        config.process_name = process_name();
    }
    return config;
}

std::shared_ptr<const remote_settings>
checked_remote_settings(const network_config &config, const slot_name &slot) {
    if (slot.reach() == slot_reach::local) {
        return nullptr;
    }
    std::string reason;
    auto settings = remote_settings::read(config, reason);
    if (!settings) {
        throw std::invalid_argument{"network." + reason};
    }
    return std::make_shared<const remote_settings>(std::move(*settings));
}

} // namespace mailslog
