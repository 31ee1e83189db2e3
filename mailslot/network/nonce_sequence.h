// The nonces of one sender: none comes twice, whatever becomes of the process.
//
// One thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "mailslot/process.h"

namespace mailslog {

class nonce_sequence {
public:
    static constexpr std::size_t nonce_bytes = 12; // RFC 8439 section 2.3
    using nonce = std::array<char, nonce_bytes>;

    /// Bits that no other session has, whoever draws one: as secret_bits().
    using session_source = std::optional<std::uint64_t> (*)() noexcept;

    /// A session of its own, whose counter begins at 0; elsewhere, and from another source, only in
    /// tests.
    explicit nonce_sequence(
        std::uint32_t first_count = 0, session_source source = secret_bits) noexcept;
    ~nonce_sequence() = default;
    nonce_sequence(const nonce_sequence &) = delete; // a copy would say the same again
    nonce_sequence &operator=(const nonce_sequence &) = delete;

    /// The session's 8 bytes and the counter's 4, which rises by one. A new session is drawn when
    /// the counter has been used up, and in a child of fork(). Nothing as long as the source has
    /// none.
    std::optional<nonce> next() noexcept;

private:
    void begin_session() noexcept;

    session_source source_;
    std::optional<std::uint64_t> session_;
    std::uint64_t fork_mark_ = 0;
    std::uint64_t count_ = 0; // wider than on the wire: one beyond the last is none
};

} // namespace mailslog
