#include "collector/tail/line_printer.h"

#include "collector/format/escape.h"
#include "collector/format/level_name.h"

namespace mailslog {
namespace {

/// Some hundred lines at once.
constexpr std::size_t enough_bytes = std::size_t{64} * 1024;

} // namespace

std::error_code line_printer::print(std::string_view line, std::int64_t time_ns) {
    if (json_) {
        append_json(line, time_ns);
    } else {
        lines_.append(line).append("\n");
    }
    return lines_.size() < enough_bytes ? std::error_code{} : flush();
}

std::error_code line_printer::flush() {
    if (lines_.empty()) {
        return {};
    }
    const std::string &harmless = output_.escapes ? escaped(lines_) : lines_;
    std::error_code error;
    if (output_.colour) {
        coloured_.clear();
        append_coloured(
            coloured_, harmless, [this](std::string_view line) { return find_level_word(line); });
        error = output_.write(coloured_);
    } else {
        error = output_.write(harmless);
    }
    lines_.clear();
    return error;
}

/// A line that shows nothing of itself is a body without a severity.
void line_printer::append_json(std::string_view line, std::int64_t time_ns) {
    const bool is_known = reader_.read(line, fields_);
    if (is_known && field_reader::is_json(line)) {
        lines_.append(line).append("\n");
        return;
    }
    if (!is_known) {
        fields_.message = line;
    }
    if (!fields_.time_ns && time_ns >= 0) {
        fields_.time_ns = time_ns;
    }
    json_line_.append(lines_, fields_);
}

const std::string &line_printer::escaped(const std::string &lines) {
    escaped_.clear();
    append_escaped_lines(escaped_, lines);
    return escaped_;
}

level_word line_printer::find_level_word(std::string_view line) {
    if (const std::string_view word = find_level(line); !word.empty()) {
        return {word, word};
    }
    const bool shows_level = reader_.read(line, fields_) && fields_.level;
    return shows_level ? level_word{fields_.level_word, level_name(*fields_.level)} : level_word{};
}

} // namespace mailslog
