// An option's value that will not do. Thrown while a command line is parsed.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace mailslog {

struct bad_value : CLI::ValidationError {
    bad_value(const std::string &option, const std::string &value, const std::string &why)
        : CLI::ValidationError{option, "'" + value + "': " + why}, option{option}, why{why} {}

    std::string option; // with its dashes
    std::string why;    // "expected a path"
};

} // namespace mailslog
