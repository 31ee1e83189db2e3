#include "mailslot/slot_lock_posix.h"

#include <cerrno>
#include <charconv>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mailslog/slot_error.h>

#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

constexpr mode_t lock_mode = 0600;
constexpr std::size_t max_id_bytes = 20; // a 64-bit number

struct flock whole_file_lock() noexcept {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

/// An owner that ends removes its file: who locked that one locked nothing.
bool is_still_at(const std::string &path, const descriptor &file) noexcept {
    struct stat at_path {};
    struct stat opened {};
    return ::lstat(path.c_str(), &at_path) == 0 && ::fstat(file.get(), &opened) == 0 &&
           at_path.st_dev == opened.st_dev && at_path.st_ino == opened.st_ino;
}

/// Somebody may have put another file's second name there (link(2)), to have it emptied.
bool may_be_written(const descriptor &file) noexcept {
    struct stat status {};
    return ::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink <= 1;
}

std::error_code open_locked(const std::string &path, descriptor &file) noexcept {
    constexpr int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    file.reset(::open(path.c_str(), flags, lock_mode));
    if (const auto error = result_of(file.get())) {
        return error == std::errc::too_many_symbolic_link_levels
                   ? std::make_error_code(std::errc::file_exists)
                   : error;
    }
    if (!may_be_written(file)) {
        return std::make_error_code(std::errc::file_exists);
    }
    struct flock lock = whole_file_lock();
    if (::fcntl(file.get(), F_OFD_SETLK, &lock) != 0) {
        const int error = errno;
        // fcntl(2): either may say that it is held.
        return error == EAGAIN || error == EACCES ? slot_errc::already_exists : error_of(error);
    }
    return {};
}

std::error_code write_own_id(const descriptor &file) {
    (void)::fchmod(file.get(), lock_mode); // the umask may have taken some away
    const std::string text = std::to_string(::getpid()) + '\n';
    if (const auto error = result_of(::ftruncate(file.get(), 0))) {
        return error;
    }
    const ssize_t written = ::pwrite(file.get(), text.data(), text.size(), 0);
    const auto error = result_of(written);
    const bool cut = !error && static_cast<std::size_t>(written) < text.size();
    return cut ? error_of(ENOSPC) : error;
}

bool is_held(const descriptor &file) noexcept {
    struct flock lock = whole_file_lock();
    return ::fcntl(file.get(), F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

std::optional<std::int64_t> read_id(const descriptor &file) noexcept {
    char text[max_id_bytes];
    const ssize_t size = ::pread(file.get(), text, sizeof text, 0);
    std::int64_t id = 0;
    if (size <= 0 || std::from_chars(text, text + size, id).ec != std::errc{}) {
        return std::nullopt;
    }
    return id;
}

} // namespace

std::error_code slot_lock::take(const std::string &socket_path) {
    const auto held = hold(socket_path);
    const auto error = held ? held : write_id();
    if (error) {
        remove();
    }
    return error;
}

std::error_code slot_lock::hold(const std::string &socket_path) {
    path_ = socket_path + std::string(lock_suffix);
    do {
        if (const auto error = open_locked(path_, file_)) {
            file_.reset();
            return error;
        }
    } while (!is_still_at(path_, file_));
    return {};
}

std::error_code slot_lock::write_id() {
    return write_own_id(file_);
}

void slot_lock::remove() noexcept {
    if (file_ && is_still_at(path_, file_)) {
        ::unlink(path_.c_str());
    }
    file_.reset();
}

std::optional<std::int64_t> slot_lock::owner(const std::string &socket_path) {
    const std::string path = socket_path + std::string(lock_suffix);
    const descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    if (!file || !is_held(file)) {
        return std::nullopt;
    }
    return read_id(file);
}

} // namespace mailslog
