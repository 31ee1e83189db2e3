// Datagrams for tests: encoded by the library, decoded by it, or spelled byte by byte (well-formed
// or not) independently of both.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mailslot/datagram.h"

namespace mailslog::test {

/// Spells the fields of docs/datagram.md one after the other.
class spelling {
public:
    spelling &u8(unsigned value) { return raw(std::string(1, static_cast<char>(value))); }
    spelling &u64(std::uint64_t value);
    spelling &varint(std::uint64_t value);
    spelling &string(std::string_view text) { return varint(text.size()).raw(std::string{text}); }
    spelling &raw(const std::string &bytes);

    const std::string &bytes() const { return bytes_; }

private:
    std::string bytes_;
};

/// The datagram whose first byte is `first`, with its total, then `rest`.
std::string spell_datagram(unsigned first, const spelling &rest);
/// The header's fields after the total, without anything unusual.
spelling spell_header(const stream_header &header);
/// A records datagram of several whole lines.
std::string spell_records(const stream_header &header, const std::vector<line_record> &records);

std::string encode(const stream_header &header, const line_record &record, std::size_t limit_bytes);
std::string encode_control(datagram_kind kind, const stream_header &header);

/// What decoding gives, over a copy of the bytes with nothing readable behind it (for ASan).
class decoded {
public:
    explicit decoded(std::string_view bytes);
    decoded(const decoded &) = delete;
    decoded &operator=(const decoded &) = delete;

    datagram_error error;
    mailslog::datagram datagram;
    std::vector<line_record> records;
    /// next_record() refused a record of a datagram that decode_datagram() took.
    bool broke_off = false;

private:
    void take_records();

    std::vector<char> memory_;
};

} // namespace mailslog::test
