// `--socket-queue N`: how many datagrams the slot's socket has room for.
#pragma once

#include <cstddef>

#include "collector/options/cli_forward.h"

namespace mailslog {

/// `datagrams` outlives the parsing; 0 leaves the system's own number.
void add_socket_queue(CLI::App &app, std::size_t &datagrams);

} // namespace mailslog
