// Who else may put something into a folder in which this process makes files.
//
// A group's right to write is not asked after: it is the owner's word that its members are trusted.
#pragma once

#include <sys/stat.h>

namespace mailslog {

/// Whether anybody may put files there.
bool is_open_to_all(const struct stat &folder) noexcept;
/// Whether anybody may even take away or replace what others put there: no sticky bit, as /tmp has,
/// forbids it.
bool is_unguarded(const struct stat &folder) noexcept;
/// Whether it belongs to neither root nor this process's user.
bool is_foreign(const struct stat &folder) noexcept;

} // namespace mailslog
