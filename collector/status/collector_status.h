// What a collector says of itself: figures and names as they were at one moment. Plain values.
//
// Totals go on over restarts, as the ledger keeps them. All other counts begin with the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "collector/ledger/ledger.h"

namespace mailslog {

enum class collector_phase : std::uint64_t { working = 1, resting, ended };

/// A process that sends, all of its streams together.
struct sender_status {
    std::string process_name;
    std::uint32_t process_id = 0;
    std::string host; // as line_origin
    std::string address;
    std::uint64_t logged = 0;
    std::uint64_t written = 0;
    std::uint64_t lost = 0;
    std::uint64_t suppressed = 0;
};

/// A live file that is written to.
struct output_status {
    std::string path; // absolute
    std::uint64_t size_bytes = 0;
    std::uint64_t unwritten_bytes = 0; // wait in memory
    std::uint64_t rotations = 0;
};

struct refusal_status {
    std::string reason;
    std::uint64_t messages = 0;
};

/// How far the totals were then.
struct flow_sample {
    std::int64_t time_ns = 0;
    std::uint64_t received = 0;
    std::uint64_t written = 0;
    std::uint64_t received_bytes = 0;
    std::uint64_t written_bytes = 0;
};

struct collector_status {
    // What the page keeps; what is more is left out, the first ones stay.
    static constexpr std::size_t max_outputs = 16;
    static constexpr std::size_t max_senders = 32;
    static constexpr std::size_t max_refusals = 16;
    static constexpr std::size_t max_samples = 12;
    static constexpr std::size_t max_path_bytes = 1024;
    static constexpr std::size_t max_error_bytes = 512;

    collector_phase phase = collector_phase::working;
    std::uint64_t process_id = 0;
    std::string slot;
    std::int64_t started_ns = 0; // times since 1970-01-01T00:00:00Z
    std::int64_t updated_ns = 0;
    ledger_totals totals;
    std::uint64_t lanes = 0;
    std::uint64_t lane_fill = 0; // of the fullest lane, in 256ths
    std::vector<output_status> outputs;
    std::vector<refusal_status> refusals; // messages that were not taken
    std::uint64_t sender_count = 0;       // since the start, those without a place among these
    std::vector<sender_status> senders;   // the busiest first
    std::string last_error;               // empty: none since the start
    std::int64_t last_error_ns = 0;
    std::vector<flow_sample> samples; // the oldest first, a second or more from each other
};

/// A second's average.
struct flow_rate {
    double received = 0;
    double written = 0;
    double received_bytes = 0;
    double written_bytes = 0;
};

/// Over this time before `now_ns`, or since the start if that is later.
inline constexpr std::int64_t rate_window_ns = 10'000'000'000;
flow_rate rate_of(const collector_status &status, std::int64_t now_ns) noexcept;

/// Notes the totals among the samples, if the last one is a second old.
void take_sample(collector_status &status);

} // namespace mailslog
