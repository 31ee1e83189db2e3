#include "collector/files/file_system.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <limits>
#include <optional>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "collector/files/guarded_open_posix.h"
#include "mailslot/descriptor_posix.h"

namespace mailslog {
namespace {

/// The owner writes, the group reads: what syslog gives its log files.
constexpr mode_t log_file_mode = 0640;
constexpr mode_t folder_mode = 0755;
/// The most that one read(2) or write(2) is asked to move: Linux moves no more than 0x7ffff000
/// bytes at once (write(2), notes), and a larger request is an error elsewhere.
constexpr std::size_t max_transfer_bytes = std::size_t{1} << 30U;

std::error_code system_error(int number) noexcept {
    return {number, std::system_category()};
}

/// Calls `call` until a signal leaves it alone; its result, and the error if it is -1.
template <typename call_type>
auto uninterrupted(call_type call, std::error_code &error) {
    for (;;) {
        const auto result = call();
        const int number = errno;
        if (result != -1 || number != EINTR) {
            error = result == -1 ? system_error(number) : std::error_code{};
            return result;
        }
    }
}

template <typename call_type>
std::error_code done(call_type call) {
    std::error_code error;
    uninterrupted(call, error);
    return error;
}

bool fits_offset(std::uint64_t offset) noexcept {
    return offset <= static_cast<std::uint64_t>(std::numeric_limits<off_t>::max());
}

file_identity identity_of(const struct stat &status) noexcept {
    return {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino)};
}

/// A file that has no disk below it (a pipe, some file systems' folders) has nothing to wait for.
std::error_code sync_to_disk(const descriptor &fd, int (*call)(int)) {
    const auto error = done([&] { return call(fd.get()); });
    const bool has_no_disk =
        error == std::errc::invalid_argument || error == std::errc::operation_not_supported;
    return has_no_disk ? std::error_code{} : error;
}

class posix_file final : public file {
public:
    explicit posix_file(descriptor fd) noexcept : fd_{std::move(fd)} {}

