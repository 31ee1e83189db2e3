#include "collector/status/status_fields.h"

#include <algorithm>

#include <mailslog/slot_name.h>

#include "collector/ledger/ledger_fields.h"
#include "mailslot/utf8.h"

namespace mailslog {
namespace {

constexpr std::size_t max_name_bytes = stream_account::max_name_bytes;
constexpr std::size_t slot_name_bytes = 2 * slot_name::max_local_part_bytes; // with what precedes

// Texts and their lengths, and ten numbers of ten bytes each.
constexpr std::size_t max_item_bytes = 10 * wire::max_varint_bytes;
static_assert(
    collector_status::max_outputs * (collector_status::max_path_bytes + max_item_bytes) +
        collector_status::max_senders * (3 * max_name_bytes + max_item_bytes) +
        collector_status::max_refusals * (max_name_bytes + max_item_bytes) +
        collector_status::max_samples * max_item_bytes + collector_status::max_error_bytes +
        slot_name_bytes + 4 * max_item_bytes <=
    max_status_bytes);

void put_cut(std::string &to, std::string_view text, std::size_t limit_bytes) {
    put_text(to, text.substr(0, cut_at_code_point(text, limit_bytes)));
}

void put_ns(std::string &to, std::int64_t time_ns) {
    put(to, wire::zigzag(time_ns));
}

std::int64_t take_ns(wire::reader &from) {
    return wire::unzigzag(from.varint());
}

/// The list's length, then its first items, each by `put_item`.
template <typename Item, typename Put>
void put_list(
    std::string &to, const std::vector<Item> &list, std::size_t limit, const Put &put_item) {
    const std::size_t count = std::min(list.size(), limit);
    put(to, count);
    for (std::size_t i = 0; i < count; ++i) {
        put_item(to, list[i]);
    }
}

template <typename Item, typename Take>
std::vector<Item> take_list(wire::reader &from, std::size_t limit, const Take &take_item) {
    std::vector<Item> list;
    std::uint64_t left = from.varint();
    if (left > limit) {
        from.fail();
    }
    for (; left > 0 && from.ok(); --left) {
        list.push_back(take_item(from));
    }
    return list;
}

void put_output(std::string &to, const output_status &output) {
    put_cut(to, output.path, collector_status::max_path_bytes);
    put(to, output.size_bytes);
    put(to, output.unwritten_bytes);
    put(to, output.rotations);
}

output_status take_output(wire::reader &from) {
    output_status output;
    output.path = from.string();
    output.size_bytes = from.varint();
    output.unwritten_bytes = from.varint();
    output.rotations = from.varint();
    return output;
}

void put_refusal(std::string &to, const refusal_status &refusal) {
    put_cut(to, refusal.reason, max_name_bytes);
    put(to, refusal.messages);
}

refusal_status take_refusal(wire::reader &from) {
    refusal_status refusal;
    refusal.reason = from.string();
    refusal.messages = from.varint();
    return refusal;
}

void put_sender(std::string &to, const sender_status &sender) {
    put_cut(to, sender.process_name, max_name_bytes);
    put(to, sender.process_id);
    put_cut(to, sender.host, max_name_bytes);
    put_cut(to, sender.address, max_name_bytes);
    put(to, sender.logged);
    put(to, sender.written);
    put(to, sender.lost);
    put(to, sender.suppressed);
}

sender_status take_sender(wire::reader &from) {
    sender_status sender;
    sender.process_name = from.string();
    sender.process_id = take_u32(from);
    sender.host = from.string();
    sender.address = from.string();
    sender.logged = from.varint();
    sender.written = from.varint();
    sender.lost = from.varint();
    sender.suppressed = from.varint();
    return sender;
}

void put_sample(std::string &to, const flow_sample &sample) {
    put_ns(to, sample.time_ns);
    put(to, sample.received);
    put(to, sample.written);
    put(to, sample.received_bytes);
    put(to, sample.written_bytes);
}

flow_sample take_sample_of(wire::reader &from) {
    flow_sample sample;
    sample.time_ns = take_ns(from);
    sample.received = from.varint();
    sample.written = from.varint();
    sample.received_bytes = from.varint();
    sample.written_bytes = from.varint();
    return sample;
}

collector_phase take_phase(wire::reader &from) {
    const std::uint64_t phase = from.varint();
    if (phase < static_cast<std::uint64_t>(collector_phase::working) ||
        phase > static_cast<std::uint64_t>(collector_phase::ended)) {
        from.fail();
    }
    return static_cast<collector_phase>(phase);
}

} // namespace

void append_status(std::string &to, const collector_status &status) {
    put(to, status_version);
    put(to, static_cast<std::uint64_t>(status.phase));
    put(to, status.process_id);
    put_cut(to, status.slot, slot_name_bytes);
    put_ns(to, status.started_ns);
    put_ns(to, status.updated_ns);
    put_totals(to, status.totals);
    put(to, status.lanes);
    put(to, status.lane_fill);
    put_list(to, status.outputs, collector_status::max_outputs, put_output);
    put_list(to, status.refusals, collector_status::max_refusals, put_refusal);
    put(to, status.sender_count);
    put_list(to, status.senders, collector_status::max_senders, put_sender);
    put_cut(to, status.last_error, collector_status::max_error_bytes);
    put_ns(to, status.last_error_ns);
    put_list(to, status.samples, collector_status::max_samples, put_sample);
}

std::optional<collector_status> parse_status(std::string_view bytes, std::uint64_t &version) {
    wire::reader from{bytes};
    version = from.varint();
    if (version != status_version) {
        return std::nullopt;
    }
    collector_status status;
    status.phase = take_phase(from);
    status.process_id = from.varint();
    status.slot = from.string();
    status.started_ns = take_ns(from);
    status.updated_ns = take_ns(from);
    status.totals = take_totals(from);
    status.lanes = from.varint();
    status.lane_fill = from.varint();
    status.outputs = take_list<output_status>(from, collector_status::max_outputs, take_output);
    status.refusals = take_list<refusal_status>(from, collector_status::max_refusals, take_refusal);
    status.sender_count = from.varint();
    status.senders = take_list<sender_status>(from, collector_status::max_senders, take_sender);
    status.last_error = from.string();
    status.last_error_ns = take_ns(from);
    status.samples = take_list<flow_sample>(from, collector_status::max_samples, take_sample_of);
    return from.ok() && from.rest().empty() ? std::optional{std::move(status)} : std::nullopt;
}

} // namespace mailslog
