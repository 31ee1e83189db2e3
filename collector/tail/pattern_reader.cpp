#include "collector/tail/pattern_reader.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "collector/format/level_name.h"
#include "collector/tail/cut_line.h"

namespace mailslog {
namespace {

constexpr std::size_t no_match = std::string_view::npos;
/// What one line may cost: a line of ours takes some dozens, one made to mislead soon as many.
constexpr std::size_t max_tries = 4096;

/// Flags that stand for several; those of spdlog's default line without its source location.
struct short_form {
    char flag;
    std::string_view pattern;
};
constexpr std::array<short_form, 8> short_forms{{
    {'c', "%a %b %d %H:%M:%S %Y"},
    {'D', "%m/%d/%C"},
    {'x', "%m/%d/%C"},
    {'T', "%H:%M:%S"},
    {'X', "%H:%M:%S"},
    {'R', "%H:%M"},
    {'r', "%I:%M:%S %p"},
    {'+', "[%Y-%m-%d %H:%M:%S.%e] [%n] [%l] %v"},
}};

std::string_view long_form(char flag) noexcept {
    const auto *const found =
        std::find_if(short_forms.begin(), short_forms.end(), [flag](const short_form &form) {
            return form.flag == flag;
        });
    return found == short_forms.end() ? std::string_view{} : found->pattern;
}

bool is_digit(char byte) noexcept {
    return byte >= '0' && byte <= '9';
}

bool contains(std::string_view text, char byte) noexcept {
    return text.find(byte) != std::string_view::npos;
}

std::size_t leading_digits(std::string_view text) noexcept {
    const auto *const end = std::find_if_not(text.begin(), text.end(), is_digit);
    return static_cast<std::size_t>(end - text.begin());
}

/// Splits a pattern into what stands between its flags and the flags.
class pattern_parser {
public:
    explicit pattern_parser(std::vector<pattern_reader::piece> &pieces) : pieces_{pieces} {}

    void parse(std::string_view pattern) {
        while (!pattern.empty()) {
            const std::size_t percent = std::min(pattern.find('%'), pattern.size());
            add_text(pattern.substr(0, percent));
            pattern.remove_prefix(std::min(percent + 1, pattern.size()));
            if (!pattern.empty()) {
                parse_flag(pattern);
            }
        }
    }

private:
    void parse_flag(std::string_view &rest) {
        if (contains("-=", rest[0])) {
            rest.remove_prefix(1);
        }
        const std::size_t width = leading_digits(rest);
        rest.remove_prefix(width);
        const bool cut = width > 0 && rest.substr(0, 1) == "!";
        rest.remove_prefix(cut ? 1 : 0);
        if (rest.empty()) {
            return;
        }
        const char flag = rest[0];
        rest.remove_prefix(1);
        if (width > 0) {
            pieces_.push_back({' ', false, {}});
        }
        add_flag(flag, cut);
        if (width > 0) {
            pieces_.push_back({' ', false, {}});
        }
    }

    void add_flag(char flag, bool cut) {
        if (flag == '%') {
            add_text("%");
        } else if (!long_form(flag).empty()) {
            parse(long_form(flag));
        } else if (flag != '^' && flag != '$') { // where colours begin and end
            pieces_.push_back({flag, cut, {}});
        }
    }

    void add_text(std::string_view text) {
        if (text.empty()) {
            return;
        }
        if (pieces_.empty() || pieces_.back().flag != '\0') {
            pieces_.push_back({});
        }
        pieces_.back().text += text;
    }

