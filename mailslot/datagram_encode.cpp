#include "mailslot/datagram.h"

#include <algorithm>
#include <cassert>

#include "mailslot/short_name.h"
#include "mailslot/utf8.h"
#include "mailslot/wire.h"

namespace mailslog {
namespace {

constexpr std::size_t marker_bytes = 1;
constexpr std::size_t flags_bytes = 1;
constexpr std::size_t fixed_bytes = sizeof(std::uint64_t); // a stream id, a time

constexpr std::size_t name_limit(std::size_t datagram_limit) noexcept {
    return std::min(datagram_limit / wire::name_share, wire::max_name_bytes);
}

constexpr std::size_t max_header_bytes(std::size_t total_bytes, std::size_t name_bytes) noexcept {
    return marker_bytes + total_bytes + fixed_bytes + wire::max_varint_bytes +
           wire::max_u32_varint_bytes + 1 + name_bytes;
}

constexpr std::size_t max_record_bytes(std::size_t name_bytes) noexcept {
    constexpr std::size_t thread_and_full_length = 2 * wire::max_varint_bytes;
    constexpr std::size_t source_line = wire::max_u32_varint_bytes;
    return flags_bytes + fixed_bytes + thread_and_full_length + source_line + 3 * (1 + name_bytes);
}

// Whatever the fields hold, the smallest limit has room for them; so has each larger one, which
// gives the four names only half of what it adds.
static_assert(
    max_header_bytes(2, name_limit(wire::min_datagram_bytes)) +
        max_record_bytes(name_limit(wire::min_datagram_bytes)) <=
    wire::min_datagram_bytes);
static_assert(max_header_bytes(1, wire::max_name_bytes) <= max_control_bytes);

std::size_t string_bytes(const short_name &name) noexcept {
    return wire::varint_bytes(name.size()) + name.size();
}

std::size_t header_bytes(const stream_header &header, std::size_t name_bytes) noexcept {
    return marker_bytes + fixed_bytes + wire::varint_bytes(header.sequence) +
           wire::varint_bytes(header.process_id) +
           string_bytes(shorten_name(header.process_name, name_bytes));
}

std::uint64_t thread_field(const line_record &record, std::uint32_t process_id) noexcept {
    return wire::zigzag(static_cast<std::int64_t>(record.thread_id - process_id));
}

std::size_t source_bytes(const line_record &record, std::size_t name_bytes) noexcept {
    return wire::varint_bytes(record.source_line) +
           string_bytes(shorten_path(record.source_file, name_bytes)) +
           string_bytes(shorten_name(record.source_function, name_bytes));
}

std::size_t
record_bytes(const line_record &record, std::uint32_t process_id, std::size_t name_bytes) noexcept {
    std::size_t bytes =
        flags_bytes + fixed_bytes + string_bytes(shorten_name(record.logger, name_bytes));
    if (record.thread_id != process_id) {
        bytes += wire::varint_bytes(thread_field(record, process_id));
    }
    if (!record.source_file.empty()) {
        bytes += source_bytes(record, name_bytes);
    }
    return bytes;
}

std::uint64_t full_line_bytes(const line_record &record) noexcept {
    return std::max<std::uint64_t>(record.full_line_bytes, record.line.size());
}

char *put_bytes(char *to, std::string_view bytes) noexcept {
    return to + bytes.copy(to, bytes.size());
}

char *put_string(char *to, const short_name &name) noexcept {
    to = wire::put_varint(to, name.size());
    return put_bytes(put_bytes(to, name.first), name.second);
}

char first_byte(datagram_kind kind) noexcept {
    const auto kind_bits = static_cast<unsigned>(kind) << wire::kind_shift;
    return static_cast<char>(wire::marker | kind_bits | wire::version);
}

char *put_stream(
    char *to, datagram_kind kind, std::size_t total, std::uint64_t stream_id,
    std::uint64_t sequence) noexcept {
    *to++ = first_byte(kind);
    to = wire::put_varint(to, total);
    to = wire::put_u64(to, stream_id);
    return wire::put_varint(to, sequence);
}

char *put_sender(char *to, const stream_header &header, std::size_t name_bytes) noexcept {
    to = wire::put_varint(to, header.process_id);
    return put_string(to, shorten_name(header.process_name, name_bytes));
}

char flags_of(const line_record &record, std::uint32_t process_id, bool cut) noexcept {
    const unsigned flags = (record.thread_id != process_id ? wire::has_thread : 0u) |
                           (!record.source_file.empty() ? wire::has_source : 0u) |
                           (cut ? wire::is_cut : 0u);
    return static_cast<char>(flags | (static_cast<unsigned>(record.level) & wire::level_mask));
}

char *put_source(char *to, const line_record &record, std::size_t name_bytes) noexcept {
    to = wire::put_varint(to, record.source_line);
    to = put_string(to, shorten_path(record.source_file, name_bytes));
    return put_string(to, shorten_name(record.source_function, name_bytes));
}

char *put_record(
    char *to, const line_record &record, std::uint32_t process_id,
    const record_plan &plan) noexcept {
    *to++ = flags_of(record, process_id, plan.cut);
    to = wire::put_u64(to, static_cast<std::uint64_t>(record.time_ns));
    if (record.thread_id != process_id) {
        to = wire::put_varint(to, thread_field(record, process_id));
    }
    to = put_string(to, shorten_name(record.logger, plan.name_bytes));
    if (!record.source_file.empty()) {
        to = put_source(to, record, plan.name_bytes);
    }
    if (plan.cut) {
        to = wire::put_varint(to, full_line_bytes(record));
    }
    return put_bytes(to, record.line.substr(0, plan.line_bytes));
}

} // namespace

record_encoder::record_encoder(const stream_header &stream, std::size_t limit_bytes) noexcept
    : stream_id_{stream.stream_id}, process_id_{stream.process_id},
      name_bytes_{name_limit(limit_bytes)}, room_bytes_{
                                                limit_bytes - wire::varint_bytes(limit_bytes)} {
    static_assert(max_sender_bytes >= wire::max_u32_varint_bytes + 1 + wire::max_name_bytes);
    assert(limit_bytes >= wire::min_datagram_bytes && limit_bytes <= wire::max_datagram_bytes);
    sender_bytes_ = static_cast<std::size_t>(put_sender(sender_, stream, name_bytes_) - sender_);
}

record_plan record_encoder::plan(std::uint64_t sequence, const line_record &record) const noexcept {
    record_plan plan;
    plan.name_bytes = name_bytes_;
    std::size_t fields = marker_bytes + fixed_bytes + wire::varint_bytes(sequence) + sender_bytes_ +
                         record_bytes(record, process_id_, name_bytes_);
    const std::size_t room = room_bytes_ - fields;
    plan.line_bytes = record.line.size();
    plan.cut = record.line.size() > room || record.full_line_bytes > record.line.size();
    if (plan.cut) {
        const std::size_t full_bytes = wire::varint_bytes(full_line_bytes(record));
        fields += full_bytes;
        plan.line_bytes = cut_at_code_point(record.line, room - full_bytes);
    }
    plan.datagram_bytes = wire::with_total(fields + plan.line_bytes);
    return plan;
}

void record_encoder::encode(
    const record_plan &plan, std::uint64_t sequence, const line_record &record,
    char *to) const noexcept {
    to = put_stream(to, datagram_kind::records, plan.datagram_bytes, stream_id_, sequence);
    to = put_bytes(to, {sender_, sender_bytes_});
    put_record(to, record, process_id_, plan);
}

record_plan plan_record(
    const stream_header &header, const line_record &record, std::size_t limit_bytes) noexcept {
    return record_encoder{header, limit_bytes}.plan(header.sequence, record);
}

void encode_record(
    const record_plan &plan, const stream_header &header, const line_record &record,
    char *to) noexcept {
    to = put_stream(
        to, datagram_kind::records, plan.datagram_bytes, header.stream_id, header.sequence);
    to = put_sender(to, header, plan.name_bytes);
    put_record(to, record, header.process_id, plan);
}

std::size_t encode_control(datagram_kind kind, const stream_header &header, char *to) noexcept {
    const std::size_t total = wire::with_total(header_bytes(header, wire::max_name_bytes));
    to = put_stream(to, kind, total, header.stream_id, header.sequence);
    put_sender(to, header, wire::max_name_bytes);
    return total;
}

} // namespace mailslog
