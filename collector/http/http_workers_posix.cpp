#include "collector/http/http_workers_posix.h"

#include <utility>

#include "mailslot/background_thread.h"

namespace mailslog {
namespace {

thread_local bool is_refusing = false;
thread_local std::chrono::milliseconds waiting_time{0};

} // namespace

http_workers::http_workers(std::size_t threads, std::size_t max_waiting)
    : max_waiting_{max_waiting} {
    for (std::size_t i = 0; i < threads; ++i) {
        threads_.push_back(start_background_thread([this] { work(); }));
    }
}

http_workers::~http_workers() {
    shutdown();
}

void http_workers::enqueue(std::function<void()> serve) {
    if (add(serve)) {
        wake_.notify_one();
        return;
    }
    is_refusing = true;
    serve();
    is_refusing = false;
}

bool http_workers::add(const std::function<void()> &serve) {
    const std::lock_guard lock{mutex_};
    const bool has_room = waiting_.size() < max_waiting_;
    if (has_room) {
        waiting_.push_back({serve, clock::now()});
    }
    return has_room;
}

bool http_workers::must_refuse() noexcept {
    return is_refusing;
}

std::chrono::milliseconds http_workers::waited() noexcept {
    return waiting_time;
}

void http_workers::shutdown() {
    {
        const std::lock_guard lock{mutex_};
        is_over_ = true;
    }
    wake_.notify_all();
    for (std::thread &thread : threads_) {
        if (thread.joinable()) {
            thread.join();
        }
    }
}

void http_workers::work() {
    while (true) {
        client next;
        {
            std::unique_lock lock{mutex_};
            wake_.wait(lock, [this] { return is_over_ || !waiting_.empty(); });
            if (waiting_.empty()) {
                return;
            }
            next = std::move(waiting_.front());
            waiting_.pop_front();
        }
        waiting_time =
            std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - next.came_at);
        next.serve();
    }
}

} // namespace mailslog
