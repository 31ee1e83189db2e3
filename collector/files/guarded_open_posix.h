// Opens the collector's own files, so that nobody who may put something into their folder can make
// it write elsewhere, and with modes that are set whatever the umask.
#pragma once

#include <string>
#include <system_error>

#include <sys/types.h>

#include "mailslot/descriptor_posix.h"

namespace mailslog {

/// open(2) with `flags`; a file that is made gets exactly `mode`. With O_CREAT the folder is looked
/// at, too: one that is open to others or, for root, another user's is refused. Errors:
/// path_refusal, the system's.
std::error_code guarded_open(const std::string &path, int flags, mode_t mode, descriptor &out);

/// Whether guarded_open() would refuse to write to `path`, found out without opening it. Errors:
/// path_refusal, the system's; is_absent() if nothing stands there, or its folder doesn't.
std::error_code judge_place(const std::string &path);

/// mkdir(2) with exactly `mode`; one that is there stays as it is.
std::error_code guarded_mkdir(const std::string &path, mode_t mode);

} // namespace mailslog
