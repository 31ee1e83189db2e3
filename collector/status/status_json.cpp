#include <nlohmann/json.hpp>

#include "collector/format/utc_time.h"
#include "collector/status/status_table.h"

namespace mailslog {
namespace {

using json = nlohmann::ordered_json;

constexpr double full_lane = 256;
constexpr int indent = 2;
constexpr bool is_ascii = true;

std::string time_text(std::int64_t time_ns) {
    std::string text;
    append_utc_time(text, time_ns);
    return text;
}

json flow_of(std::uint64_t lines, std::uint64_t bytes, double lines_rate, double bytes_rate) {
    return {
        {"lines", lines},
        {"bytes", bytes},
        {"lines_per_second", lines_rate},
        {"bytes_per_second", bytes_rate}};
}

json outputs_of(const shown_status &shown) {
    json outputs = json::array();
    for (std::size_t i = 0; i < shown.status.outputs.size(); ++i) {
        const output_status &output = shown.status.outputs[i];
        const rotated_count rotated = i < shown.rotated.size() ? shown.rotated[i] : rotated_count{};
        outputs.push_back(
            {{"path", output.path},
             {"size_bytes", output.size_bytes},
             {"unwritten_bytes", output.unwritten_bytes},
             {"rotations", output.rotations},
             {"rotated_files", rotated.files},
             {"compressed_files", rotated.packed},
             {"rotated_bytes", rotated.bytes}});
    }
    return outputs;
}

json senders_of(const collector_status &status) {
    json senders = json::array();
    for (const sender_status &sender : status.senders) {
        senders.push_back(
            {{"process", sender.process_name},
             {"process_id", sender.process_id},
             {"host", sender.host},
             {"address", sender.address},
             {"logged", sender.logged},
             {"written", sender.written},
             {"lost", sender.lost},
             {"suppressed", sender.suppressed}});
    }
    return senders;
}

json refusals_of(const collector_status &status) {
    json refusals = json::object();
    for (const refusal_status &refusal : status.refusals) {
        refusals[refusal.reason] = refusal.messages;
    }
    return refusals;
}

json error_of(const collector_status &status) {
    return status.last_error.empty()
               ? json{}
               : json{{"time", time_text(status.last_error_ns)}, {"text", status.last_error}};
}

} // namespace

std::string json_of(const shown_status &shown) {
    const collector_status &status = shown.status;
    const ledger_totals &totals = status.totals;
    const flow_rate rate = rate_of(status, shown.now_ns);
    const json all{
        {"slot", status.slot},
        {"state", name_of(shown.state)},
        {"process_id", status.process_id},
        {"started", time_text(status.started_ns)},
        {"updated", time_text(status.updated_ns)},
        {"uptime_seconds", shown.uptime_seconds()},
        {"received",
         flow_of(totals.received, totals.received_bytes, rate.received, rate.received_bytes)},
        {"written",
         flow_of(totals.written, totals.written_bytes, rate.written, rate.written_bytes)},
        {"lost", totals.lost},
        {"suppressed", totals.suppressed},
        {"duplicates", totals.duplicates},
        {"truncated", totals.truncated},
        {"malformed", totals.malformed},
        {"forged", totals.forged},
        {"unknown", totals.unknown},
        {"refused", refusals_of(status)},
        {"lanes", status.lanes},
        {"fullest_lane", static_cast<double>(status.lane_fill) / full_lane},
        {"outputs", outputs_of(shown)},
        {"last_error", error_of(status)},
        {"sender_count", status.sender_count},
        {"senders", senders_of(status)}};
    return all.dump(indent, ' ', is_ascii, json::error_handler_t::replace) + "\n";
}

} // namespace mailslog
