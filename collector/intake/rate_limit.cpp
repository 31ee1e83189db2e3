#include "collector/intake/rate_limit.h"

#include <algorithm>
#include <iterator>

#include "mailslot/network/ipv4.h"
#include "mailslot/unix_time.h"

namespace mailslog {
namespace {

std::int64_t believed(std::int64_t time_ns, wall_time now) noexcept {
    return std::clamp(time_ns, unix_time_ns(now - rate_limit::credible), unix_time_ns(now));
}

} // namespace

sender_key sender_key::of_line(const incoming &line) {
    if (line.has_number) {
        return {kind::stream, line.sender.stream_id};
    }
    if (line.origin.is_here()) {
        return {kind::process, line.sender.process_id};
    }
    return {kind::address, ipv4_address::parse(line.origin.address).value_or(ipv4_address{}).value};
}

bool rate_limit::has_room_for(const sender_key &sender, std::int64_t time_ns, wall_time now) const {
    if (!is_on()) {
        return true;
    }
    const auto found = windows_.find(sender);
    return found == windows_.end() || found->second.lines < rate_.lines ||
           begins_new(found->second, time_ns, now);
}

void rate_limit::enter(const sender_key &sender, std::int64_t time_ns, wall_time now) {
    if (!is_on()) {
        return;
    }
    auto found = windows_.find(sender);
    if (found == windows_.end()) {
        make_room(now);
        windows_.emplace(sender, window{now, believed(time_ns, now), 1});
    } else if (begins_new(found->second, time_ns, now)) {
        // Never back: a sender whose times jump to and fro would have a window with each jump.
        const std::int64_t first_ns = std::max(found->second.first_line_ns, believed(time_ns, now));
        found->second = {now, first_ns, 1};
    } else {
        ++found->second.lines;
    }
}

std::optional<wall_time> rate_limit::window_end(const sender_key &sender, wall_time now) const {
    const auto found = windows_.find(sender);
    return found == windows_.end() || is_over(found->second, now)
               ? std::nullopt
               : std::optional{found->second.begun + rate_.duration};
}

/// Also when the clock was set back.
bool rate_limit::is_over(const window &window, wall_time now) const noexcept {
    return now < window.begun || now - window.begun >= rate_.duration;
}

bool rate_limit::begins_new(
    const window &window, std::int64_t time_ns, wall_time now) const noexcept {
    const std::int64_t duration_ns = std::chrono::nanoseconds{rate_.duration}.count();
    return is_over(window, now) || believed(time_ns, now) - window.first_line_ns >= duration_ns;
}

void rate_limit::make_room(wall_time now) {
    if (windows_.size() < max_senders) {
        return;
    }
    for (auto window = windows_.begin(); window != windows_.end();) {
        window = is_over(window->second, now) ? windows_.erase(window) : std::next(window);
    }
    if (windows_.size() > max_senders / 2) {
        windows_.clear();
    }
}

} // namespace mailslog
