#include "mailslot/network/nonce_sequence.h"

#include <limits>

#include "mailslot/process.h"
#include "mailslot/wire.h"

namespace mailslog {

nonce_sequence::nonce_sequence(std::uint32_t first_count) noexcept {
    begin_session();
    count_ = first_count;
}

void nonce_sequence::begin_session() noexcept {
    session_ = random_bits();
    fork_mark_ = mailslog::fork_mark();
    count_ = 0;
}

nonce_sequence::nonce nonce_sequence::next() noexcept {
    if (count_ > std::numeric_limits<std::uint32_t>::max() || fork_mark_ != mailslog::fork_mark()) {
        begin_session();
    }
    nonce made{};
    wire::put_u32(wire::put_u64(made.data(), session_), static_cast<std::uint32_t>(count_));
    ++count_;
    return made;
}

} // namespace mailslog
