// A sealed datagram: a message that only who has the key can have made, that nobody else can read,
// and that is taken once. ChaCha20-Poly1305 (RFC 8439), by libgcrypt. Layout: docs/datagram.md.
//
// Nothing here blocks. Each object belongs to one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mailslog {

/// A marker byte, a nonce of 12 (RFC 8439 section 2.3), the time of sending of 4, a tag of 16.
inline constexpr std::size_t seal_bytes = 33;

using seal_key = std::array<unsigned char, 32>;

/// Reads a key file: 64 hexadecimal digits, white space around them allowed. Nothing if that fails;
/// then `*reason` names the file and what would be right. On POSIX a file that others than its
/// owner may read or write is refused.
std::optional<seal_key> read_key_file(const std::string &path, std::string *reason);

/// What a seal also vouches for, without carrying it: a datagram can't be sent on to another slot
/// or in another computer's name.
struct seal_context {
    std::string_view slot;     // `path\name`, without `\mailslot\`; ASCII case is folded
    std::string_view computer; // the sender's NetBIOS name
};

/// Whether a message says of itself that it is sealed.
bool is_sealed(std::string_view bytes) noexcept;

class sealer {
public:
    /// Throws std::runtime_error if the library refuses (it should not).
    explicit sealer(const seal_key &key);
    ~sealer();
    sealer(sealer &&) noexcept;
    sealer &operator=(sealer &&) noexcept;
    sealer(const sealer &) = delete;
    sealer &operator=(const sealer &) = delete;

    /// Appends the sealed message to `to`: message.size() + seal_bytes more. The message is no part
    /// of `to`. False, and `to` as before, if the system has no random bits for a nonce, or the
    /// library refuses (it should not).
    bool seal(
        std::string_view message, const seal_context &context, std::int64_t now_ns,
        std::string &to);

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

enum class seal_verdict : std::uint8_t {
    good,
    unsealed, // no sealed message at all
    forged,   // another key, another slot or computer, or changed on the way
    repeated, // taken before: a copy that came by another way, or a replay
    stale,    // sent too far from now (or see max_sessions): a replay, or a clock that is wrong
};

class seal_opener {
public:
    /// How far a sender's clock may be off.
    static constexpr std::int64_t max_clock_difference_s = 120;
    /// Senders remembered at the same time; beyond it the longest silent one is forgotten, and
    /// nothing as old as its last message is taken from an unknown one any more.
    static constexpr std::size_t max_sessions = 4096;
    /// How far one datagram of a sender may overtake another.
    static constexpr std::uint32_t reorder_window = 1024;

    explicit seal_opener(const seal_key &key);
    ~seal_opener();
    seal_opener(seal_opener &&) noexcept;
    seal_opener &operator=(seal_opener &&) noexcept;
    seal_opener(const seal_opener &) = delete;
    seal_opener &operator=(const seal_opener &) = delete;

    /// Replaces `message` by what was sealed, if the verdict is good.
    seal_verdict open(
        std::string_view sealed, const seal_context &context, std::int64_t now_ns,
        std::string &message);

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace mailslog
