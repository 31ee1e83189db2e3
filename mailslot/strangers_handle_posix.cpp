#include "mailslot/strangers_handle_posix.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "mailslot/background_thread.h"

namespace mailslog {
namespace {

/// These calls fail for anything but shared memory and pipes, and never ask a file's server.
bool closes_at_once(int fd) noexcept {
    return ::fcntl(fd, F_GET_SEALS) >= 0 || ::fcntl(fd, F_GETPIPE_SZ) >= 0;
}

class closer {
public:
    void take(int fd) {
        const std::lock_guard<std::mutex> guard{lock_};
        if (!is_running_) {
            start_background_thread([this] { run(); }).detach();
            is_running_ = true;
        }
        waiting_.push_back(fd);
        come_.notify_one();
    }

private:
    [[noreturn]] void run() {
        for (;;) {
            ::close(next());
        }
    }

    int next() {
        std::unique_lock<std::mutex> guard{lock_};
        come_.wait(guard, [this] { return !waiting_.empty(); });
        const int fd = waiting_.back();
        waiting_.pop_back();
        return fd;
    }

    std::mutex lock_;
    std::condition_variable come_;
    std::vector<int> waiting_;
    bool is_running_ = false;
};

void close_elsewhere(int fd) noexcept {
    try {
        static closer &lasting = *new closer; // its thread does not end before the process
        lasting.take(fd);
    } catch (const std::exception &) { // neither memory nor a thread
        ::close(fd);
    }
}

} // namespace

void close_strangers_handle(int fd) noexcept {
    if (fd >= 0 && closes_at_once(fd)) {
        ::close(fd);
    } else if (fd >= 0) {
        close_elsewhere(fd);
    }
}

} // namespace mailslog
