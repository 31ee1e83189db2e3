// Gives the lines of a file from the last to the first, reading only as far back as it is asked.
// One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include "collector/files/file_system.h"

namespace mailslog {

class backward_lines {
public:
    /// What is read at once, unless a line is longer.
    static constexpr std::size_t block_bytes = std::size_t{64} * 1024;
    /// A longer line is given in pieces.
    static constexpr std::size_t max_line_bytes = std::size_t{1024} * 1024;

    /// The lines that begin in [`begin`, `end`), each of which stands where a line begins or the
    /// file ends. `file` must outlive this.
    backward_lines(file &file, std::uint64_t begin, std::uint64_t end)
        : file_{file}, begin_{begin}, block_at_{end} {}

    /// Moves to the line before; `found` is false if there is none.
    std::error_code step(bool &found);

    /// Without its line end; valid until the next step().
    std::string_view line() const noexcept { return line_; }
    /// Where it begins.
    std::uint64_t offset() const noexcept { return offset_; }

private:
    std::error_code load_block_before();

    file &file_;
    std::uint64_t begin_;
    std::uint64_t block_at_; // where in the file `block_` begins
    std::string block_;      // what has been read, and not given yet
    std::size_t given_at_ = 0;
    std::string_view line_;
    std::uint64_t offset_ = 0;
};

} // namespace mailslog
