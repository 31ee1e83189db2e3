// Makes lines of bytes that come in pieces, in bounded memory. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mailslog {

class line_builder {
public:
    /// Of a longer line, at most `max_kept_bytes` are kept, cut at a code point.
    explicit line_builder(std::size_t max_kept_bytes);

    /// Adds a byte to the line; true if it has ended it. The next byte begins the next line. Lines
    /// end in LF or CR LF; every other byte belongs to its line, NUL included.
    bool add(char byte);
    /// Ends a line that lacks its end; false if no byte has come since the last one.
    bool finish();

    /// The line that has ended, as far as it is kept, without its end; valid until the next byte.
    std::string_view text() const noexcept { return text_; }
    /// How long it is, kept or not.
    std::uint64_t full_bytes() const noexcept { return full_bytes_; }

private:
    void begin();
    void keep(char byte);

    std::size_t max_kept_bytes_;
    std::string text_;
    std::uint64_t full_bytes_ = 0;
    bool after_carriage_return_ = false;
    bool has_ended_ = false;
};

} // namespace mailslog
