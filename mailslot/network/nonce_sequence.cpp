#include "mailslot/network/nonce_sequence.h"

#include <limits>

#include "mailslot/wire.h"

namespace mailslog {

nonce_sequence::nonce_sequence(std::uint32_t first_count, session_source source) noexcept
    : source_{source} {
    begin_session();
    count_ = first_count;
}

void nonce_sequence::begin_session() noexcept {
    session_ = source_();
    fork_mark_ = mailslog::fork_mark();
    count_ = 0;
}

std::optional<nonce_sequence::nonce> nonce_sequence::next() noexcept {
    constexpr std::uint64_t last_count = std::numeric_limits<std::uint32_t>::max();
    if (!session_ || count_ > last_count || fork_mark_ != mailslog::fork_mark()) {
        begin_session();
    }
    if (!session_) {
        return std::nullopt;
    }
    nonce made{};
    wire::put_u32(wire::put_u64(made.data(), *session_), static_cast<std::uint32_t>(count_));
    ++count_;
    return made;
}

} // namespace mailslog
