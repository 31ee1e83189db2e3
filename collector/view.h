// `mailslog view`: a live page of a log, for the browsers of this machine.
#pragma once

#include <string>
#include <vector>

#include "collector/http/tcp_place.h"

namespace mailslog {

struct view_settings {
    std::string slot = R"(\\.\mailslot\logs)";
    tcp_place place{"127.0.0.1", 8123}; // loopback
    std::vector<std::string> paths;     // as `mailslog tail` takes them; none: what the slot's
                                        // collector writes, once there is one
    std::string pattern;                // as tail_settings
};

/// Serves until interrupted. It reads the log's files and the collector's status page: the
/// collector does not notice. Returns the exit code: 0, or 1 after a message.
int view(const view_settings &settings);

} // namespace mailslog