    std::error_code append(std::string_view bytes, std::size_t &written_bytes) override {
        written_bytes = 0;
        while (!bytes.empty()) {
            const std::size_t wanted = std::min(bytes.size(), max_transfer_bytes);
            std::error_code error;
            const ssize_t count =
                uninterrupted([&] { return ::write(fd_.get(), bytes.data(), wanted); }, error);
            if (error) {
                return error;
            }
            written_bytes += static_cast<std::size_t>(count);
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return {};
    }

    std::error_code read_at(
        std::uint64_t offset, char *to, std::size_t size_bytes, std::size_t &read_bytes) override {
        read_bytes = 0;
        while (read_bytes < size_bytes && fits_offset(offset + read_bytes)) {
            const std::size_t wanted = std::min(size_bytes - read_bytes, max_transfer_bytes);
            const auto from = static_cast<off_t>(offset + read_bytes);
            std::error_code error;
            const ssize_t count = uninterrupted(
                [&] { return ::pread(fd_.get(), to + read_bytes, wanted, from); }, error);
            if (error || count == 0) {
                return error;
            }
            read_bytes += static_cast<std::size_t>(count);
        }
        return {};
    }

    std::error_code write_at(std::uint64_t offset, std::string_view bytes) override {
        while (!bytes.empty()) {
            const std::size_t wanted = std::min(bytes.size(), max_transfer_bytes);
            std::error_code error;
            const ssize_t count = uninterrupted(
                [&] {
                    return ::pwrite(fd_.get(), bytes.data(), wanted, static_cast<off_t>(offset));
                },
                error);
            if (error) {
                return error;
            }
            offset += static_cast<std::uint64_t>(count);
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return {};
    }

    std::error_code size(std::uint64_t &bytes) const override {
        struct stat status {};
        const auto error = done([&] { return ::fstat(fd_.get(), &status); });
        bytes = error ? 0 : static_cast<std::uint64_t>(status.st_size);
        return error;
    }

    std::error_code truncate(std::uint64_t bytes) override {
        if (!fits_offset(bytes)) {
            return std::make_error_code(std::errc::file_too_large);
        }
        return done([&] { return ::ftruncate(fd_.get(), static_cast<off_t>(bytes)); });
    }

    std::error_code sync() override { return sync_to_disk(fd_, &::fdatasync); }

    bool is_deleted() const override {
        struct stat status {};
        return ::fstat(fd_.get(), &status) == 0 && status.st_nlink == 0;
    }

    std::error_code identity(file_identity &identity) const override {
        struct stat status {};
        const auto error = done([&] { return ::fstat(fd_.get(), &status); });
        identity = identity_of(status);
        return error;
    }

private:
    descriptor fd_;
};

int flags_of(open_mode mode) noexcept {
    switch (mode) {
    case open_mode::append:
        return O_WRONLY | O_APPEND | O_CREAT;
    case open_mode::create_new:
        return O_WRONLY | O_APPEND | O_CREAT | O_EXCL;
    case open_mode::mend:
        return O_RDWR;
    case open_mode::read:
        break;
    }
    return O_RDONLY;
}

/// For file systems that know no RENAME_NOREPLACE (NFS, some of FUSE's): a second name that must be
/// new, then the first one goes. Killed in between it leaves two names of one file, and no loss.
std::error_code rename_by_link(const std::string &from, const std::string &to) {
    if (const auto error = done([&] { return ::link(from.c_str(), to.c_str()); })) {
        return error;
    }
    const auto error = done([&] { return ::unlink(from.c_str()); });
    if (error) {
        ::unlink(to.c_str()); // back to how it was; the first failure is the one to tell
    }
    return error;
}

std::error_code plain_open(const std::string &path, int flags, descriptor &out) {
    std::error_code error;
    out.reset(uninterrupted(
        [&] { return ::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, log_file_mode); }, error));
    return error;
}

bool knows_no_such_rename(std::error_code error) noexcept {
    return error == std::errc::invalid_argument || error == std::errc::function_not_supported ||
           error == std::errc::operation_not_supported;
}

/// Who may read the files in it may enter it; its owner may do everything.
mode_t folder_mode_for(const file_rights &rights) noexcept {
    const mode_t mode = rights.file_mode;
    return mode | S_IRWXU | (mode & (S_IRGRP | S_IROTH)) >> 2U;
}

std::error_code make_folder(const std::string &path, const std::optional<file_rights> &own) {
    const auto error = own ? guarded_mkdir(path, folder_mode_for(*own))
                           : done([&] { return ::mkdir(path.c_str(), folder_mode); });
    if (!error) {
        return {};
    }
    struct stat status {};
    const bool present = ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    return present ? std::error_code{} : error;
}

class posix_file_system final : public file_system {
public:
    posix_file_system() = default;
    explicit posix_file_system(const file_rights &own) : own_{own} {}

    std::error_code
    open(const std::string &path, open_mode mode, std::unique_ptr<file> &out) override {
        descriptor fd;
        const auto error = own_ ? guarded_open(path, flags_of(mode), own_->file_mode, fd)
                                : plain_open(path, flags_of(mode), fd);
        if (!error) {
            out = std::make_unique<posix_file>(std::move(fd));
        }
        return error;
    }

    std::error_code rename(const std::string &from, const std::string &to) override {
        const auto error = done([&] {
            return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
        });
        return knows_no_such_rename(error) ? rename_by_link(from, to) : error;
    }

    std::error_code replace(const std::string &from, const std::string &to) override {
        return done([&] { return ::rename(from.c_str(), to.c_str()); });
    }

    std::error_code remove(const std::string &path) override {
        return done([&] { return ::unlink(path.c_str()); });
    }

    std::error_code identify(const std::string &path, file_identity &identity) override {
        struct stat status {};
        const auto look = own_ ? &::lstat : &::stat;
        const auto error = done([&] { return look(path.c_str(), &status); });
        identity = identity_of(status);
        return error;
    }

