// `mailslog run`: runs a program and ships what it writes to its standard output and error, a line
// each.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <mailslog/network_config.h>

#include "mailslot/datagram.h"

namespace mailslog {

struct run_settings {
    std::string slot = R"(\\.\mailslot\logs)";
    std::string name; // empty: the program's own, without its folder
    mailslog::level level = level::info;
    std::optional<mailslog::level> errors_level; // of standard error; nothing: as `level`
    std::vector<std::string> command;            // not empty
    network_config network;                      // for a slot of other machines
    /// How long one line may wait for room, or for a collector that restarts. When one has waited
    /// in vain, those after it do not wait until one has gone.
    std::chrono::milliseconds patience{5000};
};

/// Returns when the program has ended and what it wrote is shipped. Where others, that it has
/// started, hold its streams still, it goes on until nothing has come for half a second, or five
/// seconds are over. The program runs also if no collector does: its lines are lost then, and
/// counted on standard error at the end.
///
/// Returns the program's exit code as shells tell it: 128 and the signal's number where a signal
/// ended it, 127 if there is no such program, 126 if it can't be run; 1 if the settings are no
/// good.
int run(const run_settings &settings);

} // namespace mailslog
