#include "collector/outputs/open_files.h"

#include <algorithm>
#include <numeric>

#include "collector/routing/log_route.h"
#include "mailslot/descriptor_limit.h"

namespace mailslog {
namespace {

std::size_t open_files_of(const output_settings &settings) {
    return log_route{settings.file}.is_fixed() ? 1 : settings.limits.open;
}

std::size_t open_files_of(const std::vector<output_settings> &outputs) {
    return std::accumulate(
        outputs.begin(), outputs.end(), std::size_t{0},
        [](std::size_t sum, const output_settings &one) { return sum + open_files_of(one); });
}

} // namespace

/// Half of what the process has is the lanes' in any case (lane_quota.h).
target_limits
within_descriptors(target_limits limits, const std::vector<output_settings> &outputs) {
    constexpr std::size_t share = 4;
    const std::size_t files = open_files_of(outputs);
    const std::size_t descriptors = raise_descriptor_limit(files * share);
    const std::size_t granted = std::max<std::size_t>(1, descriptors / share * limits.open / files);
    limits.open = std::min(limits.open, granted);
    return limits;
}

std::size_t descriptors_beyond_reserve(const collect_settings &settings) {
    const std::size_t files = open_files_of(outputs_of(settings));
    return files - std::min(files, target_limits::default_open);
}

} // namespace mailslog
