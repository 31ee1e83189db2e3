// Which false claims the log is told of: the first of each stream, and not many a minute, since
// whoever forges one can forge a million. Bounded memory; one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <unordered_set>

#include "collector/files/rotation_clock.h"
#include "mailslot/salted_hash.h"

namespace mailslog {

class claim_notices {
public:
    static constexpr std::size_t max_a_minute = 10;
    /// Streams remembered as told of. For one more all are forgotten: a claim may be told again.
    static constexpr std::size_t max_streams = 4096;

    bool is_due(std::uint64_t stream_id, wall_time now) const;
    void give(std::uint64_t stream_id, wall_time now);

private:
    bool is_new_minute(wall_time now) const noexcept;

    std::unordered_set<std::uint64_t, salted_hash> told_;
    wall_time minute_{};
    std::size_t this_minute_ = 0;
};

} // namespace mailslog
