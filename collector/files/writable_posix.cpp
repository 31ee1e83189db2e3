#include "collector/files/guarded_open_posix.h"
#include "collector/files/writable.h"
#include "mailslot/system_error_posix.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mailslog {
namespace {

std::error_code try_access(const std::string &path, int mode) noexcept {
    return ::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0 ? std::error_code{}
                                                                      : last_error();
}

} // namespace

std::error_code try_file(const std::string &path) {
    const std::error_code refused = judge_place(path);
    return refused ? refused : try_access(path, R_OK | W_OK);
}

std::error_code try_folder(const std::string &path) noexcept {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return last_error();
    }
    return S_ISDIR(status.st_mode) ? try_access(path, W_OK | X_OK)
                                   : std::make_error_code(std::errc::not_a_directory);
}

} // namespace mailslog
