#include "collector/files/rotation_clock.h"

#include <algorithm>

#include <spdlog/details/os.h>

namespace mailslog {
namespace {

using std::chrono::seconds;
using std::chrono::system_clock;

/// Longer than any date lasts on a local clock, one that a zone's move over the date line repeats
/// included.
constexpr seconds beyond_any_date = std::chrono::hours{49};

seconds since_epoch(wall_time time) {
    return std::chrono::floor<seconds>(time.time_since_epoch());
}

std::tm read(local_clock local, seconds time) {
    return local(static_cast<std::time_t>(time.count()));
}

// Zones change their offset when the local clock shows a full hour, so that minutes and seconds
// into the hour are all that must be known.
seconds end_of_hour(local_clock local, seconds begun) {
    const std::tm clock = read(local, begun);
    // 60 shows for a leap second on the systems that count them
    return begun + std::chrono::hours{1} - std::chrono::minutes{clock.tm_min} -
           seconds{std::min(clock.tm_sec, 59)};
}

bool same_date(const std::tm &a, const std::tm &b) {
    return a.tm_year == b.tm_year && a.tm_yday == b.tm_yday;
}

// Searched rather than computed: where clocks change at midnight, mktime(3) may be asked for a
// moment that the day does not have, and answers differ between systems.
seconds end_of_day(local_clock local, seconds begun) {
    const std::tm today = read(local, begun);
    seconds inside = begun;
    seconds beyond = begun + beyond_any_date;
    while (beyond - inside > seconds{1}) {
        const seconds middle = inside + (beyond - inside) / 2;
        (same_date(read(local, middle), today) ? inside : beyond) = middle;
    }
    return beyond;
}

/// Nothing if a wall_time, which ends in the year 2262, does not reach so far.
std::optional<wall_time> moment(seconds time) {
    return time <= since_epoch(wall_time::max()) ? std::optional{wall_time{time}} : std::nullopt;
}

std::optional<wall_time> end_of_interval(seconds interval, wall_time begun) {
    const auto room = wall_time::max() - std::max(begun, wall_time{});
    if (interval <= seconds{0} || interval > std::chrono::floor<seconds>(room)) {
        return std::nullopt;
    }
    return begun + interval;
}

} // namespace

std::tm system_local_clock(std::time_t time) {
    return spdlog::details::os::localtime(time);
}

std::optional<wall_time>
end_of_period(rotation_period period, seconds interval, wall_time begun, local_clock local) {
    switch (period) {
    case rotation_period::hour:
        return moment(end_of_hour(local, since_epoch(begun)));
    case rotation_period::day:
        return moment(end_of_day(local, since_epoch(begun)));
    case rotation_period::interval:
        return end_of_interval(interval, begun);
    case rotation_period::none:
        break;
    }
    return std::nullopt;
}

} // namespace mailslog
