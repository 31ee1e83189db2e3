// Finds a time in a file whose lines are in the order of their times, looking at a few places of
// it.
//
// Lines of a log come as they arrive: one that had to wait, or that comes from a machine whose
// clock is wrong, stands among others. So places are compared block by block, and whoever searches
// allows for disorder.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <system_error>

#include "collector/files/file_system.h"
#include "collector/tail/field_reader.h"

namespace mailslog {

/// By how much a line may be older than those around it and is still found.
inline constexpr std::int64_t log_disorder_ns =
    std::chrono::nanoseconds{std::chrono::minutes{1}}.count();

/// The same for who searches a time: where local clocks are put back at about that time, the hour
/// that comes twice is in disorder, too.
std::int64_t search_disorder_ns(std::int64_t time_ns);

/// What is read of each place.
inline constexpr std::size_t time_search_block_bytes = std::size_t{16} * 1024;

/// Where lines of `time_ns` may begin: `begin` is where a line begins, before which all are older.
/// It is some blocks away from the first that is not.
std::error_code
find_time(file &file, std::int64_t time_ns, field_reader &reader, std::uint64_t &begin);

} // namespace mailslog
