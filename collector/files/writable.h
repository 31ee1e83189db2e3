// Whether a log could be written, found out without making or touching anything. Any thread.
#pragma once

#include <optional>
#include <string>
#include <system_error>

namespace mailslog {

struct obstacle {
    std::string path; // the file, or the folder that it or its own folder would be made in
    std::error_code why;
};

/// What would keep a collector from writing a log at `path`; nothing if nothing would. What the
/// system says only of a real try (a full disk, a quota) is not found.
std::optional<obstacle> obstacle_to_writing(const std::string &path);

/// Whether the file would be opened to append, and not refused (path_refusal.h); is_absent() if
/// there is none.
std::error_code try_file(const std::string &path);
/// Whether files could be made in the folder; is_absent() if there is none.
std::error_code try_folder(const std::string &path) noexcept;

} // namespace mailslog
