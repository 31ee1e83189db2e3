#include "mailslot/strangers_handle_posix.h"

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <string_view>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mailslot/background_thread.h"
#include "mailslot/process.h"

namespace mailslog {
namespace {

/// Fails for anything but shared memory, and never asks a file's server.
bool is_shared_memory(int fd) noexcept {
    return ::fcntl(fd, F_GET_SEALS) >= 0;
}

void close_at_leisure(int fd) noexcept {
    constexpr linger off{0, 0};
    (void)::setsockopt(fd, SOL_SOCKET, SO_LINGER, &off, sizeof off); // refused by what is no socket
    ::close(fd);
}

/// Last until the process ends, and go with no fork().
class closers {
public:
    bool are_of_this_process() const noexcept { return process_ == fork_mark(); }
    std::size_t unclosed() const noexcept { return unclosed_.load(std::memory_order_acquire); }

    /// Throws, without having taken it, if there is no memory or not one thread.
    void take(int fd) {
        const std::lock_guard<std::mutex> guard{lock_};
        if (threads_ == 0) {
            start_one();
        }
        waiting_.push_back(fd);
        unclosed_.fetch_add(1, std::memory_order_relaxed);
        start_one_if_all_are_busy();
        come_.notify_one();
    }

private:
    void start_one() {
        start_background_thread([this] { run(); }).detach();
        ++threads_;
        ++idle_;
    }

    /// Since any of them may hang.
    void start_one_if_all_are_busy() noexcept {
        if (idle_ == 0 && !waiting_.empty() && threads_ < max_closers) {
            try {
                start_one();
            } catch (const std::exception &) { // then it waits for one of those that there are
            }
        }
    }

    [[noreturn]] void run() {
        std::unique_lock<std::mutex> guard{lock_};
        for (;;) {
            come_.wait(guard, [this] { return !waiting_.empty(); });
            const int fd = waiting_.front();
            waiting_.pop_front();
            --idle_;
            start_one_if_all_are_busy();
            guard.unlock();
            close_at_leisure(fd);
            unclosed_.fetch_sub(1, std::memory_order_release);
            guard.lock();
            ++idle_;
        }
    }

    const std::uint64_t process_ = fork_mark();
    std::atomic<std::size_t> unclosed_{0};
    std::mutex lock_;
    std::condition_variable come_;
    std::deque<int> waiting_;
    std::size_t threads_ = 0;
    std::size_t idle_ = 0; // of the threads; one that was just started, too
};

std::atomic<closers *> last_made{nullptr}; // never deleted: no end of the process waits for them

closers &closers_of_process() {
    closers *found = last_made.load(std::memory_order_acquire);
    if (found == nullptr || !found->are_of_this_process()) {
        auto made = std::make_unique<closers>();
        if (last_made.compare_exchange_strong(found, made.get())) {
            return *made.release();
        }
    }
    return *found;
}

void close_elsewhere(int fd) noexcept {
    try {
        closers_of_process().take(fd);
    } catch (const std::exception &) { // neither memory nor a thread
        ::close(fd);
    }
}

} // namespace

// proc(5), /proc/PID/fd: the link of a file that has a name begins with "/".
bool is_nameless_pipe(int fd) noexcept {
    constexpr std::string_view pipe = "pipe:[";
    char path[32] = "";
    std::snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    char target[pipe.size()] = {};
    const ssize_t size = ::readlink(path, target, sizeof target);
    if (size < 0) {
        return ::posix_fadvise(fd, 0, 0, POSIX_FADV_NORMAL) == ESPIPE;
    }
    return std::string_view{target, static_cast<std::size_t>(size)} == pipe;
}

std::size_t unclosed_strangers_handles() noexcept {
    const closers *found = last_made.load(std::memory_order_acquire);
    return found != nullptr && found->are_of_this_process() ? found->unclosed() : 0;
}

void close_strangers_handle(int fd) noexcept {
    if (fd >= 0 && is_shared_memory(fd)) {
        ::close(fd);
    } else if (fd >= 0) {
        close_elsewhere(fd);
    }
}

} // namespace mailslog
