// A file system that passes every call on to another one, keeps a record of the calls, and fails
// where a test tells it to. One thread at a time.
//
//     memory_file_system disk;                 // or real_file_system()
//     failing_file_system files{disk};
//     files.fail(file_operation::rename, 2, std::errc::permission_denied); // the 2nd from now on
//     files.write_short(1, 5);                 // the next append writes 5 bytes, then no space
//     files.fail_call(n, std::errc::io_error); // the n-th call of any kind from now on
//     files.fail_from(n, std::errc::io_error); // as if the process died there: nothing works after
//
// A call that fails is not passed on. Several failures may be planned; each is met once, except
// those of fail_always() and fail_from(). Files opened through it must not outlive it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "collector/files/file_system.h"

namespace mailslog {

enum class file_operation {
    open,
    append,
    read_at,
    write_at,
    size,
    truncate,
    sync,
    identity,
    rename,
    replace,
    remove,
    identify,
    size_of,
    copy_attributes,
    space_at,
    list,
    sync_folder,
    make_folders,
};

struct file_call {
    file_operation operation = file_operation::open;
    std::string path; // of an open file: the path that it was opened by; rename: from
    std::string to;   // rename, replace and copy_attributes
};

class failing_file_system : public file_system {
public:
    explicit failing_file_system(file_system &underneath) : underneath_{underneath} {}

    /// The `nth` call of `operation` from now on fails (1: the next one).
    void fail(file_operation operation, std::size_t nth, std::errc why);
    /// Every call of `operation` from now on fails, until heal().
    void fail_always(file_operation operation, std::errc why);
    /// The `nth` call of any kind from now on fails.
    void fail_call(std::size_t nth, std::errc why);
    /// The `nth` call of any kind from now on and all after it fail, until heal(). If that one
    /// is an append, its first `append_bytes` still get through.
    void fail_from(std::size_t nth, std::errc why, std::size_t append_bytes = 0);
    /// The `nth` append from now on writes only its first `bytes` and fails.
    void
    write_short(std::size_t nth, std::size_t bytes, std::errc why = std::errc::no_space_on_device);
    /// Forgets every failure planned.
    void heal() { plans_.clear(); }

    /// Every call so far, failed ones too.
    const std::vector<file_call> &calls() const noexcept { return calls_; }
    void forget_calls() { calls_.clear(); }
    /// How many files are open.
    int open_files() const noexcept { return open_files_; }
    int most_open_files() const noexcept { return most_open_files_; }
    /// For its files.
    void count_open(int change) noexcept {
        open_files_ += change;
        most_open_files_ = std::max(most_open_files_, open_files_);
    }
    /// How many calls of `operation` are on record.
    std::size_t count(file_operation operation) const;

    std::error_code
    open(const std::string &path, open_mode mode, std::unique_ptr<file> &out) override;
    std::error_code rename(const std::string &from, const std::string &to) override;
    std::error_code replace(const std::string &from, const std::string &to) override;
    std::error_code remove(const std::string &path) override;
    std::error_code identify(const std::string &path, file_identity &identity) override;
    std::error_code size_of(const std::string &path, std::uint64_t &bytes) override;
    std::error_code copy_attributes(const std::string &from, const std::string &to) override;
    std::error_code space_at(const std::string &folder, disk_space &space) override;
    std::error_code list(const std::string &folder, std::vector<std::string> &names) override;
    std::error_code sync_folder(const std::string &folder) override;
    std::error_code make_folders(const std::string &folder) override;
    std::string machine_life() const override { return underneath_.machine_life(); }

    /// For its files: records a call and says how it shall fail, if it shall.
    struct failure {
        std::error_code why;
        std::size_t append_bytes = 0; // get through nevertheless
    };
    std::optional<failure> record(file_call call);

private:
    struct plan {
        std::optional<file_operation> operation; // none: any
        std::size_t calls_left = 1;              // it fails when this reaches 0
        bool lasting = false;
        failure how;
    };
    static bool strikes(plan &plan, file_operation operation);

    file_system &underneath_;
    std::vector<plan> plans_;
    std::vector<file_call> calls_;
    int open_files_ = 0;
    int most_open_files_ = 0; // at any time
};

} // namespace mailslog
