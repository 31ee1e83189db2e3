#include "collector/status/collector_status.h"

#include <algorithm>

namespace mailslog {
namespace {

constexpr std::int64_t sample_interval_ns = 1'000'000'000;
constexpr double ns_a_second = 1e9;

flow_sample sample_of(const collector_status &status) noexcept {
    const ledger_totals &totals = status.totals;
    return {
        status.updated_ns, totals.received, totals.written, totals.received_bytes,
        totals.written_bytes};
}

/// The newest sample that is as old as the window, else the oldest there is.
flow_sample begin_of_window(const collector_status &status, std::int64_t begin_ns) noexcept {
    flow_sample begin = status.samples.empty() ? sample_of(status) : status.samples.front();
    for (const flow_sample &sample : status.samples) {
        if (sample.time_ns <= begin_ns) {
            begin = sample;
        }
    }
    return begin;
}

double a_second(std::uint64_t from, std::uint64_t to, double seconds) noexcept {
    return to > from ? static_cast<double>(to - from) / seconds : 0;
}

} // namespace

// Between two samples that are far from each other nothing came, or there would be one: so what
// came since an older one than the window came within it.
flow_rate rate_of(const collector_status &status, std::int64_t now_ns) noexcept {
    const flow_sample begin = begin_of_window(status, now_ns - rate_window_ns);
    const std::int64_t span_ns = std::min(now_ns - begin.time_ns, rate_window_ns);
    if (span_ns <= 0 || status.updated_ns <= now_ns - rate_window_ns) {
        return {};
    }
    const double seconds = static_cast<double>(span_ns) / ns_a_second;
    const flow_sample end = sample_of(status);
    return {
        a_second(begin.received, end.received, seconds),
        a_second(begin.written, end.written, seconds),
        a_second(begin.received_bytes, end.received_bytes, seconds),
        a_second(begin.written_bytes, end.written_bytes, seconds)};
}

void take_sample(collector_status &status) {
    auto &samples = status.samples;
    const std::int64_t age_ns =
        samples.empty() ? sample_interval_ns : status.updated_ns - samples.back().time_ns;
    if (age_ns >= 0 && age_ns < sample_interval_ns) {
        return;
    }
    if (age_ns < 0) { // the clock was set back: what was before it helps no more
        samples.clear();
    }
    if (samples.size() == collector_status::max_samples) {
        samples.erase(samples.begin());
    }
    samples.push_back(sample_of(status));
}

} // namespace mailslog
