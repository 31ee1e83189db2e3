// A setting as its user names it: for who asks what runs, and what a new configuration changes.
#pragma once

#include <string>

namespace mailslog {

struct named_setting {
    std::string name;   // the option's, without its dashes
    std::string value;  // harmless to a terminal
    std::string origin; // "command line", "FILE:LINE" or "default"
};

} // namespace mailslog
