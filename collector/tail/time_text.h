// Takes dates and times of day off the front of a text. Any thread.
#pragma once

#include <string_view>

#include "collector/tail/calendar.h"

namespace mailslog {

/// Takes exactly `digits` digits off; false, and nothing taken, if they don't stand there.
bool take_digits(std::string_view &text, std::size_t digits, int &value) noexcept;
/// Takes `word` off if the text begins with it.
bool take_word(std::string_view &text, std::string_view word) noexcept;

/// "2026-11-22"
bool take_date(std::string_view &text, calendar_time &time) noexcept;
/// "14:22", "14:22:01", "14:22:01.123456789"; a fraction has 1 to 9 digits.
bool take_time_of_day(std::string_view &text, calendar_time &time) noexcept;
/// "Z", "+02:00" or "+0200"; true also if none of these stands there.
bool take_zone(std::string_view &text, calendar_time &time) noexcept;

} // namespace mailslog
