#include "collector/files/retention.h"

#include <algorithm>

namespace mailslog {
namespace {

std::size_t beyond_number(std::size_t count, std::size_t limit) noexcept {
    return limit == 0 ? 0 : count - std::min(count, limit);
}

std::size_t beyond_size(const std::vector<kept_file> &oldest_first, std::uint64_t limit) noexcept {
    std::size_t surplus = limit == 0 ? 0 : oldest_first.size();
    std::uint64_t room = limit;
    while (surplus > 0 && oldest_first[surplus - 1].bytes <= room) {
        room -= oldest_first[--surplus].bytes;
    }
    return surplus;
}

std::size_t beyond_age(
    const std::vector<kept_file> &oldest_first, const retention_settings &keep, wall_time now) {
    const auto first_young =
        std::find_if(oldest_first.begin(), oldest_first.end(), [&](const kept_file &file) {
            const auto end = end_of_age(file.stamp, keep);
            return !end || now < *end;
        });
    return static_cast<std::size_t>(first_young - oldest_first.begin());
}

} // namespace

std::size_t surplus_of(
    const std::vector<kept_file> &oldest_first, const retention_settings &keep, wall_time now) {
    return std::max(
        {beyond_number(oldest_first.size(), keep.files), beyond_size(oldest_first, keep.bytes),
         beyond_age(oldest_first, keep, now)});
}

std::optional<wall_time> end_of_age(wall_time stamp, const retention_settings &keep) {
    return end_of_period(rotation_period::interval, keep.age, stamp);
}

std::uint64_t free_floor_of(const retention_settings &keep, const disk_space &space) noexcept {
    constexpr std::uint64_t whole = 100;
    // the hundredth first: the product might not fit
    const std::uint64_t part = space.total_bytes / whole * keep.free_percent;
    return std::max(keep.free_bytes, part);
}

} // namespace mailslog
