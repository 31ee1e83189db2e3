// Packs rotated files by gzip: NAME becomes NAME.gz, with NAME's times, mode and owner.
//
// The packed file is written as NAME.gz.tmp, is on the disk whole before it gets its name, and its
// name is there before NAME goes. A kill in between leaves NAME whole; what else it leaves,
// rotated_history removes at the next start. Who deletes NAME meanwhile deletes NAME.gz after it,
// and neither comes back. Any thread, one at a time for a live file.
#pragma once

#include <atomic>
#include <string>
#include <system_error>

#include "collector/files/file_system.h"
#include "collector/files/rotation_clock.h"

namespace mailslog {

/// Packs one file, and nothing if it is gone. When `stop` becomes true it ends soon, with
/// std::errc::operation_canceled and NAME as it was. So is NAME after every other error:
/// std::errc::file_exists (a NAME.gz is there that is not ours), the system's.
std::error_code
pack_file(file_system &files, const std::string &path, const std::atomic<bool> &stop);

struct packing_failure {
    std::string path; // empty: none failed
    std::error_code why;
};

/// Packs all plain rotated files of `live_path` with stamps up to `through`, the oldest first. One
/// that fails does not keep back the others, unless the disk is full or `stop` is true. Returns the
/// first failure.
packing_failure pack_rotated_files(
    file_system &files, const std::string &live_path, wall_time through,
    const std::atomic<bool> &stop);

} // namespace mailslog
