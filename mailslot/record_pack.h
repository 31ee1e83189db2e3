// Several waiting records in one datagram: the header once, the records one after the other
// (docs/datagram.md). One thread at a time; all memory is taken by the constructor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace mailslog {

struct datagram;

class record_pack {
public:
    /// A pack is never longer than `limit_bytes`.
    explicit record_pack(std::size_t limit_bytes);

    /// Adds the records of a datagram as encode_record() makes it. False, and nothing changed, if
    /// it does not belong behind what is in here (another stream, or not the next number), is no
    /// datagram of records, or would make the pack too long. The first datagram is taken as it is.
    bool add(std::string_view datagram) noexcept;

    bool empty() const noexcept { return size_ == 0; }
    std::string_view bytes() const noexcept { return {memory_.data(), size_}; }
    void clear() noexcept;

private:
    bool begin_with(std::string_view datagram) noexcept;
    bool append(const datagram &added) noexcept;
    void replace(std::size_t at, std::size_t old_bytes, std::string_view by) noexcept;

    // As many bytes as the limit. No std::string: its edits may take memory though there is room,
    // as clang 14 has them do in C++23.
    std::vector<char> memory_;
    std::size_t size_ = 0;
    std::size_t last_record_ = 0; // where its flags are
    std::uint64_t next_sequence_ = 0;
};

} // namespace mailslog
