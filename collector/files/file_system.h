// The collector's only way to files, so that a test can make any step fail. One thread at a time.
//
// real_file_system() is the system's: file_system_posix.cpp or file_system_windows.cpp; it holds
// nothing and serves any thread, each file one at a time. Files are opened so that others may read,
// rename and delete them meanwhile (FILE_SHARE_DELETE on Windows), and are not inherited by child
// processes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace mailslog {

/// Tells one file from another, whatever its name (device and inode; volume and file index).
struct file_identity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    friend bool operator==(const file_identity &a, const file_identity &b) noexcept {
        return a.device == b.device && a.inode == b.inode;
    }
    friend bool operator!=(const file_identity &a, const file_identity &b) noexcept {
        return !(a == b);
    }
};

/// An order of identities, for maps.
struct before_by_identity {
    bool operator()(const file_identity &a, const file_identity &b) const noexcept {
        return a.device != b.device ? a.device < b.device : a.inode < b.inode;
    }
};

/// What `df` shows of a file system.
struct disk_space {
    std::uint64_t free_bytes = 0; // for who is not root
    std::uint64_t total_bytes = 0;
};

/// An open file. Closed by the destructor.
class file {
public:
    virtual ~file() = default;
    /// Appends all of `bytes`; after an error `written_bytes` says how much of them went in.
    virtual std::error_code append(std::string_view bytes, std::size_t &written_bytes) = 0;
    /// Reads at `offset`; fewer bytes than asked for only at the end of the file.
    virtual std::error_code
    read_at(std::uint64_t offset, char *to, std::size_t size_bytes, std::size_t &read_bytes) = 0;
    /// Writes all of `bytes` over those that stand at `offset`. Only of a file opened to mend.
    virtual std::error_code write_at(std::uint64_t offset, std::string_view bytes) = 0;
    virtual std::error_code size(std::uint64_t &bytes) const = 0;
    /// Cuts the file to `bytes`.
    virtual std::error_code truncate(std::uint64_t bytes) = 0;
    /// Returns once the disk has what was written, its size included. After a failure the system
    /// may have given up what it could not write: a later success does not vouch for it (fsync(2)).
    /// (Windows: nothing to do by who may only read it.)
    virtual std::error_code sync() = 0;
    virtual std::error_code identity(file_identity &identity) const = 0;
    /// Whether the file has no name any more: what is written to it, nobody will read. (Some file
    /// systems of Windows keep the name as long as anybody has the file open: not before, there.)
    virtual bool is_deleted() const = 0;
};

enum class open_mode {
    append,     // write at the end, create if absent
    create_new, // as append, but fails if the name is taken (std::errc::file_exists)
    read,
    mend, // read, write at a place and cut; fails if absent
};

class file_system {
public:
    virtual ~file_system() = default;
    virtual std::error_code
    open(const std::string &path, open_mode mode, std::unique_ptr<file> &out) = 0;
    /// Renames; fails with std::errc::file_exists rather than replace what stands at `to`.
    virtual std::error_code rename(const std::string &from, const std::string &to) = 0;
    /// Renames and replaces what stands at `to`, in one step. Windows refuses it (access denied)
    /// while anybody, we included, has that file open.
    virtual std::error_code replace(const std::string &from, const std::string &to) = 0;
    virtual std::error_code remove(const std::string &path) = 0;
    /// The identity of the file that stands at `path` now; std::errc::no_such_file_or_directory.
    virtual std::error_code identify(const std::string &path, file_identity &identity) = 0;
    virtual std::error_code size_of(const std::string &path, std::uint64_t &bytes) = 0;
    /// Gives `to` the time of the last change of `from`, and, as far as the system has such and
    /// lets us, its owner and mode.
    virtual std::error_code copy_attributes(const std::string &from, const std::string &to) = 0;
    /// Of the file system that `folder` is on.
    virtual std::error_code space_at(const std::string &folder, disk_space &space) = 0;
    /// Names (without folder) of all that stands in `folder`, in no order.
    virtual std::error_code list(const std::string &folder, std::vector<std::string> &names) = 0;
    /// Returns once the disk has the names in `folder` as they are. (Windows: nothing to do.)
    virtual std::error_code sync_folder(const std::string &folder) = 0;
    /// Makes the folder and those above it where they are missing.
    virtual std::error_code make_folders(const std::string &folder) = 0;
    /// What tells this life of the machine from the one before: when it dies, what was written and
    /// not forced to the disk may go with it. Empty where the system does not say (Windows).
    virtual std::string machine_life() const = 0;
};

/// Whether the error says that there is no such file.
inline bool is_absent(std::error_code error) noexcept {
    return error == std::errc::no_such_file_or_directory;
}

file_system &real_file_system();

/// How the collector's own files and folders are made on POSIX, whatever the umask; what is there
/// already keeps its mode. On Windows they inherit their folder's access list.
struct file_rights {
    /// As chmod(1) takes it; a folder may be entered, too, by whom the mode lets read.
    unsigned file_mode = 0640;
};

/// The real one for the collector's own files: it follows no symbolic link in a file's place, and
/// makes none where others may replace it (path_refusal.h). A limit on the size of files is an
/// error like another: on POSIX the signal for that (SIGXFSZ) is ignored in the whole process from
/// the first call on.
std::unique_ptr<file_system> make_own_file_system(const file_rights &rights);

} // namespace mailslog
