// How many files the outputs may have open: what they want, as far as the process has descriptors.
#pragma once

#include <cstddef>
#include <vector>

#include "collector/collect.h"
#include "collector/files/log_targets.h"

namespace mailslog {

/// The limits of one of `outputs`, whose files share the process's descriptors.
target_limits within_descriptors(target_limits limits, const std::vector<output_settings> &outputs);

/// How many descriptors their files need that nobody has reserved (lane_quota.h).
std::size_t descriptors_beyond_reserve(const collect_settings &settings);

} // namespace mailslog
