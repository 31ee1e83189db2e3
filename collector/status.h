// `mailslog status`: shows how the collector of a slot is doing, without disturbing it.
#pragma once

#include <string>

namespace mailslog {

struct status_settings {
    std::string slot = R"(\\.\mailslot\logs)";
    bool json = false;
};

/// Prints to standard output. Returns the exit code: 0; or 1 after a message if no collector owns
/// the slot: then what the last one said, if it is still known, is printed all the same.
int show_status(const status_settings &settings);

} // namespace mailslog
