#include "collector/options/tail_options.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "collector/format/line_format.h"
#include "collector/format/text_pattern.h"
#include "collector/options/filter_options.h"
#include "collector/options/option.h"
#include "collector/tail/pattern_reader.h"
#include "collector/tail/time_argument.h"

namespace mailslog {
namespace {

std::optional<colour_choice> parse_colour(std::string_view text) noexcept {
    if (text == "auto") {
        return colour_choice::automatic;
    }
    if (text == "always") {
        return colour_choice::always;
    }
    return text == "never" ? std::optional{colour_choice::never} : std::nullopt;
}

std::int64_t now_ns() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

CLI::Option *add_time(CLI::App &app, const std::string &option, std::optional<std::int64_t> &time) {
    const auto parse = [](const std::string &text) { return parse_time_argument(text, now_ns()); };
    return add_parsed(app, option, time, parse, std::string{time_argument_forms})
        ->type_name("TIME");
}

std::optional<std::string> fault_of_expression(const std::string &text) {
    std::string fault;
    if (text.empty()) {
        return "expected a regular expression";
    }
    return make_line_expression(text, fault)
               ? std::nullopt
               : std::optional{"no extended regular expression: " + fault};
}

/// What lines of the pattern do not show, they can't be asked for.
void refuse_what_is_not_shown(const tail_settings &settings) {
    const pattern_reader pattern{settings.pattern};
    const auto &conditions = settings.conditions;
    const auto require = [&](bool asked, bool shown, const char *option, const char *what) {
        if (asked && !shown) {
            refuse(
                "--pattern", settings.pattern,
                std::string{"it shows no "} + what + ": " + option + " can't be answered");
        }
    };
    require(conditions.since_ns.has_value(), pattern.shows_time(), "--since", "date and time");
    require(conditions.until_ns.has_value(), pattern.shows_time(), "--until", "date and time");
    require(
        conditions.least_level.has_value(), pattern.shows('l') || pattern.shows('L'), "--level",
        "level (%l)");
    require(!conditions.processes.empty(), pattern.shows('N'), "--process", "process name (%N)");
    require(!conditions.loggers.empty(), pattern.shows('n'), "--logger", "logger (%n)");
    require(
        !conditions.hosts.empty(), pattern.shows('W') || pattern.shows('w'), "--host",
        "host (%W or %w)");
}

/// What was given decides how many lines are shown.
struct line_count {
    std::optional<std::size_t> lines;
    bool is_all = false;
};

void add_lines(CLI::App &app, line_count &count, std::size_t default_lines) {
    const auto take = [&count](const std::string &text) -> std::optional<std::string> {
        count.is_all = text == "all";
        count.lines = parse_count(text);
        if (!count.is_all && !count.lines) {
            return "expected how many lines, 0 or more, or all";
        }
        return std::nullopt;
    };
    add_checked(app, "-n,--lines", take)
        ->type_name("N|all")
        ->description(
            "How many lines, of those that are asked for the last (" +
            std::to_string(default_lines) + "; with --since all)");
}

void add_conditions(CLI::App &app, line_conditions &conditions) {
    add_time(app, "--since", conditions.since_ns)
        ->description("Lines of this time and later, as in '2026-11-22 14:22', -15m, yesterday");
    add_time(app, "--until", conditions.until_ns)->description("Lines up to this time");
    add_filter(app, conditions);
    add_checked(
        app, "--grep",
        [&conditions](const std::string &text) {
            conditions.expression = text;
            return fault_of_expression(text);
        })
        ->type_name("REGEX")
        ->description("Lines in which this is found, as grep -E finds it, byte by byte");
}

void add_pattern(CLI::App &app, std::string &pattern) {
    const auto take = [&pattern](const std::string &text) {
        pattern = text;
        return fault_of_pattern(text);
    };
    add_checked(app, "--pattern", take)
        ->type_name("PATTERN")
        ->description("What the collector was told to format lines with (its default)");
}

/// As tail(1) took it long ago: -5. Behind -- that is a path.
bool is_old_count(const std::string &word) noexcept {
    return word.size() > 1 && word[0] == '-' &&
           word.find_first_not_of("0123456789", 1) == std::string::npos;
}

CLI::Option *add_paths(CLI::App &app, std::vector<std::string> &paths) {
    const auto take = [&paths](const CLI::results_t &words) {
        for (const std::string &word : words) {
            const std::string path = unshielded(word);
            if (is_old_count(word)) {
                refuse("PATH", word, "for so many lines at the end: -n " + word.substr(1));
            }
            if (path.empty()) {
                refuse("PATH", path, "expected a path");
            }
            paths.push_back(path);
        }
        return true;
    };
    return app.add_option("PATH", take)->take_all();
}

} // namespace

void add_tail(CLI::App &program, tail_settings &settings) {
    CLI::App &app = *program.add_subcommand(
        "tail", "Show the end of logs, or what is asked for of them, merged by time");
    const auto count = std::make_shared<line_count>();
    add_lines(app, *count, *settings.lines);
    app.add_flag("-f,--follow", settings.follow, "Go on with what is appended, until interrupted");
    add_conditions(app, settings.conditions);
    add_pattern(app, settings.pattern);
    app.add_flag("--json", settings.json, "Show every line as --format json would have");
    app.add_flag("--stats", settings.statistics, "Say at the end how many bytes were read");
    add_parsed(app, "--color", settings.colour, parse_colour, "auto, always or never")
        ->type_name("auto|always|never")
        ->description("Colour the levels (auto: on a terminal, unless NO_COLOR is set)");
    const auto given = std::make_shared<std::vector<std::string>>();
    add_paths(app, *given)
        ->type_name("")
        ->expected(1, CLI::detail::expected_max_vector_size)
        ->allow_extra_args()
        ->description(
            "Live log files, folders, or patterns such as apps/{process}/{logger}.log (" +
            settings.paths.front() + ")");
    app.final_callback([count, given, &settings] {
        if (count->is_all || (!count->lines && settings.conditions.since_ns)) {
            settings.lines.reset();
        } else if (count->lines) {
            settings.lines = count->lines;
        }
        if (!given->empty()) {
            settings.paths = *given;
        }
        if (settings.follow && settings.conditions.until_ns) {
            refuse("--until", "", "not with --follow, which has no end");
        }
        if (!settings.pattern.empty()) {
            refuse_what_is_not_shown(settings);
        }
    });
}

} // namespace mailslog
