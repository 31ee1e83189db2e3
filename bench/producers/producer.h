// The frame of a producer: it says `ready`, waits for a byte, logs, and says in one line of JSON
// what that took. What each call took goes to a file, 32-bit nanoseconds.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <future>
#include <thread>
#include <vector>

#include "bench/producers/options.h"
#include "bench/producers/pacer.h"
#include "bench/producers/workload.h"

namespace mailslog_bench {

using latency_list = std::vector<std::uint32_t>;

struct production {
    std::int64_t begun_ns = 0; // wall clock, as the times of files are
    std::int64_t ended_ns = 0; // the last call had returned
    std::uint64_t calls = 0;
    std::uint64_t dropped = 0; // by the peer's own word
    double cpu_seconds = 0;    // until all was flushed
    std::vector<latency_list> latencies;
};

/// Says `ready` and waits for the driver's byte; false if it never comes.
bool wait_for_start();
/// Short sleeps end when they should: the kernel must not put them together.
void make_sleeps_exact();
std::int64_t wall_clock_ns();
double cpu_seconds();
/// What the calling thread has run so far, user and system.
std::int64_t thread_cpu_ns();
/// What a call is timed by: the steady clock, or what its thread runs.
inline std::int64_t call_clock_ns(const producer_options &options) {
    return options.cpu_clock
               ? thread_cpu_ns()
               : std::chrono::nanoseconds{std::chrono::steady_clock::now().time_since_epoch()}
                     .count();
}
/// Writes the latencies and prints the line; returns the exit code.
int report(const producer_options &options, const production &production);

/// One thread's lines. `log` is called with each order.
template <typename Log>
void log_orders(
    const producer_options &options, unsigned thread, latency_list &latencies, Log log) {
    order_book orders{options.number * options.threads + thread, options.line_bytes};
    pacer pacer{options.rate / options.threads, options.spins};
    for (std::uint32_t &latency : latencies) {
        const order order = orders.next();
        pacer.wait();
        const std::int64_t begun = call_clock_ns(options);
        log(order);
        const std::int64_t taken = call_clock_ns(options) - begun;
        latency = static_cast<std::uint32_t>(std::min<std::int64_t>(taken, UINT32_MAX));
    }
}

/// Runs a producer. `log(thread, order)` logs; `finish()` flushes, ends the logger and returns how
/// many lines it dropped.
template <typename Log, typename Finish>
int run_producer(const producer_options &options, Log log, Finish finish) {
    make_sleeps_exact();
    production result;
    const std::uint64_t lines = options.lines / options.threads;
    result.calls = lines * options.threads;
    result.latencies.assign(options.threads, latency_list(lines, 1)); // written to: it is there
    std::promise<void> start;
    const std::shared_future<void> started = start.get_future().share();
    std::vector<std::thread> threads;
    const auto work = [&](unsigned thread) {
        log_orders(options, thread, result.latencies[thread], [&log, thread](const order &order) {
            log(thread, order);
        });
    };
    for (unsigned thread = 1; thread < options.threads; ++thread) {
        threads.emplace_back([&work, started, thread] {
            started.wait();
            work(thread);
        });
    }
    const bool may_start = wait_for_start();
    const double cpu_before = cpu_seconds();
    result.begun_ns = wall_clock_ns();
    start.set_value();
    work(0);
    for (std::thread &thread : threads) {
        thread.join();
    }
    result.ended_ns = wall_clock_ns();
    result.dropped = finish();
    result.cpu_seconds = cpu_seconds() - cpu_before;
    return may_start ? report(options, result) : 1;
}

} // namespace mailslog_bench
