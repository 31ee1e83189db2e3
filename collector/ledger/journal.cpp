#include "collector/ledger/journal.h"

#include "mailslot/wire.h"

namespace mailslog::journal {
namespace {

constexpr std::uint64_t length_mask = (std::uint64_t{1} << kind_shift) - 1;

std::uint64_t u64_at(std::string_view bytes, std::size_t offset) noexcept {
    return wire::reader{bytes.substr(offset)}.u64();
}

/// Takes one entry off `rest`; false when it is cut short.
bool take_entry(std::string_view &rest, entry &out) noexcept {
    if (rest.size() < head_bytes) {
        return false;
    }
    if (u64_at(rest, 8) != checksum(rest.substr(0, 8))) {
        rest = {};
        return true;
    }
    const std::uint64_t word = u64_at(rest, 0);
    const std::uint64_t length = word & length_mask;
    const std::size_t room = rest.size() - head_bytes;
    if (room < tail_bytes || length > room - tail_bytes) {
        return false;
    }
    out.kind = static_cast<std::uint8_t>(word >> kind_shift);
    out.payload = rest.substr(head_bytes, static_cast<std::size_t>(length));
    rest.remove_prefix(head_bytes + out.payload.size());
    out.readable = u64_at(rest, 0) == checksum(out.payload);
    rest.remove_prefix(tail_bytes);
    return true;
}

} // namespace

std::uint64_t checksum(std::string_view bytes) noexcept {
    std::uint64_t hash = 0xCBF29CE484222325;
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
    }
    return hash;
}

std::size_t begin_entry(std::string &to) {
    const std::size_t begun_at = to.size();
    to.append(head_bytes, '\0');
    return begun_at;
}

void end_entry(std::string &to, std::size_t begun_at, std::uint8_t kind) {
    const std::size_t payload_at = begun_at + head_bytes;
    const std::uint64_t length = to.size() - payload_at;
    const std::uint64_t sum = checksum(std::string_view{to}.substr(payload_at));
    to.append(tail_bytes, '\0');
    wire::put_u64(to.data() + payload_at + length, sum);
    char *head = to.data() + begun_at;
    wire::put_u64(head, std::uint64_t{kind} << kind_shift | length);
    wire::put_u64(head + 8, checksum({head, 8}));
}

std::vector<entry> parse(std::string_view bytes) {
    std::vector<entry> entries;
    const auto beginning = bytes.substr(0, magic.size());
    if (beginning != magic.substr(0, beginning.size())) {
        entries.emplace_back();
        return entries;
    }
    bytes.remove_prefix(beginning.size());
    entry next;
    while (!bytes.empty() && take_entry(bytes, next)) {
        entries.push_back(next);
        next = {};
    }
    return entries;
}

} // namespace mailslog::journal
