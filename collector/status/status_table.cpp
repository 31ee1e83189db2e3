#include "collector/status/status_table.h"

#include <algorithm>
#include <string_view>

#include <spdlog/fmt/fmt.h>

#include "collector/format/escape.h"
#include "collector/format/line_origin.h"
#include "collector/format/utc_time.h"
#include "collector/status/human_figures.h"

namespace mailslog {
namespace {

constexpr std::int64_t ns_a_second = 1'000'000'000;
constexpr std::uint64_t full_lane = 256;
constexpr std::uint64_t percent = 100;

std::string row(std::string_view name, std::string_view text) {
    return fmt::format("{:<12}{}\n", name, text);
}

std::string row(std::string_view name, std::uint64_t number) {
    return row(name, grouped(number));
}

std::string harmless(std::string_view text) {
    std::string escaped;
    append_escaped_text(escaped, text);
    return escaped;
}

std::string time_text(std::int64_t time_ns) {
    std::string text;
    append_utc_time(text, time_ns / ns_a_second * ns_a_second);
    return text;
}

std::string ago(std::int64_t time_ns, std::int64_t now_ns) {
    return duration_text((now_ns - time_ns) / ns_a_second) + " ago";
}

std::string state_text(const shown_status &shown) {
    const collector_status &status = shown.status;
    std::string text = fmt::format(
        "process {}, {}; since {}, for {}", status.process_id, name_of(shown.state),
        time_text(status.started_ns), duration_text(shown.uptime_seconds()));
    if (shown.is_over() || shown.state == collector_state::stalled) {
        text += "; last heard of " + ago(status.updated_ns, shown.now_ns);
    }
    return text;
}

std::string flow_table(const shown_status &shown) {
    const ledger_totals &totals = shown.status.totals;
    const flow_rate rate = rate_of(shown.status, shown.now_ns);
    const auto line = [](std::string_view name, const std::string &in, const std::string &out) {
        return fmt::format("{:<12}{:>20}{:>20}\n", name, in, out);
    };
    return line("", "in", "written") +
           line("lines", grouped(totals.received), grouped(totals.written)) +
           line("  a second", rate_text(rate.received), rate_text(rate.written)) +
           line("bytes", grouped(totals.received_bytes), grouped(totals.written_bytes)) +
           line("  a second", rate_text(rate.received_bytes), rate_text(rate.written_bytes));
}

std::string output_text(const output_status &output, const rotated_count &rotated) {
    std::string text = fmt::format("{}, {}", harmless(output.path), size_text(output.size_bytes));
    if (output.rotations != 0) {
        text += fmt::format(", {} rotations since the start", output.rotations);
    }
    if (rotated.files != 0) {
        text += fmt::format(
            "; {} rotated files, {} of them compressed, {}", rotated.files, rotated.packed,
            size_text(rotated.bytes));
    }
    return text;
}

std::string waiting_text(const collector_status &status) {
    std::uint64_t bytes = 0;
    for (const output_status &output : status.outputs) {
        bytes += output.unwritten_bytes;
    }
    return fmt::format(
        "{} in memory; the fullest of {} lanes is {} % full", size_text(bytes), status.lanes,
        status.lane_fill * percent / full_lane);
}

std::string error_text(const shown_status &shown) {
    const collector_status &status = shown.status;
    return status.last_error.empty()
               ? "none since the start"
               : harmless(status.last_error) + ", " + ago(status.last_error_ns, shown.now_ns);
}

std::string sender_table(const collector_status &status) {
    std::string table;
    if (!status.senders.empty()) {
        table = fmt::format("\n{:>20}{:>14}{:>14}  {}\n", "logged", "lost", "suppressed", "sender");
    }
    for (const sender_status &sender : status.senders) {
        std::string place;
        append_origin(place, {harmless(sender.host), harmless(sender.address)});
        table += fmt::format(
            "{:>20}{:>14}{:>14}  {}[{}]{}\n", grouped(sender.logged), grouped(sender.lost),
            grouped(sender.suppressed), harmless(sender.process_name), sender.process_id, place);
    }
    if (status.sender_count > status.senders.size()) {
        table += fmt::format(
            "{:>20}  and {} more senders\n", "",
            grouped(status.sender_count - status.senders.size()));
    }
    return table;
}

} // namespace

std::int64_t shown_status::uptime_seconds() const noexcept {
    return ((is_over() ? status.updated_ns : now_ns) - status.started_ns) / ns_a_second;
}

std::string table_of(const shown_status &shown) {
    const collector_status &status = shown.status;
    std::string table = row("slot", harmless(status.slot)) + row("collector", state_text(shown));
    for (std::size_t i = 0; i < status.outputs.size(); ++i) {
        const bool is_counted = i < shown.rotated.size();
        table += row(
            "log", output_text(status.outputs[i], is_counted ? shown.rotated[i] : rotated_count{}));
    }
    table += flow_table(shown) + row("lost", status.totals.lost) +
             row("suppressed", status.totals.suppressed) +
             row("duplicates", status.totals.duplicates) +
             row("truncated", status.totals.truncated) + row("malformed", status.totals.malformed) +
             row("forged", status.totals.forged);
    if (status.totals.unknown != 0) {
        table += row("unknown", status.totals.unknown);
    }
    for (const refusal_status &refusal : status.refusals) {
        table += row("refused", grouped(refusal.messages) + ", " + harmless(refusal.reason));
    }
    return table + row("waiting", waiting_text(status)) + row("last error", error_text(shown)) +
           sender_table(status);
}

} // namespace mailslog
