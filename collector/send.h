// `mailslog send`: ships lines from the command line or from standard input to a slot.
#pragma once

#include <chrono>
#include <istream>
#include <string>

#include <mailslog/network_config.h>

#include "mailslot/datagram.h"

namespace mailslog {

struct send_settings {
    std::string slot = R"(\\.\mailslot\logs)";
    mailslog::level level = level::info;
    std::string logger;
    std::string text; // empty and !has_text: standard input, a line each
    bool has_text = false;
    network_config network; // for a slot of other machines
    /// How long one line may wait for room, or for a collector that restarts.
    std::chrono::milliseconds patience{5000};
};

/// Unlike the sink it waits for room rather than lose a line, and says when no collector runs.
/// Returns the exit code: 0 all lines were handed over, 1 not; the message on standard error says
/// why and how many were.
int send(const send_settings &settings, std::istream &standard_input);

} // namespace mailslog
