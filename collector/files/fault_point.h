// Named places between two steps, at which a test lets the collector die: tests/chaos has a
// collector with MAILSLOG_FAULT_POINTS, and finds the names in the sources. Nothing in any other.
//
// A name says what was done last.
#pragma once

namespace mailslog {

#ifdef MAILSLOG_FAULT_POINTS
void fault_point(const char *name) noexcept;
#else
constexpr void fault_point(const char *) noexcept {}
#endif

} // namespace mailslog
