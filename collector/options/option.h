// What the options of every command are made of: each value is understood, or refused with the
// option's name and what was expected. And the words of a command line as CLI11 leaves them whole.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/options/cli_forward.h"

namespace mailslog {

/// Ten years: far from where adding an interval to a file's time would overflow.
inline constexpr std::chrono::hours max_interval{24 * 3650};

/// The words with all hidden that CLI11 would spoil; each value is to be unshielded when it
/// arrives.
std::vector<std::string> shielded(const std::vector<std::string> &arguments);
/// A word that is nothing but a value, whatever it looks like.
std::string hidden(const std::string &word);
std::string unshielded(std::string text);

/// Ends the parsing with "OPTION: 'VALUE': WHY".
[[noreturn]] void
refuse(const std::string &option, const std::string &value, const std::string &why);

/// An option that `take` understands, or says of its value what is wrong.
CLI::Option *add_checked(
    CLI::App &app, const std::string &option,
    const std::function<std::optional<std::string>(const std::string &value)> &take);

/// An option whose value `parse` understands; `expected` says which values there are.
template <typename Value, typename Parse>
CLI::Option *add_parsed(
    CLI::App &app, const std::string &option, Value &target, Parse parse,
    const std::string &expected) {
    const auto take = [&target, parse, expected](const std::string &text) {
        const auto value = parse(text);
        if (!value) {
            return std::optional{"expected " + expected};
        }
        target = *value;
        return std::optional<std::string>{};
    };
    return add_checked(app, option, take);
}

/// An option that may be given several times, each value one that `is_right` likes.
CLI::Option *add_repeated(
    CLI::App &app, const std::string &option, std::vector<std::string> &target,
    const std::function<bool(const std::string &value)> &is_right, const std::string &expected);

/// Any text, the empty one included.
std::optional<std::string> parse_text(const std::string &text);
std::optional<std::string> parse_path(const std::string &text);
std::optional<std::size_t> parse_count(std::string_view text) noexcept;

} // namespace mailslog
