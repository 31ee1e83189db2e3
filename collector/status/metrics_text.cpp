#include "collector/status/metrics_text.h"

#include <string_view>

#include <spdlog/fmt/fmt.h>

#include "collector/format/escape.h"

namespace mailslog {
namespace {

constexpr double ns_a_second = 1e9;
constexpr double full_lane = 256;

/// As a label's value: what is neither text nor harmless is escaped before, as in the log.
std::string label(std::string_view name, std::string_view value) {
    std::string harmless;
    append_escaped_text(harmless, value);
    std::string quoted;
    for (const char c : harmless) {
        quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    }
    return fmt::format("{{{}=\"{}\"}}", name, quoted);
}

class exposition {
public:
    void begin(std::string_view name, std::string_view type, std::string_view help) {
        name_ = name;
        text_ += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
    }

    template <typename Value>
    void add(Value value, const std::string &labels = {}) {
        text_ += fmt::format("{}{} {}\n", name_, labels, value);
    }

    void add_count(std::string_view name, std::uint64_t value, std::string_view help) {
        begin(name, "counter", help);
        add(value);
    }

    template <typename Value>
    void add_gauge(std::string_view name, Value value, std::string_view help) {
        begin(name, "gauge", help);
        add(value);
    }

    std::string take() { return std::move(text_); }

private:
    std::string text_;
    std::string_view name_;
};

double seconds_of(std::int64_t time_ns) noexcept {
    return static_cast<double>(time_ns) / ns_a_second;
}

void add_process(exposition &to, const collector_status &status) {
    to.begin("mailslog_build_info", "gauge", "The collector's version.");
    to.add(1, label("version", MAILSLOG_VERSION));
    to.add_gauge(
        "mailslog_start_time_seconds", seconds_of(status.started_ns),
        "When the collector began, since 1970-01-01T00:00:00Z.");
    to.add_gauge(
        "mailslog_last_update_time_seconds", seconds_of(status.updated_ns),
        "When it said what follows, since 1970-01-01T00:00:00Z.");
}

void add_totals(exposition &to, const ledger_totals &totals) {
    to.add_count("mailslog_received_lines_total", totals.received, "Lines that arrived.");
    to.add_count(
        "mailslog_received_bytes_total", totals.received_bytes, "Their bytes, without names.");
    to.add_count("mailslog_written_lines_total", totals.written, "Lines written to the log.");
    to.add_count("mailslog_written_bytes_total", totals.written_bytes, "Bytes written to it.");
    to.add_count("mailslog_lost_lines_total", totals.lost, "Lines reported lost.");
    to.add_count(
        "mailslog_suppressed_lines_total", totals.suppressed,
        "Lines not written, since their senders were over their rate.");
    to.add_count(
        "mailslog_duplicate_lines_total", totals.duplicates, "Lines that came a second time.");
    to.add_count("mailslog_truncated_lines_total", totals.truncated, "Lines written cut.");
    to.add_count(
        "mailslog_malformed_messages_total", totals.malformed, "Messages that made no sense.");
    to.add_count(
        "mailslog_forged_messages_total", totals.forged,
        "Messages that claimed another's process id or stream.");
    to.add_count(
        "mailslog_unknown_lines_total", totals.unknown,
        "Lines that were written or lost before this ledger began to know.");
}

void add_refusals(exposition &to, const std::vector<refusal_status> &refusals) {
    to.begin(
        "mailslog_refused_messages_total", "counter",
        "Messages and lanes that were not taken, since the start.");
    for (const refusal_status &refusal : refusals) {
        to.add(refusal.messages, label("reason", refusal.reason));
    }
}

void add_queues(exposition &to, const collector_status &status) {
    to.add_gauge("mailslog_lanes", status.lanes, "Lanes of senders.");
    to.add_gauge(
        "mailslog_lane_fill_ratio", static_cast<double>(status.lane_fill) / full_lane,
        "How full the fullest of them was, after a turn.");
    to.add_gauge("mailslog_senders", status.sender_count, "Processes heard of since the start.");
}

void add_outputs(exposition &to, const std::vector<output_status> &outputs) {
    to.begin("mailslog_file_size_bytes", "gauge", "The size of the live file.");
    for (const output_status &output : outputs) {
        to.add(output.size_bytes, label("path", output.path));
    }
    to.begin("mailslog_unwritten_bytes", "gauge", "What waits in memory for the file.");
    for (const output_status &output : outputs) {
        to.add(output.unwritten_bytes, label("path", output.path));
    }
    to.begin("mailslog_rotations_total", "counter", "Rotations of the file, since the start.");
    for (const output_status &output : outputs) {
        to.add(output.rotations, label("path", output.path));
    }
}

} // namespace

std::string metrics_of(const collector_status &status) {
    exposition text;
    add_process(text, status);
    add_totals(text, status.totals);
    add_refusals(text, status.refusals);
    add_queues(text, status);
    add_outputs(text, status.outputs);
    text.add_gauge(
        "mailslog_last_error_time_seconds", seconds_of(status.last_error_ns),
        "When something last went wrong, since 1970-01-01T00:00:00Z; 0: never.");
    return text.take();
}

} // namespace mailslog