    std::vector<pattern_reader::piece> &pieces_;
};

constexpr std::array<level, 7> levels{level::trace, level::debug,    level::info, level::warn,
                                      level::err,   level::critical, level::off};
constexpr std::string_view level_letters = "TDIWECO";

/// Cut to its column a level may be any beginning of its name, and the longest is meant.
std::size_t level_length(std::string_view text, bool may_be_cut) noexcept {
    std::size_t longest = 0;
    for (const level each : levels) {
        const std::string_view name = level_name(each);
        const auto *const end =
            std::mismatch(name.begin(), name.end(), text.begin(), text.end()).first;
        const auto shared = static_cast<std::size_t>(end - name.begin());
        if (shared == name.size() || may_be_cut) {
            longest = std::max(longest, shared);
        }
    }
    return longest == 0 ? no_match : longest;
}

std::optional<level> level_of(std::string_view word) noexcept {
    for (const level each : levels) {
        if (level_name(each).substr(0, word.size()) == word) {
            return each;
        }
    }
    return std::nullopt;
}

/// "@HOST(10.0.0.5)", or nothing.
std::size_t origin_length(std::string_view text) noexcept {
    if (text.substr(0, 1) != "@") {
        return 0;
    }
    const std::size_t opening = text.find('(');
    const std::size_t closing = opening == no_match ? no_match : text.find(')', opening);
    return closing == no_match ? 0 : closing + 1;
}

/// Digits, or "-".
std::size_t process_id_length(std::string_view text) noexcept {
    const std::size_t length = text.substr(0, 1) == "-" ? 1 : leading_digits(text);
    return length == 0 ? no_match : length;
}

/// How much of `text` a flag has made whose text has a form of its own; no_match: not that flag.
std::size_t length_of(const pattern_reader::piece &piece, std::string_view text) noexcept {
    switch (piece.flag) {
    case '\0':
        return text.substr(0, piece.text.size()) == piece.text ? piece.text.size() : no_match;
    case 'l':
        return level_length(text, piece.may_be_cut);
    case 'L':
        return !text.empty() && contains(level_letters, text[0]) ? 1 : no_match;
    case 'Q':
        return process_id_length(text);
    case 'w':
        return origin_length(text);
    default:
        return pattern_clock::is_time_flag(piece.flag) ? pattern_clock::length_of(piece.flag, text)
                                                       : leading_digits(text);
    }
}

bool is_free(char flag) noexcept {
    constexpr std::string_view free_flags = "NWnvgs@!";
    return flag != '\0' && contains(free_flags, flag);
}

template <typename Integer>
void set_number(Integer &number, std::string_view text) noexcept {
    number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
}

void set_name(std::string &name, std::string_view text) {
    name = text == "-" ? std::string_view{} : text;
}

void set_origin(line_fields &fields, std::string_view text) {
    if (!text.empty()) {
        const std::size_t opening = text.find('(');
        fields.host = text.substr(1, opening - 1);
        fields.address = text.substr(opening + 1, text.size() - opening - 2);
    }
}

/// "/src/order.cpp:42"
void set_place(line_fields &fields, std::string_view text) {
    const std::size_t colon = text.rfind(':');
    fields.source_file = text.substr(0, colon);
    if (colon != no_match) {
        set_number(fields.source_line, text.substr(colon + 1));
    }
}

} // namespace

pattern_reader::pattern_reader(std::string_view pattern) {
    pattern_parser{pieces_}.parse(pattern);
    found_.resize(pieces_.size());
}

bool pattern_reader::shows(char flag) const noexcept {
    return std::any_of(
        pieces_.begin(), pieces_.end(), [flag](const piece &piece) { return piece.flag == flag; });
}

bool pattern_reader::shows_time() const noexcept {
    const bool date = (shows('Y') || shows('C')) && shows('d') &&
                      (shows('m') || shows('b') || shows('h') || shows('B'));
    return shows('E') || (date && (shows('H') || (shows('I') && shows('p'))));
}

bool pattern_reader::read(std::string_view line, line_fields &fields) {
    fields.clear();
    line_ = line;
    tries_left_ = max_tries;
    if (!match(0, 0)) {
        return false;
    }
    clock_.clear();
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
        take(pieces_[i], found_[i], fields);
    }
    fields.time_ns = clock_.time_ns();
    return true;
}

bool pattern_reader::match(std::size_t piece, std::size_t at) {
    for (; piece < pieces_.size(); ++piece) {
        if (is_free(pieces_[piece].flag)) {
            return match_free(piece, at);
        }
        if (pieces_[piece].flag == ' ') {
            return match_padding(piece, at);
        }
        const std::size_t length = length_of(pieces_[piece], line_.substr(at));
        if (length == no_match) {
            return false;
        }
        found_[piece] = line_.substr(at, length);
        at += length;
    }
    return at == line_.size();
}

// Spaces may also be the beginning of what follows the column.
bool pattern_reader::match_padding(std::size_t piece, std::size_t at) {
    std::size_t end = std::min(line_.find_first_not_of(' ', at), line_.size());
    for (; has_a_try(); --end) {
        if (match(piece + 1, end)) {
            return true;
        }
        if (end == at) {
            break;
        }
    }
    return false;
}

bool pattern_reader::has_a_try() noexcept {
    if (tries_left_ > 0) {
        --tries_left_;
    }
    return tries_left_ > 0;
}

// The last one is all the rest; another ends where what follows it can begin.
bool pattern_reader::match_free(std::size_t piece, std::size_t at) {
    if (piece + 1 == pieces_.size()) {
        found_[piece] = line_.substr(at);
        return true;
    }
    const auto &next = pieces_[piece + 1];
    for (std::size_t end = at; end <= line_.size() && has_a_try(); ++end) {
        if (next.flag == '\0') {
            end = line_.find(next.text, end);
        }
        if (end == no_match) {
            return false;
        }
        if (match(piece + 1, end)) {
            found_[piece] = line_.substr(at, end - at);
            return true;
        }
    }
    return false;
}

void pattern_reader::take(const piece &piece, std::string_view text, line_fields &fields) {
    switch (piece.flag) {
    case 'l':
        fields.level = level_of(text);
        fields.level_word = text;
        break;
    case 'L':
        fields.level = levels.at(level_letters.find(text[0]));
        fields.level_word = text;
        break;
    case 'N':
        return set_name(fields.process_name, text);
    case 'Q':
        return set_number(fields.process_id, text);
    case 't':
        return set_number(fields.thread_id, text);
    case 'W':
        return set_name(fields.host, text);
    case 'w':
        return set_origin(fields, text);
    case 'n':
        return set_name(fields.logger, text);
    case 'g':
    case 's':
        fields.source_file = text;
        break;
    case '#':
        return set_number(fields.source_line, text);
    case '@':
        return set_place(fields, text);
    case '!':
        fields.source_function = text;
        break;
    case 'v':
        fields.missing_bytes = take_cut_marker(text);
        fields.message = text;
        break;
    default:
        clock_.take(piece.flag, text);
        break;
    }
}

} // namespace mailslog
