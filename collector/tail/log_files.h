// Finds and opens the files of a log to be read, compressed or not, and has it watched what is read
// of them. One thread at a time.
//
// A rotated file may be compressed at any moment: NAME becomes NAME.gz. So it is known by NAME
// here, and opened as whichever of the two is there.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "collector/files/file_system.h"

namespace mailslog {

/// What was read of disks, compressed bytes as such; and whether to go on with it.
struct read_watch {
    std::uint64_t bytes = 0;
    std::uint64_t files = 0; // opened
    /// Asked, if it is set, whenever something was read: then true turns it into
    /// std::errc::operation_canceled.
    std::function<bool()> is_over;
};

class log_files {
public:
    /// What is given must outlive this and the files that it opens; `watch` may be null.
    log_files(file_system &files, read_watch *watch = nullptr) : files_{files}, watch_{watch} {}

    /// Opens the file at `path`, as what it holds if its name ends in ".gz".
    std::error_code open(const std::string &path, std::unique_ptr<file> &out) const;
    /// Opens a rotated file by the name that it was given when it was rotated.
    std::error_code open_rotated(const std::string &path, std::unique_ptr<file> &out) const;
    std::error_code
    open_rotated(const std::string &path, std::unique_ptr<file> &out, bool &compressed) const;
    /// These names, oldest first, of all rotated files of the log.
    std::error_code
    list_rotated(const std::string &live_path, std::vector<std::string> &paths) const;
    std::error_code identify(const std::string &path, file_identity &identity) const;
    /// For what is read and soon passed on: one for all copies of this, since one line of each of a
    /// thousand logs may be long. Whoever reads next uses it again.
    std::string &scratch() const noexcept { return *scratch_; }
    /// Finds the rotated file that `open` is, if it is among `paths` under its name or compressed;
    /// else `index` is paths.size(). `identity` is what it had when it was opened: Wine does not
    /// know the volume of a file that has just been renamed.
    std::error_code find(
        const std::vector<std::string> &paths, file &open, const file_identity &identity,
        std::size_t &index) const;

private:
    std::error_code open_watched(const std::string &path, std::unique_ptr<file> &out) const;

    file_system &files_;
    read_watch *watch_;
    std::shared_ptr<std::string> scratch_ = std::make_shared<std::string>();
};

/// What a file is called when it is compressed.
std::string compressed_path(const std::string &path);
/// The name before compression; `path` itself if it has none of those.
std::string plain_path(const std::string &path);
/// When a file of the log was rotated, by the clock of who did it; nothing if `path` is not the
/// name of one.
std::optional<std::int64_t> rotated_ns(const std::string &live_path, const std::string &path);

} // namespace mailslog
