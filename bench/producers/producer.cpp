#include "bench/producers/producer.h"

#include <cstdio>
#include <fstream>

#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

namespace mailslog_bench {
namespace {

std::int64_t nanoseconds_of(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// What the clock itself adds to the time of a call: the least of many tries.
double price_of_clock(const producer_options &options) {
    std::int64_t least = 1'000'000;
    for (int round = 0; round < 1000; ++round) {
        const std::int64_t begun = call_clock_ns(options);
        least = std::min(least, call_clock_ns(options) - begun);
    }
    return static_cast<double>(least) / 1e9;
}

} // namespace

bool wait_for_start() {
    std::printf("ready\n");
    std::fflush(stdout);
    char byte = 0;
    return ::read(STDIN_FILENO, &byte, 1) == 1;
}

void make_sleeps_exact() {
    ::prctl(PR_SET_TIMERSLACK, 1);
}

std::int64_t wall_clock_ns() {
    return std::chrono::nanoseconds{std::chrono::system_clock::now().time_since_epoch()}.count();
}

double cpu_seconds() {
    return static_cast<double>(nanoseconds_of(CLOCK_PROCESS_CPUTIME_ID)) / 1e9;
}

std::int64_t thread_cpu_ns() {
    return nanoseconds_of(CLOCK_THREAD_CPUTIME_ID);
}

int report(const producer_options &options, const production &production) {
    double in_calls = -price_of_clock(options) * static_cast<double>(production.calls);
    std::ofstream file;
    if (!options.latencies.empty()) {
        file.open(options.latencies, std::ios::binary);
    }
    for (const latency_list &list : production.latencies) {
        for (const std::uint32_t latency : list) {
            in_calls += latency / 1e9;
        }
        const auto bytes = static_cast<std::streamsize>(list.size() * sizeof list[0]);
        file.write(reinterpret_cast<const char *>(list.data()), bytes);
    }
    std::printf(
        "{\"begun_ns\": %lld, \"ended_ns\": %lld, \"calls\": %llu, \"dropped\": %llu, "
        "\"cpu_seconds\": %.6f, \"seconds_in_calls\": %.6f}\n",
        static_cast<long long>(production.begun_ns), static_cast<long long>(production.ended_ns),
        static_cast<unsigned long long>(production.calls),
        static_cast<unsigned long long>(production.dropped), production.cpu_seconds, in_calls);
    return std::fflush(stdout) == 0 ? 0 : 1;
}

} // namespace mailslog_bench
