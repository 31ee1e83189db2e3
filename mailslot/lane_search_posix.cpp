#include "mailslot/lane_search.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mailslot/descriptor_posix.h"
#include "mailslot/lane_page_posix.h"

namespace mailslog {
namespace {

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

/// Holds what the name leads to, without opening it: nobody can put something else in its place.
descriptor hold(int folder, const char *name, lane_identity &identity) noexcept {
    descriptor held{::openat(folder, name, O_PATH | O_CLOEXEC)};
    struct stat info {};
    if (!held || ::fstat(held.get(), &info) != 0) {
        return {};
    }
    identity = {info.st_dev, info.st_ino};
    return held;
}

descriptor open_held(const descriptor &held, int flags) noexcept {
    const std::string path = "/proc/self/fd/" + std::to_string(held.get());
    return descriptor{::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
}

/// A lane whose handles are being gathered.
class half_found {
public:
    explicit half_found(const wanted_lane &wanted) noexcept : wanted_{&wanted} {}

    void take(const descriptor &held, const lane_identity &identity) noexcept {
        if (!memory_ && identity == wanted_->place.memory) {
            memory_ = open_held(held, O_RDWR);
        } else if (!bell_ && identity == wanted_->place.bell) {
            bell_ = open_held(held, O_RDONLY); // a read end, also of a write end's pipe
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
        const directory files = open_directory("/proc/" + std::to_string(process_id) + "/fd");
        std::size_t looked = 1;
        const dirent *entry = files ? ::readdir(files.get()) : nullptr;
        for (; entry != nullptr && looked < looks && !lanes_.empty(); ++looked) {
            look_at(::dirfd(files.get()), entry->d_name, on_found);
            entry = ::readdir(files.get());
        }
        return looked;
    }

private:
    void look_at(int folder, const char *name, const found_lane_handler &on_found) {
        lane_identity identity;
        const descriptor held =
            leads_to_memory_or_pipe(folder, name) ? hold(folder, name, identity) : descriptor{};
        for (auto lane = lanes_.begin(); held && lane != lanes_.end();) {
            lane->take(held, identity);
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
