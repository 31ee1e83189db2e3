// Reads lines of any length in bounded memory. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string_view>

#include "collector/format/line_builder.h"

namespace mailslog {

class line_reader {
public:
    /// Of a longer line, at most `max_kept_bytes` are kept, cut at a code point. `input` is not
    /// owned, and must outlive the reader.
    line_reader(std::istream &input, std::size_t max_kept_bytes);

    /// Reads the next line; blocks as the input does. False at the end. Lines end in LF or CR LF;
    /// the last may lack it. Every other byte belongs to its line, NUL included.
    bool next();

    /// The line as far as it is kept, without its end; valid until the next call of next().
    std::string_view text() const noexcept { return line_.text(); }
    /// How long the line is, kept or not.
    std::uint64_t full_bytes() const noexcept { return line_.full_bytes(); }

private:
    std::streambuf *input_;
    line_builder line_;
};

} // namespace mailslog
