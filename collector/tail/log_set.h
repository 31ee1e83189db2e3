// Which logs an operator's paths mean. One thread at a time.
//
// A path is a log's live file, which also stands for its rotated ones; a folder, for all logs in it
// and in the folders below; or a pattern as `mailslog collect --file` takes it, whose {process},
// {logger}, {level}, {host} and {user} stand for any name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace mailslog {

/// Whether more logs may belong to the path later.
bool is_open_set(const std::string &path);

/// Appends the live paths of the logs that there are, in the order of their names; of a path to a
/// file, that path, be it there or not. A log whose live file is missing counts if a rotated one is
/// there. Links are not followed.
std::error_code list_logs(const std::string &path, std::vector<std::string> &logs);

/// Without those that another path before them stands for, and without rotated files whose live one
/// is there, too.
std::vector<std::string> each_once(const std::vector<std::string> &logs);

/// When the file was last written to; nothing if the system can't tell.
std::optional<std::int64_t> last_written_ns(const std::string &path);

} // namespace mailslog
