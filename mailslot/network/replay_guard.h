// Takes each sealed datagram once: remembers what came from each sender, in bounded memory.
//
// No cryptography in here: what it is asked about has been authenticated. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <unordered_map>
#include <utility>

#include "mailslot/network/count_window.h"
#include "mailslot/network/seal.h"
#include "mailslot/salted_hash.h"

namespace mailslog {

/// What tells a sealed datagram from every other one of its key, and when it was sent.
struct seal_stamp {
    std::uint64_t session = 0;
    std::uint32_t count = 0;
    std::uint32_t sent_s = 0; // since 1970-01-01T00:00:00Z
};

class replay_guard {
public:
    /// Remembers at most `max_sessions` sessions, at least one.
    explicit replay_guard(std::size_t max_sessions = seal_opener::max_sessions) noexcept;

    /// good: not taken before, and now it is. repeated: taken before, or so far behind the
    /// session's newest that this can't be told. stale: from a session that is not remembered, and
    /// no newer than what was forgotten, so that it can't be told either. Unless good, nothing has
    /// changed. How far the time of sending is from now is not looked at.
    seal_verdict take(const seal_stamp &stamp);

    std::size_t session_count() const noexcept { return sessions_.size(); }

private:
    struct session {
        count_window counts;
        std::uint32_t newest_s;
        // The floor when it began: what it may have sent up to then may have been taken and
        // forgotten, if it was remembered before.
        std::int64_t floor_s;
    };

    seal_verdict take_first(const seal_stamp &stamp);
    seal_verdict take_next(session &known, const seal_stamp &stamp);
    bool is_full() const noexcept { return sessions_.size() >= max_sessions_; }
    void forget_longest_silent();

    std::size_t max_sessions_;
    std::unordered_map<std::uint64_t, session, salted_hash> sessions_;
    std::set<std::pair<std::uint32_t, std::uint64_t>> by_age_; // newest_s, session
    std::int64_t floor_s_ = -1; // the newest time of a forgotten session; at first before any time
};

} // namespace mailslog
