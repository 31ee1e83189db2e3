// `mailslog rotate`: has the collector that owns a slot rotate its log now.
#pragma once

#include <string>

namespace mailslog {

struct rotate_settings {
    std::string slot = R"(\\.\mailslot\logs)";
};

/// Waits until it is done, 30 seconds at most, and says to standard output what the file is called
/// now. Returns the exit code: 0, or 1 after a message that says what could not be done.
int rotate(const rotate_settings &settings);

} // namespace mailslog
