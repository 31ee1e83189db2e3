// What a collector says of the rotations that `mailslog rotate` asked for: a small file beside the
// slot's socket, which tells a collector from any other owner of a slot, too. Its text is "PROCESS
// NUMBER done|failed|ready\nTEXT\n", replaced in one step. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "collector/files/file_system.h"

namespace mailslog {

inline constexpr std::string_view rotation_answer_suffix = ".rotation";

struct rotation_answer {
    std::int64_t process_id = 0; // whose answer it is
    std::uint64_t number = 0;    // counts the answers; 0: none was asked for yet
    bool is_done = true;
    std::string text; // what was done, or why it could not be; without the last line's end
};

/// A line for each, as many as an answer has room for, and how many more there are.
std::string listed(const std::vector<std::string> &lines);

std::string text_of(const rotation_answer &answer);
std::optional<rotation_answer> parse_rotation_answer(const std::string &text);

std::error_code
write_answer(file_system &files, const std::string &path, const rotation_answer &answer);
/// Nothing if there is none, or no good one.
std::optional<rotation_answer> read_answer(file_system &files, const std::string &path);

} // namespace mailslog
