#include "collector/options/option.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <system_error>

#include "collector/options/bad_value.h"

namespace mailslog {
namespace {

/// CLI11 takes "[a,b]" apart, "++" for the end of a subcommand, and "--" for that, too, once a word
/// has come. No argument holds a NUL, so that one in front hides a word until it has arrived.
constexpr char shield = '\0';

} // namespace

std::string hidden(const std::string &word) {
    return shield + word;
}

// What follows "--" is hidden, all of it, and so are the words that CLI11 would spoil.
std::vector<std::string> shielded(const std::vector<std::string> &arguments) {
    const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
    std::vector<std::string> result{arguments.begin(), dashes};
    for (std::string &argument : result) {
        if (argument == "++" || argument.substr(0, 1) == "[") {
            argument.insert(0, 1, shield);
        }
    }
    for (auto word = dashes; word != arguments.end(); ++word) {
        if (word != dashes) {
            result.push_back(hidden(*word));
        }
    }
    return result;
}

std::string unshielded(std::string text) {
    text.erase(std::remove(text.begin(), text.end(), shield), text.end());
    return text;
}

void refuse(const std::string &option, const std::string &value, const std::string &why) {
    throw bad_value{option, value, why};
}

CLI::Option *add_checked(
    CLI::App &app, const std::string &option,
    const std::function<std::optional<std::string>(const std::string &value)> &take) {
    const std::string long_name = option.substr(option.rfind(',') + 1);
    const auto unshield_and_take = [long_name, take](const std::string &shielded_value) {
        const std::string value = unshielded(shielded_value);
        if (const auto fault = take(value)) {
            refuse(long_name, value, *fault);
        }
    };
    return app.add_option_function<std::string>(option, unshield_and_take);
}

CLI::Option *add_repeated(
    CLI::App &app, const std::string &option, std::vector<std::string> &target,
    const std::function<bool(const std::string &value)> &is_right, const std::string &expected) {
    const auto take = [&target, is_right, option, expected](const CLI::results_t &values) {
        for (const std::string &shielded_value : values) {
            const std::string value = unshielded(shielded_value);
            if (!is_right(value)) {
                refuse(option, value, "expected " + expected);
            }
            target.push_back(value);
        }
        return true;
    };
    return app.add_option(option, take)->take_all();
}

std::optional<std::string> parse_text(const std::string &text) {
    return text;
}

std::optional<std::string> parse_path(const std::string &text) {
    return text.empty() ? std::nullopt : std::optional{text};
}

std::optional<std::size_t> parse_count(std::string_view text) noexcept {
    std::size_t count = 0;
    const char *const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, count);
    return parsed.ec == std::errc{} && parsed.ptr == end ? std::optional{count} : std::nullopt;
}

} // namespace mailslog
