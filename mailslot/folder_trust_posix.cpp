#include "mailslot/folder_trust_posix.h"

#include <unistd.h>

namespace mailslog {
namespace {

constexpr uid_t root = 0;

} // namespace

bool is_open_to_all(const struct stat &folder) noexcept {
    return (folder.st_mode & S_IWOTH) != 0;
}

bool is_unguarded(const struct stat &folder) noexcept {
    return is_open_to_all(folder) && (folder.st_mode & S_ISVTX) == 0;
}

bool is_foreign(const struct stat &folder) noexcept {
    return folder.st_uid != root && folder.st_uid != ::geteuid();
}

} // namespace mailslog
