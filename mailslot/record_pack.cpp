#include "mailslot/record_pack.h"

#include <algorithm>
#include <cstring>

#include "mailslot/datagram.h"
#include "mailslot/wire.h"

namespace mailslog {
namespace {

constexpr std::size_t total_at = 1; // behind the marker

/// A varint where it will be put.
struct varint {
    explicit varint(std::uint64_t value) noexcept
        : size(static_cast<std::size_t>(wire::put_varint(bytes, value) - bytes)) {}
    operator std::string_view() const noexcept { return {bytes, size}; }

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
    : memory_(std::min(limit_bytes, wire::max_datagram_bytes)) {}

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
    last_record_ = size_ - records.last_from_end;
    next_sequence_ = added.header.sequence + records.count;
    return true;
}

bool record_pack::begin_with(std::string_view datagram) noexcept {
    if (datagram.size() > memory_.size()) {
        return false;
    }
    replace(0, 0, datagram);
    return true;
}

bool record_pack::append(const datagram &added) noexcept {
    const stream_header header = header_of(bytes());
    // No datagram has the number 0, so none follows the highest.
    if (!is_same_stream(header, added.header) || added.header.sequence != next_sequence_) {
        return false;
    }
    const std::size_t line_bytes =
        walk(bytes().substr(last_record_), header.process_id).last.line.size();
    const varint line_length{line_bytes};
    const std::size_t old_total_bytes = wire::varint_bytes(size_);
    const std::size_t size =
        wire::with_total(size_ - old_total_bytes + line_length.size + added.records.size());
    if (size > memory_.size()) {
        return false;
    }
    const varint total{size};
    memory_[last_record_] = static_cast<char>(memory_[last_record_] | wire::more_records);
    replace(size_ - line_bytes, 0, line_length);
    replace(size_, 0, added.records);
    replace(total_at, old_total_bytes, total);
    return true;
}

/// There is room for it.
void record_pack::replace(std::size_t at, std::size_t old_bytes, std::string_view by) noexcept {
    char *const place = memory_.data() + at;
    std::memmove(place + by.size(), place + old_bytes, size_ - at - old_bytes);
    by.copy(place, by.size());
    size_ = size_ - old_bytes + by.size();
}

void record_pack::clear() noexcept {
    size_ = 0;
}

} // namespace mailslog
