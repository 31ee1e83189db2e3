#include "mailslot/lane_search.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "mailslot/descriptor_posix.h"
#include "mailslot/lane_page_posix.h"
#include "mailslot/strangers_handle_posix.h"

namespace mailslog {
namespace {

/// pidfd_open(2) of Linux 5.3 and pidfd_getfd(2) of 5.6, which older headers do not know.
constexpr long pidfd_open_call = 434;
constexpr long pidfd_getfd_call = 438;

using directory = std::unique_ptr<DIR, int (*)(DIR *)>;

directory open_directory(const std::string &path) noexcept {
    return {::opendir(path.c_str()), &::closedir};
}

/// Whether the link says that it is a memfd or a pipe. Asking the file itself could take as long as
/// a dead file server takes; these two are the kernel's own.
bool leads_to_memory_or_pipe(int folder, const char *name) noexcept {
    constexpr std::string_view memory = "/memfd:";
    constexpr std::string_view pipe = "pipe:[";
    char target[memory.size()] = {};
    const ssize_t size = ::readlinkat(folder, name, target, sizeof target);
    const std::string_view begin{target, size > 0 ? static_cast<std::size_t>(size) : 0};
    return begin.substr(0, memory.size()) == memory || begin.substr(0, pipe.size()) == pipe;
}

/// What the system knows without asking a file's server, should it be a file in spite of its link.
std::optional<lane_identity> identity_of(const descriptor &file) noexcept {
    struct statx info {};
    if (::statx(file.get(), "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_INO, &info) != 0) {
        return {};
    }
    return lane_identity{::makedev(info.stx_dev_major, info.stx_dev_minor), info.stx_ino};
}

descriptor open_held(const descriptor &held, int flags) noexcept {
    const std::string path = "/proc/self/fd/" + std::to_string(held.get());
    return descriptor{::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
}

/// A process whose descriptors are looked at.
class searched_process {
public:
    explicit searched_process(std::uint32_t id)
        : files_{open_directory("/proc/" + std::to_string(id) + "/fd")},
          process_{static_cast<int>(::syscall(pidfd_open_call, id, 0))} {}

    const dirent *next() noexcept { return files_ ? ::readdir(files_.get()) : nullptr; }
    int folder() const noexcept { return ::dirfd(files_.get()); }

    /// A read end of the pipe that is `held`, by its number there; or none.
    descriptor read_end(const char *number, const descriptor &held, const lane_identity &bell) {
        descriptor copy{
            static_cast<int>(::syscall(pidfd_getfd_call, process_.get(), std::atoi(number), 0))};
        if (copy && is_read_end(copy) && identity_of(copy) == bell) {
            return copy;
        }
        const bool is_refused = !copy;
        close_strangers_handle(copy.release());
        return is_refused && is_of_our_user() ? open_held(held, O_RDONLY) : descriptor{};
    }

private:
    static bool is_read_end(const descriptor &copy) noexcept {
        const int flags = ::fcntl(copy.get(), F_GETFL);
        return flags >= 0 && (flags & (O_ACCMODE | O_PATH)) == O_RDONLY &&
               is_nameless_pipe(copy.get());
    }

    /// In every respect (proc(5), /proc/PID/status): what is run with another's rights still has
    /// the files of who runs it.
    bool is_of_our_user() const noexcept {
        const descriptor status{::openat(folder(), "../status", O_RDONLY | O_CLOEXEC)};
        char text[4096] = "";
        if (::read(status.get(), text, sizeof text - 1) <= 0) {
            return false;
        }
        const char *line = std::strstr(text, "\nUid:");
        unsigned ids[4] = {};
        return line != nullptr &&
               std::sscanf(line, "\nUid: %u %u %u %u", &ids[0], &ids[1], &ids[2], &ids[3]) == 4 &&
               std::all_of(
                   std::begin(ids), std::end(ids), [](unsigned id) { return id == ::geteuid(); });
    }

    directory files_;
    descriptor process_;
};

/// A lane whose handles are being gathered.
class half_found {
public:
    explicit half_found(const wanted_lane &wanted) noexcept : wanted_{&wanted} {}
    ~half_found() { close_strangers_handle(bell_.release()); }
    half_found(const half_found &) = delete;
    half_found &operator=(const half_found &) = delete;
    half_found(half_found &&) noexcept = default;
    half_found &operator=(half_found &&other) noexcept {
        std::swap(wanted_, other.wanted_);
        std::swap(memory_, other.memory_);
        std::swap(bell_, other.bell_);
        return *this;
    }

    void take(
        searched_process &process, const char *number, const descriptor &held,
        const lane_identity &identity) {
        if (!memory_ && identity == wanted_->place.memory) {
            memory_ = open_held(held, O_RDWR);
        } else if (!bell_ && identity == wanted_->place.bell) {
            bell_ = process.read_end(number, held, identity);
        }
    }

    bool is_whole() const noexcept { return memory_ && bell_; }

    /// Numbers of files are given again. A stream's random number is not.
    bool is_right_lane() const noexcept {
        std::uint64_t stream_id = 0;
        const ssize_t size =
            ::pread(memory_.get(), &stream_id, sizeof stream_id, offsetof(lane_page, stream_id));
        return size == static_cast<ssize_t>(sizeof stream_id) && stream_id == wanted_->stream_id;
    }

    void hand_over(const found_lane_handler &on_found) {
        attached_handles handles;
        handles.add(memory_.release());
        handles.add(bell_.release());
        on_found(*wanted_, std::move(handles));
    }

private:
    const wanted_lane *wanted_;
    descriptor memory_;
    descriptor bell_;
};

/// The lanes that are wanted of one process.
class process_search {
public:
    void want(const wanted_lane &lane) { lanes_.emplace_back(lane); }

    /// Returns how many descriptors it looked at, at most `looks` and at least one.
    std::size_t
    run(std::uint32_t process_id, std::size_t looks, const found_lane_handler &on_found) {
        searched_process process{process_id};
        std::size_t looked = 1;
        const dirent *entry = process.next();
        for (; entry != nullptr && looked < looks && !lanes_.empty(); ++looked) {
            look_at(process, entry->d_name, on_found);
            entry = process.next();
        }
        return looked;
    }

private:
    void
    look_at(searched_process &process, const char *number, const found_lane_handler &on_found) {
        if (!leads_to_memory_or_pipe(process.folder(), number)) {
            return;
        }
        // Without opening it: nobody can put something else in its place.
        const descriptor held{::openat(process.folder(), number, O_PATH | O_CLOEXEC)};
        const std::optional<lane_identity> identity = identity_of(held);
        for (auto lane = lanes_.begin(); identity && lane != lanes_.end();) {
            lane->take(process, number, held, *identity);
            const bool is_whole = lane->is_whole();
            if (is_whole && lane->is_right_lane()) {
                lane->hand_over(on_found);
            }
            lane = is_whole ? lanes_.erase(lane) : std::next(lane);
        }
    }

    std::vector<half_found> lanes_;
};

} // namespace

void find_lanes(const std::vector<wanted_lane> &wanted, const found_lane_handler &on_found) {
    std::map<std::uint32_t, process_search> searches;
    for (const wanted_lane &lane : wanted) {
        searches[lane.process_id].want(lane);
    }
    std::size_t left = max_looks;
    for (auto &[process_id, search] : searches) {
        if (left > 0) {
            left -= search.run(process_id, std::min(left, max_looks_a_process), on_found);
        }
    }
}

} // namespace mailslog
