// Logs one half of its lines flat out, waits for a word, logs the other half over about three
// seconds, and reports how long its calls took.
#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "sender.h"

namespace {

using clock_type = std::chrono::steady_clock;

constexpr std::uint64_t bursts = 3000; // of the second half, one a millisecond

class stopwatch_log {
public:
    stopwatch_log(spdlog::logger &log, std::uint64_t lines) : log_{log} { took_.reserve(lines); }

    void log_until(std::uint64_t last_line) {
        while (took_.size() < last_line) {
            const auto begun = clock_type::now();
            log_.info("thread 1 line {}: order accepted", took_.size() + 1);
            took_.push_back(clock_type::now() - begun);
        }
    }

    void report_percentiles() {
        std::sort(took_.begin(), took_.end());
        std::printf(
            "calls took p50 %.2f, p99 %.2f, p99.9 %.2f, longest %.2f microseconds\n",
            microseconds_at(0.5), microseconds_at(0.99), microseconds_at(0.999),
            microseconds_at(1));
    }

private:
    double microseconds_at(double share) const {
        const auto last = static_cast<double>(took_.size() - 1);
        const auto index = static_cast<std::size_t>(share * last);
        return std::chrono::duration<double, std::micro>(took_[index]).count();
    }

    spdlog::logger &log_;
    std::vector<clock_type::duration> took_;
};

} // namespace

int main(int argc, char **argv) {
    const sender_arguments arguments = parse_sender_arguments(argc, argv);
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(arguments.config);
    spdlog::logger log{"timed", sink};
    stopwatch_log timed{log, arguments.lines};
    const std::uint64_t half = arguments.lines / 2;
    timed.log_until(half);
    say("half-way");
    wait_for_a_word();
    const auto begun = clock_type::now();
    for (std::uint64_t burst = 1; burst <= bursts; ++burst) {
        timed.log_until(half + (arguments.lines - half) * burst / bursts);
        std::this_thread::sleep_until(begun + std::chrono::milliseconds(burst));
    }
    timed.report_percentiles();
    report(sink->stats());
}
