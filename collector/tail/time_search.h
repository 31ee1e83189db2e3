// Finds a time in a file whose lines are in the order of their times, looking at a few places of
// it.
//
// Lines of a log come as they arrive: one that had to wait, or that comes from a machine whose
// clock is wrong, stands among others. So places are compared block by block, and whoever searches
// allows for `log_disorder`.
#pragma once

#include <chrono>
#include <cstdint>
#include <system_error>

#include "collector/files/file_system.h"
#include "collector/tail/field_reader.h"

namespace mailslog {

/// By how much a line may be older than those around it and is still found.
inline constexpr std::int64_t log_disorder_ns =
    std::chrono::nanoseconds{std::chrono::minutes{1}}.count();

/// What is read of each place.
inline constexpr std::size_t time_search_block_bytes = std::size_t{16} * 1024;

/// Where lines of `time_ns` may begin: `first` is where a line begins, before which all are older;
/// `last` is the end, or where a line begins from which on all are newer. They are some blocks
/// apart.
struct time_place {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};
std::error_code
find_time(file &file, std::int64_t time_ns, field_reader &reader, time_place &place);

} // namespace mailslog