    std::error_code size_of(const std::string &path, std::uint64_t &bytes) override {
        struct stat status {};
        const auto error = done([&] { return ::stat(path.c_str(), &status); });
        bytes = static_cast<std::uint64_t>(status.st_size);
        return error;
    }

    std::error_code copy_attributes(const std::string &from, const std::string &to) override;
    std::error_code space_at(const std::string &folder, disk_space &space) override;
    std::error_code list(const std::string &folder, std::vector<std::string> &names) override;
    std::error_code sync_folder(const std::string &folder) override;
    std::error_code make_folders(const std::string &folder) override;
    std::string machine_life() const override;

private:
    std::optional<file_rights> own_; // nothing: others' files, as they stand
};

// The owner first: giving a file away clears bits of its mode (chown(2)). Only root may.
std::error_code posix_file_system::copy_attributes(const std::string &from, const std::string &to) {
    struct stat old {};
    if (const auto error = done([&] { return ::stat(from.c_str(), &old); })) {
        return error;
    }
    const auto given = done([&] { return ::chown(to.c_str(), old.st_uid, old.st_gid); });
    if (given && given != std::errc::operation_not_permitted) {
        return given;
    }
    constexpr mode_t permissions = 0777;
    if (const auto error = done([&] { return ::chmod(to.c_str(), old.st_mode & permissions); })) {
        return error;
    }
    const struct timespec times[] = {old.st_atim, old.st_mtim};
    return done([&] { return ::utimensat(AT_FDCWD, to.c_str(), times, 0); });
}

std::error_code posix_file_system::space_at(const std::string &folder, disk_space &space) {
    struct statvfs told {};
    const char *const path = folder.empty() ? "." : folder.c_str();
    const auto error = done([&] { return ::statvfs(path, &told); });
    const std::uint64_t block_bytes = told.f_frsize;
    space = {told.f_bavail * block_bytes, told.f_blocks * block_bytes};
    return error;
}

std::error_code
posix_file_system::list(const std::string &folder, std::vector<std::string> &names) {
    names.clear();
    const std::unique_ptr<DIR, int (*)(DIR *)> stream{
        ::opendir(folder.empty() ? "." : folder.c_str()), &::closedir};
    const int open_error = errno;
    if (!stream) {
        return system_error(open_error);
    }
    for (;;) {
        errno = 0; // readdir(3) tells its end from an error by nothing else
        const dirent *entry = ::readdir(stream.get());
        const int read_error = errno;
        if (entry == nullptr) {
            return read_error == 0 ? std::error_code{} : system_error(read_error);
        }
        const std::string_view name{entry->d_name};
        if (name != "." && name != "..") {
            names.emplace_back(name);
        }
    }
}

std::error_code posix_file_system::sync_folder(const std::string &folder) {
    constexpr int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    const char *const path = folder.empty() ? "." : folder.c_str();
    std::error_code error;
    const descriptor fd{uninterrupted([&] { return ::open(path, flags); }, error)};
    return error ? error : sync_to_disk(fd, &::fsync);
}

std::error_code posix_file_system::make_folders(const std::string &folder) {
    for (std::size_t end = 0; end != std::string::npos;) {
        end = folder.find('/', end + 1);
        const std::string part = folder.substr(0, end);
        const auto error = part.empty() ? std::error_code{} : make_folder(part, own_);
        if (error) {
            return error;
        }
    }
    return {};
}

/// random(4)
std::string posix_file_system::machine_life() const {
    std::string life;
    std::getline(std::ifstream{"/proc/sys/kernel/random/boot_id"}, life);
    return life;
}

} // namespace

file_system &real_file_system() {
    static posix_file_system system;
    return system;
}

std::unique_ptr<file_system> make_own_file_system(const file_rights &rights) {
    ::signal(SIGXFSZ, SIG_IGN); // then it is EFBIG, see setrlimit(2)
    return std::make_unique<posix_file_system>(rights);
}

} // namespace mailslog
