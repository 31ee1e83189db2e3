// Which of a sender's last counts have been taken: each once, a late one too, as far as the window
// reaches back (the sliding window of RFC 4303 section 3.4.3).
//
// One thread at a time. No memory beyond its own.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>

#include "mailslot/network/seal.h"

namespace mailslog {

class count_window {
public:
    /// With one count taken.
    explicit count_window(std::uint32_t first) noexcept;

    /// Takes a count. False: taken before, or more than seal_opener::reorder_window below the
    /// highest.
    bool take(std::uint32_t count) noexcept;

private:
    static constexpr std::uint32_t reach = seal_opener::reorder_window;
    static constexpr std::size_t slots = std::size_t{reach} + 1; // the highest one has a slot, too

    void move_to(std::uint32_t count) noexcept;

    std::bitset<slots> taken_; // of a count: at its rest by division by slots
    std::uint32_t highest_;
};

} // namespace mailslog
