// How many lines each sender may write in a time: counted in windows, as systemd-journald and the
// kernel's printk do. A sender's first line begins one, and those beyond the limit are over it
// until the window ends; whoever goes on so is told of once a window, not at every other line.
//
// A window ends by the collector's clock, or earlier by the times of the lines themselves: what
// waited in a lane while no collector ran did not come too fast. A sender's times are believed
// within an hour before now. One that lies gains as many windows as that holds, once; one that
// makes up streams gains more. The limit is for programs that run away, not for those that cheat.
//
// Bounded memory; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>

#include "collector/files/rotation_clock.h"
#include "collector/intake/incoming.h"
#include "collector/units.h"

namespace mailslog {

/// Whose lines are counted together: a stream's; for text without a stream, a process's of this
/// machine, or an address's. All text of which nobody says who sent it is one sender's.
struct sender_key {
    enum class kind : std::uint8_t { stream, process, address };
    kind of = kind::stream;
    std::uint64_t number = 0;

    static sender_key of_line(const incoming &line);

    friend bool operator<(const sender_key &a, const sender_key &b) noexcept {
        return std::tuple{a.of, a.number} < std::tuple{b.of, b.number};
    }
};

class rate_limit {
public:
    /// Senders whose windows are remembered. For one more those that are over are forgotten; if
    /// they are not half of them, all: each then has a new window.
    static constexpr std::size_t max_senders = 8192;
    /// How long before now a line's own time is believed.
    static constexpr std::chrono::hours credible{1};

    /// Every line is within it.
    rate_limit() = default;
    explicit rate_limit(const line_rate &rate) noexcept : rate_{rate} {}

    bool is_on() const noexcept { return rate_.lines != 0; }

    /// Whether one more line of the sender, with this time of its own, is within the limit.
    bool has_room_for(const sender_key &sender, std::int64_t time_ns, wall_time now) const;
    /// It is, and is written.
    void enter(const sender_key &sender, std::int64_t time_ns, wall_time now);

    /// When the sender's window ends by the collector's clock; nothing if it is over.
    std::optional<wall_time> window_end(const sender_key &sender, wall_time now) const;

private:
    struct window {
        wall_time begun;
        std::int64_t first_line_ns = 0; // by the sender's clock, as far as it is believed
        std::uint64_t lines = 0;
    };

    bool is_over(const window &window, wall_time now) const noexcept;
    bool begins_new(const window &window, std::int64_t time_ns, wall_time now) const noexcept;
    void make_room(wall_time now);

    line_rate rate_;
    std::map<sender_key, window> windows_;
};

} // namespace mailslog
