// Why the collector does not write to a path that the system would let it write to.
#pragma once

#include <system_error>

namespace mailslog {

enum class path_refusal {
    link = 1,       // a symbolic link stands there
    no_file,        // a device, a pipe, …
    open_folder,    // anybody may replace what stands in its folder
    foreign_folder, // another user may
    planted,        // in a folder like /tmp, a file of another user's or with a second name
};

/// The messages say the way out.
std::error_code make_error_code(path_refusal reason) noexcept;

} // namespace mailslog

template <>
struct std::is_error_code_enum<mailslog::path_refusal> : std::true_type {};
