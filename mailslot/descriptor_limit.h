// How many files, sockets and lanes the process may have open.
#pragma once

#include <cstddef>

namespace mailslog {

/// Raises the process's own limit to `wanted` as far as the system lets it, and returns what it is.
std::size_t raise_descriptor_limit(std::size_t wanted) noexcept;

} // namespace mailslog
