// Standard output for bytes that may be many and whose reader may go away. One thread at a time.
#pragma once

#include <string_view>
#include <system_error>

namespace mailslog {

/// Writes all of `bytes`, past any buffer. std::errc::broken_pipe when nobody reads any more; on
/// POSIX the signal for that (SIGPIPE) is ignored in the whole process from the first call on.
std::error_code write_standard_output(std::string_view bytes);

/// Whether nobody can read any more what would be written. False also where the system can't tell:
/// then the next write does.
bool standard_output_is_abandoned() noexcept;

} // namespace mailslog
