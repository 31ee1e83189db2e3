#include "bench/producers/producer.h"

#include <cstdio>
#include <fstream>

#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

namespace mailslog_bench {

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
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

int report(const producer_options &options, const production &production) {
    double in_calls = 0;
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
