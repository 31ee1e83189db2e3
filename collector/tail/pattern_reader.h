// Reads the fields out of lines that a text pattern has formatted. One thread at a time.
//
// A name may hold what the pattern puts between names. Then the shortest names that fit are taken,
// from left to right; and the work for one line is bounded, whatever it holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collector/tail/line_fields.h"
#include "collector/tail/pattern_clock.h"

namespace mailslog {

class pattern_reader {
public:
    /// `pattern`: one that fault_of_pattern() has nothing against.
    explicit pattern_reader(std::string_view pattern);

    /// Reads `line`, without its line end; false, and nothing in `fields`, if the pattern has not
    /// made it.
    bool read(std::string_view line, line_fields &fields);

    /// Whether the pattern shows this flag's field, "%n" and the like.
    bool shows(char flag) const noexcept;
    /// Whether it shows a moment: a date with its year, and a time.
    bool shows_time() const noexcept;

    struct piece {
        char flag = '\0'; // '\0': `text` as it stands; ' ': what pads a column
        bool may_be_cut = false;
        std::string text;
    };

private:
    bool match(std::size_t piece, std::size_t at);
    bool match_free(std::size_t piece, std::size_t at);
    bool match_padding(std::size_t piece, std::size_t at);
    bool has_a_try() noexcept;
    void take(const piece &piece, std::string_view text, line_fields &fields);

    std::vector<piece> pieces_;
    std::vector<std::string_view> found_; // for each piece
    std::string_view line_;
    std::size_t tries_left_ = 0;
    pattern_clock clock_;
};

} // namespace mailslog
