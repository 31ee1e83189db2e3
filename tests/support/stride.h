// How far an exhaustive test steps from place to place: to the next, but further where each place
// costs ten times as much (tests/CMakeLists.txt).
#pragma once

#include <cstddef>

inline constexpr std::size_t test_stride = MAILSLOG_TEST_STRIDE;
