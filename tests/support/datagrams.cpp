#include "tests/support/datagrams.h"

#include "mailslot/wire.h"

namespace mailslog::test {

spelling &spelling::u64(std::uint64_t value) {
    for (int byte = 0; byte < 8; ++byte) {
        u8(static_cast<unsigned>(value & 0xFF));
        value /= 256;
    }
    return *this;
}

spelling &spelling::varint(std::uint64_t value) {
    for (; value > 127; value /= 128) {
        u8(static_cast<unsigned>(value % 128 + 128));
    }
    return u8(static_cast<unsigned>(value));
}

spelling &spelling::raw(const std::string &bytes) {
    bytes_ += bytes;
    return *this;
}

std::string spell_datagram(unsigned first, const spelling &rest) {
    std::string with_total;
    std::size_t total = 0;
    while (with_total.size() != total || total == 0) { // the total counts its own bytes
        total = with_total.empty() ? rest.bytes().size() + 2 : with_total.size();
        with_total = spelling{}.u8(first).varint(total).raw(rest.bytes()).bytes();
    }
    return with_total;
}

spelling spell_header(const stream_header &header) {
    return spelling{}
        .u64(header.stream_id)
        .varint(header.sequence)
        .varint(header.process_id)
        .string(header.process_name);
}

std::string spell_records(const stream_header &header, const std::vector<line_record> &records) {
    spelling body = spell_header(header);
    std::size_t left = records.size();
    for (const line_record &record : records) {
        const bool more = --left > 0;
        body.u8(static_cast<unsigned>(record.level) + (more ? 0x08u : 0u))
            .u64(static_cast<std::uint64_t>(record.time_ns))
            .string(record.logger);
        more ? body.string(record.line) : body.raw(std::string{record.line});
    }
    return spell_datagram(0x81, body);
}

std::string
encode(const stream_header &header, const line_record &record, std::size_t limit_bytes) {
    const record_plan plan = plan_record(header, record, limit_bytes);
    std::vector<char> exact(plan.datagram_bytes);
    encode_record(plan, header, record, exact.data());
    return {exact.begin(), exact.end()};
}

std::string encode_control(datagram_kind kind, const stream_header &header) {
    std::vector<char> room(max_control_bytes);
    return {room.data(), mailslog::encode_control(kind, header, room.data())};
}

decoded::decoded(std::string_view bytes) : memory_(bytes.begin(), bytes.end()) {
    error = decode_datagram({memory_.data(), memory_.size()}, datagram);
    if (error == datagram_error::none) {
        take_records();
    }
}

void decoded::take_records() {
    std::string_view rest = datagram.records;
    for (line_record record; !rest.empty(); records.push_back(record)) {
        if (!next_record(rest, datagram.header.process_id, record)) {
            broke_off = true;
            return;
        }
    }
}

} // namespace mailslog::test
