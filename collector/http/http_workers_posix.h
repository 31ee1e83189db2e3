// The threads that serve a web server's clients, and the clients that wait for one: bounded.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <httplib.h>

namespace mailslog {

/// What httplib hands its clients to; deleted by it after shutdown().
class http_workers final : public httplib::TaskQueue {
public:
    /// Throws std::system_error if the system has no thread to give.
    http_workers(std::size_t threads, std::size_t max_waiting);
    ~http_workers() override;
    http_workers(const http_workers &) = delete;
    http_workers &operator=(const http_workers &) = delete;

    /// Where too many wait, `serve` is called at once, with must_refuse() true.
    void enqueue(std::function<void()> serve) override;
    void shutdown() override;

    /// Whether what is called on this thread is to get rid of its client.
    static bool must_refuse() noexcept;
    /// How long the client that is served on this thread has waited for it.
    static std::chrono::milliseconds waited() noexcept;

private:
    using clock = std::chrono::steady_clock;
    struct client {
        std::function<void()> serve;
        clock::time_point came_at;
    };

    /// Whether there is room for it.
    bool add(const std::function<void()> &serve);
    void work();

    const std::size_t max_waiting_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<client> waiting_; // guarded by mutex_, as is the next
    bool is_over_ = false;
    std::vector<std::thread> threads_;
};

} // namespace mailslog
