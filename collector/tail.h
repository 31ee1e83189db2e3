// `mailslog tail`: shows the end of a log file and follows it across rotation.
#pragma once

#include <cstddef>
#include <string>

namespace mailslog {

enum class colour_choice { automatic, always, never };

struct tail_settings {
    std::string file = "all.log";
    std::size_t lines = 10;
    bool follow = false;
    colour_choice colour = colour_choice::automatic; // a terminal, and NO_COLOR is not set
};

/// Prints the last lines of the file to standard output, each once; what could act on a terminal is
/// shown escaped on one, and goes as it is elsewhere. With `follow` goes on with what is appended, through every rotated file in between, until interrupted or standard output is
/// closed. Returns the exit code: 0, or 1 after a message (no such file, …).
int tail(const tail_settings &settings);

} // namespace mailslog
