// Encodes and decodes mailslog datagrams (docs/datagram.md). Pure functions: no allocation, no
// system call, no shared state; callable from any thread. Decoded views point into the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mailslog {

/// Severity, numbered as spdlog numbers it.
enum class level : std::uint8_t { trace, debug, info, warn, err, critical, off };

enum class datagram_kind : std::uint8_t {
    records, // one or more lines, numbered from header.sequence
    goodbye, // the stream ends; header.sequence is the last number it used, 0 if none
    offer,   // a lane is attached (lane.h); header.sequence is the last number used so far
};

/// Whose lines a datagram carries. A stream is one sink in one process: its numbers begin at 1,
/// rise by one a line, and are used up by lines that had to be dropped, too.
struct stream_header {
    std::uint64_t stream_id = 0; // random
    std::uint64_t sequence = 0;
    std::uint32_t process_id = 0;
    std::string_view process_name;
};

struct line_record {
    mailslog::level level = level::info;
    std::int64_t time_ns = 0;    // since 1970-01-01T00:00:00Z
    std::uint64_t thread_id = 0; // as the system numbers threads
    std::string_view logger;
    std::string_view source_file; // empty: no source location
    std::uint32_t source_line = 0;
    std::string_view source_function;
    std::string_view line;
    /// Before it was cut, by whomever; anything up to line.size() when it was not.
    std::uint64_t full_line_bytes = 0;
};

/// How a record will be encoded within a limit; made by plan_record() for encode_record().
struct record_plan {
    std::size_t datagram_bytes = 0; // exactly what encode_record() will write
    std::size_t name_bytes = 0;     // names are cut to this
    std::size_t line_bytes = 0;     // the line is cut to this, at a code point
    bool cut = false;
};

/// Fits the record into `limit_bytes` (wire::min_datagram_bytes to max_datagram_bytes): the line is
/// cut first; names longer than an eighth of the limit (64 bytes at most) are cut in any case. A
/// cut never splits a UTF-8 sequence.
record_plan plan_record(
    const stream_header &header, const line_record &record, std::size_t limit_bytes) noexcept;
/// Writes exactly plan.datagram_bytes to `to`.
void encode_record(
    const record_plan &plan, const stream_header &header, const line_record &record,
    char *to) noexcept;

/// plan_record() and encode_record() for the records of one stream within one limit; what all of
/// them share is worked out once.
class record_encoder {
public:
    record_encoder() = default;
    /// The stream's sequence does not matter here; its name need not outlive the call.
    record_encoder(const stream_header &stream, std::size_t limit_bytes) noexcept;

    record_plan plan(std::uint64_t sequence, const line_record &record) const noexcept;
    void encode(
        const record_plan &plan, std::uint64_t sequence, const line_record &record,
        char *to) const noexcept;

private:
    static constexpr std::size_t max_sender_bytes = 72; // a 32-bit varint, and a name of 64 bytes

    std::uint64_t stream_id_ = 0;
    std::uint32_t process_id_ = 0;
    std::size_t name_bytes_ = 0;
    std::size_t room_bytes_ = 0; // of a datagram behind its total
    std::size_t sender_bytes_ = 0;
    char sender_[max_sender_bytes]; // what ends each header: process id and name, encoded
};

/// The most that encode_control() writes.
inline constexpr std::size_t max_control_bytes = 128;
/// Writes a goodbye or an offer to `to` (max_control_bytes of room) and returns its size.
std::size_t encode_control(datagram_kind kind, const stream_header &header, char *to) noexcept;

enum class datagram_error {
    none,
    plain_text,      // no mailslog datagram: a line of text from any program
    unknown_version, // mailslog's, but of a version that we do not know
    malformed,       // a length, a field or a count is wrong
};

struct datagram {
    datagram_kind kind = datagram_kind::records;
    stream_header header;
    std::string_view records; // for next_record()
};

/// Checks the header and every record's shape, so that a datagram is taken whole or not at all.
datagram_error decode_datagram(std::string_view bytes, datagram &out) noexcept;

/// The same for the commonest datagram, one record alone, at once. False for any other, and for
/// what decode_datagram() refuses: then nothing is told, and `header` and `record` hold anything.
bool decode_lone_record(
    std::string_view bytes, stream_header &header, line_record &record) noexcept;

/// Takes the next record off `rest` (datagram.records at first); false when none is left. The
/// record's number is header.sequence plus its index. `process_id` is the header's.
bool next_record(std::string_view &rest, std::uint32_t process_id, line_record &out) noexcept;

} // namespace mailslog
