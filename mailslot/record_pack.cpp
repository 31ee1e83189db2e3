#include "mailslot/record_pack.h"

#include <algorithm>

#include "mailslot/datagram.h"
#include "mailslot/wire.h"

namespace mailslog {
namespace {

constexpr std::size_t total_at = 1; // behind the marker

/// A varint where it will be put.
struct varint {
    explicit varint(std::uint64_t value) noexcept
        : size(static_cast<std::size_t>(wire::put_varint(bytes, value) - bytes)) {}

    char bytes[wire::max_varint_bytes];
    std::size_t size;
};

/// The header of bytes that were decoded before.
stream_header header_of(std::string_view bytes) noexcept {
    wire::reader in{bytes.substr(total_at)};
    stream_header header;
    in.varint();
    header.stream_id = in.u64();
    header.sequence = in.varint();
    header.process_id = static_cast<std::uint32_t>(in.varint());
    header.process_name = in.string();
    return header;
}

bool is_same_stream(const stream_header &a, const stream_header &b) noexcept {
    return a.stream_id == b.stream_id && a.process_id == b.process_id &&
           a.process_name == b.process_name;
}

struct record_walk {
    std::uint64_t count = 0;
    std::size_t last_from_end = 0; // where the last record begins
    line_record last;
};

/// Through records that were decoded before.
record_walk walk(std::string_view rest, std::uint32_t process_id) noexcept {
    record_walk found;
    for (; !rest.empty(); ++found.count) {
        found.last_from_end = rest.size();
        next_record(rest, process_id, found.last);
    }
    return found;
}

} // namespace

record_pack::record_pack(std::size_t limit_bytes)
    : limit_bytes_{std::min(limit_bytes, wire::max_datagram_bytes)} {
    bytes_.reserve(limit_bytes_);
}

bool record_pack::add(std::string_view datagram) noexcept {
    mailslog::datagram added;
    if (decode_datagram(datagram, added) != datagram_error::none ||
        added.kind != datagram_kind::records) {
        return false;
    }
    if (empty() ? !begin_with(datagram) : !append(added)) {
        return false;
    }
    const record_walk records = walk(added.records, added.header.process_id);
    last_record_ = bytes_.size() - records.last_from_end;
    next_sequence_ = added.header.sequence + records.count;
    return true;
}

bool record_pack::begin_with(std::string_view datagram) noexcept {
    if (datagram.size() > limit_bytes_) {
        return false;
    }
    bytes_ = datagram;
    return true;
}

bool record_pack::append(const datagram &added) noexcept {
    const stream_header header = header_of(bytes_);
    // No datagram has the number 0, so none follows the highest.
    if (!is_same_stream(header, added.header) || added.header.sequence != next_sequence_) {
        return false;
    }
    const std::size_t line_bytes =
        walk(std::string_view{bytes_}.substr(last_record_), header.process_id).last.line.size();
    const varint line_length{line_bytes};
    const std::size_t old_total_bytes = wire::varint_bytes(bytes_.size());
    const std::size_t size =
        wire::with_total(bytes_.size() - old_total_bytes + line_length.size + added.records.size());
    if (size > limit_bytes_) {
        return false;
    }
    const varint total{size};
    bytes_[last_record_] = static_cast<char>(bytes_[last_record_] | wire::more_records);
    bytes_.insert(bytes_.size() - line_bytes, line_length.bytes, line_length.size);
    bytes_.append(added.records);
    bytes_.replace(total_at, old_total_bytes, total.bytes, total.size);
    return true;
}

void record_pack::clear() noexcept {
    bytes_.clear();
}

} // namespace mailslog
