// A file that is found may be anybody's: if its last line has no end it is given one, so that ours
// begin on lines of their own. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <system_error>

#include "collector/files/file_system.h"

namespace mailslog {

/// `opened` is the file at `path`, of `size_bytes`, to append. Takes one more descriptor for a
/// moment.
std::error_code
end_last_line(file_system &files, const std::string &path, file &opened, std::uint64_t &size_bytes);

} // namespace mailslog
