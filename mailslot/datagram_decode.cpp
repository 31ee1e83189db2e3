#include <limits>

#include "mailslot/datagram.h"
#include "mailslot/wire.h"

namespace mailslog {
namespace {

std::uint32_t read_u32(wire::reader &in) noexcept {
    const std::uint64_t value = in.varint();
    if (value > std::numeric_limits<std::uint32_t>::max()) {
        in.fail();
    }
    return static_cast<std::uint32_t>(value);
}

// A field may be left out; one that is there must say more than its absence would.
void require(wire::reader &in, bool says_something) noexcept {
    if (!says_something) {
        in.fail();
    }
}

level read_level(wire::reader &in, unsigned flags) noexcept {
    const unsigned number = flags & wire::level_mask;
    require(in, number <= static_cast<unsigned>(level::off));
    return static_cast<level>(number);
}

std::uint64_t read_thread(wire::reader &in, std::uint32_t process_id) noexcept {
    const std::uint64_t distance = in.varint();
    require(in, distance != 0);
    return process_id + static_cast<std::uint64_t>(wire::unzigzag(distance));
}

void read_source(wire::reader &in, line_record &out) noexcept {
    out.source_line = read_u32(in);
    out.source_file = in.string();
    require(in, !out.source_file.empty());
    out.source_function = in.string();
}

std::string_view read_line(wire::reader &in, unsigned flags) noexcept {
    if ((flags & wire::more_records) == 0) {
        return in.bytes(in.rest().size());
    }
    const std::string_view line = in.string();
    require(in, !in.rest().empty());
    return line;
}

bool read_record(wire::reader &in, std::uint32_t process_id, line_record &out) noexcept {
    const unsigned flags = in.u8();
    require(in, (flags & wire::reserved_flag) == 0);
    out.level = read_level(in, flags);
    out.time_ns = static_cast<std::int64_t>(in.u64());
    out.thread_id = (flags & wire::has_thread) != 0 ? read_thread(in, process_id) : process_id;
    out.logger = in.string();
    if ((flags & wire::has_source) != 0) {
        read_source(in, out);
    }
    const bool cut = (flags & wire::is_cut) != 0;
    const std::uint64_t full_bytes = cut ? in.varint() : 0;
    out.line = read_line(in, flags);
    require(in, !cut || full_bytes > out.line.size());
    out.full_line_bytes = cut ? full_bytes : out.line.size();
    return in.ok();
}

bool read_header(wire::reader &in, std::size_t received_bytes, stream_header &out) noexcept {
    require(in, in.varint() == received_bytes && wire::is_total(received_bytes));
    out.stream_id = in.u64();
    out.sequence = in.varint();
    out.process_id = read_u32(in);
    out.process_name = in.string();
    return in.ok();
}

// Each record sound, at least one of them, and no number beyond 64 bits.
bool are_records_sound(const datagram &candidate) noexcept {
    std::string_view rest = candidate.records;
    std::uint64_t count = 0;
    for (line_record record; !rest.empty(); ++count) {
        if (!next_record(rest, candidate.header.process_id, record)) {
            return false;
        }
    }
    const std::uint64_t first = candidate.header.sequence;
    return count > 0 && first > 0 && count - 1 <= std::numeric_limits<std::uint64_t>::max() - first;
}

bool is_body_sound(const datagram &candidate) noexcept {
    switch (candidate.kind) {
    case datagram_kind::records:
        return are_records_sound(candidate);
    case datagram_kind::goodbye:
    case datagram_kind::offer:
        return candidate.records.empty();
    }
    return false; // a sealed one: it has to be opened first, and holds no other sealed one
}

} // namespace

datagram_error decode_datagram(std::string_view bytes, datagram &out) noexcept {
    wire::reader in{bytes};
    const unsigned first = in.u8();
    if ((first & wire::marker_mask) != wire::marker) {
        return datagram_error::plain_text;
    }
    if ((first & wire::version_mask) != wire::version) {
        return datagram_error::unknown_version;
    }
    out = {};
    out.kind = static_cast<datagram_kind>((first >> wire::kind_shift) & wire::kind_mask);
    if (bytes.size() > wire::max_datagram_bytes || !read_header(in, bytes.size(), out.header)) {
        return datagram_error::malformed;
    }
    out.records = in.rest();
    return is_body_sound(out) ? datagram_error::none : datagram_error::malformed;
}

bool decode_lone_record(
    std::string_view bytes, stream_header &header, line_record &record) noexcept {
    constexpr auto kind = static_cast<unsigned>(datagram_kind::records) << wire::kind_shift;
    constexpr unsigned first_byte = wire::marker | kind | wire::version;
    wire::reader in{bytes};
    record = {};
    return in.u8() == first_byte && bytes.size() <= wire::max_datagram_bytes &&
           read_header(in, bytes.size(), header) && header.sequence > 0 &&
           read_record(in, header.process_id, record) && in.rest().empty();
}

bool next_record(std::string_view &rest, std::uint32_t process_id, line_record &out) noexcept {
    if (rest.empty()) {
        return false;
    }
    wire::reader in{rest};
    out = {};
    const bool whole = read_record(in, process_id, out);
    rest = in.rest();
    return whole;
}

} // namespace mailslog
