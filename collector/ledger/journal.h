// Frames of a journal that a kill may cut short anywhere: a magic, then entries. Pure functions.
// Layout: docs/ledger.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mailslog::journal {

/// What a journal begins with; the last character is the layout's version.
inline constexpr std::string_view magic = "mslogld4";

/// Before the payload: kind and length, and their checksum. After it: its checksum.
inline constexpr std::size_t head_bytes = 16;
inline constexpr std::size_t tail_bytes = 8;
/// The length has 56 bits beside the kind.
inline constexpr unsigned kind_shift = 56;

/// FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): it need not withstand malice,
/// since who may write the journal may write the log.
std::uint64_t checksum(std::string_view bytes) noexcept;

/// Appends an entry's head to `to`; the payload is to follow, then end_entry() with what
/// begin_entry() returned. No other memory than that of `to` is used.
std::size_t begin_entry(std::string &to);
void end_entry(std::string &to, std::size_t begun_at, std::uint8_t kind);

struct entry {
    bool readable = false; // its checksum is right
    std::uint8_t kind = 0;
    std::string_view payload;
};

/// The entries in a journal's bytes, in order. One cut short at the end is left out: a kill does
/// that. Anything else that is wrong is damage and stands as an entry that is not readable; behind
/// a head that is not, no more can be found.
std::vector<entry> parse(std::string_view bytes);

} // namespace mailslog::journal
