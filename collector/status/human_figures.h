// Figures as people read them. Pure functions.
#pragma once

#include <cstdint>
#include <string>

namespace mailslog {

/// "1,234,567"
std::string grouped(std::uint64_t number);
/// "0", "0.4", "12", "1,234": of so many a second, with a digit behind the point below ten.
std::string rate_text(double a_second);
/// "0 bytes", "1.5 KiB", "64 MiB"
std::string size_text(std::uint64_t bytes);
/// "12 s", "3 min 4 s", "5 h 6 min", "7 d 8 h"; a negative one is none.
std::string duration_text(std::int64_t seconds);

} // namespace mailslog
