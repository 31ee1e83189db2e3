// Several waiting records in one datagram: the header once, the records one after the other
// (docs/datagram.md). One thread at a time; all memory is taken by the constructor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

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

    bool empty() const noexcept { return bytes_.empty(); }
    std::string_view bytes() const noexcept { return bytes_; }
    void clear() noexcept;

private:
    bool begin_with(std::string_view datagram) noexcept;
    bool append(const datagram &added) noexcept;

    std::size_t limit_bytes_;
    std::string bytes_;
    std::size_t last_record_ = 0; // where in bytes_ its flags are
    std::uint64_t next_sequence_ = 0;
};

} // namespace mailslog
