// Puts a moment together from the parts that a pattern shows of it. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "collector/tail/calendar.h"

namespace mailslog {

class pattern_clock {
public:
    void clear();
    /// The text of a time's flag; others are ignored.
    void take(char flag, std::string_view text);
    /// The moment that was shown; nothing if the parts are not enough for one, or there is none.
    std::optional<std::int64_t> time_ns();

    /// How much of `text` this flag of fixed form has made; npos: it has not.
    static std::size_t length_of(char flag, std::string_view text) noexcept;
    static bool is_time_flag(char flag) noexcept;

private:
    std::optional<std::int64_t> minute_ns();

    calendar_time parts_;
    bool afternoon_ = false;
    bool twelve_hours_ = false;
    std::optional<std::int64_t> epoch_seconds_;
    // The system's calendar is asked once a minute of the log, not once a line.
    calendar_time last_minute_;
    std::optional<std::int64_t> last_minute_ns_;
};

} // namespace mailslog
