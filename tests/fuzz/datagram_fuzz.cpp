// Decodes any bytes. What decodes has one spelling, so encoding it again must give the same bytes
// (where the encoder can: one record, names as short as it makes them), and within a smaller
// limit the same record with a shorter line.
//
// seeds/datagram holds one datagram of each kind: a record, one with a source location and a cut
// line, three records together, a goodbye, an offer, a line of plain text, and a record whose total
// could take a byte less.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mailslot/datagram.h"
#include "mailslot/wire.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

namespace {

bool is_short(std::string_view name) {
    return name.size() <= wire::max_name_bytes;
}

bool are_names_short(const stream_header &header, const line_record &record) {
    return is_short(header.process_name) && is_short(record.logger) &&
           is_short(record.source_file) && is_short(record.source_function);
}

std::string encode(const stream_header &header, const line_record &record, std::size_t limit) {
    const record_plan plan = plan_record(header, record, limit);
    require(plan.datagram_bytes <= limit, "a datagram keeps to its limit");
    std::vector<char> exact(plan.datagram_bytes);
    encode_record(plan, header, record, exact.data());
    return {exact.begin(), exact.end()};
}

line_record only_record(const std::string &bytes, datagram &out) {
    require(decode_datagram(bytes, out) == datagram_error::none, "what was encoded decodes");
    std::string_view rest = out.records;
    line_record record;
    require(next_record(rest, out.header.process_id, record), "there is a record");
    require(rest.empty(), "there is one record");
    return record;
}

void check_encoding(const stream_header &header, const line_record &record, std::size_t limit) {
    const std::string bytes = encode(header, record, limit);
    datagram again;
    const line_record got = only_record(bytes, again);
    require(again.header.stream_id == header.stream_id, "the stream survives");
    require(again.header.sequence == header.sequence, "the sequence survives");
    require(again.header.process_id == header.process_id, "the process id survives");
    require(got.level == record.level, "the level survives");
    require(got.time_ns == record.time_ns, "the time survives");
    require(got.thread_id == record.thread_id, "the thread survives");
    require(got.source_line == record.source_line, "the source's line number survives");
    require(got.line == record.line.substr(0, got.line.size()), "the line's beginning survives");
    require(got.full_line_bytes == record.full_line_bytes, "the line's full length survives");
}

void check_records(const datagram &decoded, std::string_view bytes) {
    std::string_view rest = decoded.records;
    line_record record;
    std::size_t count = 0;
    for (; !rest.empty(); ++count) {
        require(next_record(rest, decoded.header.process_id, record), "each record decodes");
        require(record.full_line_bytes >= record.line.size(), "no line is longer than it was");
        check_encoding(decoded.header, record, wire::min_datagram_bytes);
        check_encoding(decoded.header, record, wire::default_datagram_bytes);
    }
    require(count > 0, "there is a record");
    if (count == 1 && are_names_short(decoded.header, record)) {
        require(
            encode(decoded.header, record, wire::max_datagram_bytes) == bytes,
            "a record has one spelling");
    }
}

void check_control(const datagram &decoded, std::string_view bytes) {
    char room[max_control_bytes];
    const std::size_t size = encode_control(decoded.kind, decoded.header, room);
    require(size <= sizeof room, "a control datagram keeps to its limit");
    require(
        !is_short(decoded.header.process_name) || bytes == std::string_view(room, size),
        "a control datagram has one spelling");
}

} // namespace

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char *>(data), size};
    datagram decoded;
    if (decode_datagram(bytes, decoded) != datagram_error::none) {
        return 0;
    }
    if (decoded.kind == datagram_kind::records) {
        check_records(decoded, bytes);
    } else {
        check_control(decoded, bytes);
    }
    return 0;
}
