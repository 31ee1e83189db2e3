#include "collector/files/guarded_open_posix.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/files/path_refusal.h"
#include "collector/files/rotated_files.h"
#include "mailslot/folder_trust_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

constexpr uid_t root = 0;
/// Between two looks somebody may have made the file, or taken it away; for ever, nobody does.
constexpr int max_attempts = 10;

std::error_code open_at(
    const descriptor &folder, const char *name, int flags, mode_t mode, descriptor &out) noexcept {
    // A pipe that somebody put there must not hold us up.
    constexpr int always = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    do {
        out.reset(::openat(folder.get(), name, flags | always, mode));
    } while (!out && errno == EINTR);
    if (out) {
        return {};
    }
    const std::error_code error = last_error();
    if (error == std::errc::too_many_symbolic_link_levels) {
        return path_refusal::link;
    }
    return error == std::errc::no_such_device_or_address ? path_refusal::no_file : error;
}

std::error_code stat_of(const descriptor &fd, struct stat &status) noexcept {
    return ::fstat(fd.get(), &status) == 0 ? std::error_code{} : last_error();
}

std::error_code open_folder(const std::string &path, descriptor &out) noexcept {
    out.reset(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    return out ? std::error_code{} : last_error();
}

/// What other users share with each other is their own affair; root must not be led by any.
std::error_code judge_folder(const struct stat &folder) noexcept {
    if (::geteuid() == root && is_foreign(folder)) {
        return path_refusal::foreign_folder;
    }
    return is_unguarded(folder) ? path_refusal::open_folder : std::error_code{};
}

std::error_code judge_file(const struct stat &file, const struct stat &folder) noexcept {
    if (!S_ISREG(file.st_mode)) {
        return path_refusal::no_file;
    }
    const bool may_be_planted = is_foreign(file) || file.st_nlink > 1; // of anybody's (link(2))
    return is_open_to_all(folder) && may_be_planted ? path_refusal::planted : std::error_code{};
}

std::error_code
open_or_make(const descriptor &folder, const char *name, int flags, mode_t mode, descriptor &out) {
    std::error_code error;
    for (int attempt = 0; attempt < max_attempts; ++attempt) {
        error = (flags & O_EXCL) != 0 ? std::make_error_code(std::errc::no_such_file_or_directory)
                                      : open_at(folder, name, flags & ~O_CREAT, mode, out);
        if (error != std::errc::no_such_file_or_directory) {
            return error;
        }
        error = open_at(folder, name, flags | O_EXCL, mode, out);
        if (!error) {
            return ::fchmod(out.get(), mode) == 0 ? error : last_error();
        }
        if (error != std::errc::file_exists || (flags & O_EXCL) != 0) {
            return error;
        }
    }
    return error;
}

/// What stands at the name itself, be it a link.
std::error_code look_at(const descriptor &folder, const char *name, struct stat &status) noexcept {
    if (::fstatat(folder.get(), name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return last_error();
    }
    if (S_ISDIR(status.st_mode)) {
        return std::make_error_code(std::errc::is_a_directory);
    }
    return S_ISLNK(status.st_mode) ? path_refusal::link : std::error_code{};
}

std::string name_of(const std::string &path) {
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

} // namespace

std::error_code judge_place(const std::string &path) {
    descriptor folder;
    struct stat folder_status {};
    struct stat status {};
    auto error = open_folder(folder_of(path), folder);
    error = error ? error : stat_of(folder, folder_status);
    error = error ? error : judge_folder(folder_status);
    error = error ? error : look_at(folder, name_of(path).c_str(), status);
    return error ? error : judge_file(status, folder_status);
}

std::error_code guarded_open(const std::string &path, int flags, mode_t mode, descriptor &out) {
    const std::string folder_path = folder_of(path);
    const std::string name = name_of(path);
    descriptor folder;
    if (const auto error = open_folder(folder_path, folder)) {
        return error;
    }
    struct stat folder_status {};
    if (const auto error = stat_of(folder, folder_status)) {
        return error;
    }
    const bool may_make = (flags & O_CREAT) != 0;
    if (const auto error = may_make ? judge_folder(folder_status) : std::error_code{}) {
        return error;
    }
    const auto error = may_make ? open_or_make(folder, name.c_str(), flags, mode, out)
                                : open_at(folder, name.c_str(), flags, mode, out);
    if (error) {
        return error;
    }
    struct stat status {};
    const auto unknown = stat_of(out, status);
    return unknown ? unknown : judge_file(status, folder_status);
}

std::error_code guarded_mkdir(const std::string &path, mode_t mode) {
    if (::mkdir(path.c_str(), mode) != 0) {
        return last_error();
    }
    const descriptor made{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    return made && ::fchmod(made.get(), mode) == 0 ? std::error_code{} : last_error();
}

} // namespace mailslog
