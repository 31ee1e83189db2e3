#include "collector/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include <mailslog/slot_name.h>

#include "collector/level_name.h"
#include "collector/line_format.h"
#include "collector/text_pattern.h"
#include "collector/units.h"
#include "mailslot/network/host_map.h"
#include "mailslot/network/ipv4.h"
#include "mailslot/network/netbios_name.h"

namespace mailslog {
namespace {

constexpr std::uint64_t default_rotate_bytes =
    std::uint64_t{64} * 1024 * 1024; // the help text says so
/// Ten years: far from where adding an interval to a file's time would overflow.
constexpr std::chrono::hours max_interval{24 * 3650};
constexpr std::size_t help_column = 28;

/// CLI11 takes "[a,b]" apart, "++" for the end of a subcommand, and "--" for that, too, once a word
/// has come. No argument holds a NUL, so that one in front hides a word until it has arrived.
constexpr char shield = '\0';

/// What follows "--" is hidden, all of it, and so are the words that CLI11 would spoil.
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
            result.push_back(shield + *word);
        }
    }
    return result;
}

std::string unshielded(std::string text) {
    text.erase(std::remove(text.begin(), text.end(), shield), text.end());
    return text;
}

[[noreturn]] void
refuse(const std::string &option, const std::string &value, const std::string &why) {
    throw CLI::ValidationError{option, "'" + value + "': " + why};
}

/// An option that `take` understands, or says of its value what is wrong.
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

std::optional<std::string> fault_of_slot(const std::string &text) {
    std::string reason;
    return slot_name::parse(text, &reason) ? std::nullopt : std::optional{reason};
}

std::optional<std::string> fault_of_own_slot(const std::string &text) {
    const auto name = slot_name::parse(text);
    if (name && name->reach() != slot_reach::local) {
        return R"(only a slot of this machine can be owned: \\.\mailslot\)" + name->local_part();
    }
    return fault_of_slot(text);
}

void add_slot(
    CLI::App &app, std::string &slot, std::optional<std::string> (*fault_of)(const std::string &)) {
    const auto take = [&slot, fault_of](const std::string &text) {
        slot = text;
        return fault_of(text);
    };
    add_checked(app, "--slot", take)->type_name("NAME")->description("The mailslot (" + slot + ")");
}

std::optional<std::string> parse_name(const std::string &text) {
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

std::optional<output_format> parse_format(std::string_view text) noexcept {
    if (text == "text") {
        return output_format::text;
    }
    return text == "json" ? std::optional{output_format::json} : std::nullopt;
}

std::optional<colour_choice> parse_colour(std::string_view text) noexcept {
    if (text == "auto") {
        return colour_choice::automatic;
    }
    if (text == "always") {
        return colour_choice::always;
    }
    return text == "never" ? std::optional{colour_choice::never} : std::nullopt;
}

std::optional<std::uint64_t> parse_rotate_size(std::string_view text) noexcept {
    return text == "0" ? std::optional<std::uint64_t>{0} : parse_size(text);
}

std::optional<std::string> take_rotate_every(rotation_settings &rotation, const std::string &text) {
    if (text == "hour" || text == "day") {
        rotation.period = text == "hour" ? rotation_period::hour : rotation_period::day;
        return std::nullopt;
    }
    const auto interval = parse_duration(text);
    if (!interval || *interval > max_interval) {
        return "expected hour, day or a duration such as 90s, 15m, 24h or 7d, at most 3650d";
    }
    rotation.period = rotation_period::interval;
    rotation.interval = *interval;
    return std::nullopt;
}

void add_rotation(CLI::App &app, rotation_settings &rotation) {
    rotation.max_bytes = default_rotate_bytes;
    add_parsed(
        app, "--rotate-size", rotation.max_bytes, parse_rotate_size,
        "a size such as 500K, 64MiB or 1GB, or 0 for never")
        ->type_name("SIZE")
        ->description("Rotate before the file outgrows this (64MiB); 0: never");
    const auto take = [&rotation](const std::string &text) {
        return take_rotate_every(rotation, text);
    };
    add_checked(app, "--rotate-every", take)
        ->type_name("hour|day|DURATION")
        ->description("Rotate by the local clock or after 90s, 15m, 24h, 7d (never)");
    add_parsed(
        app, "--keep-files", rotation.keep_files, parse_count, "how many files, or 0 for all")
        ->type_name("N")
        ->description("Keep the newest N rotated files (0: all)");
}

std::optional<std::string> take_sync(sync_settings &sync, const std::string &text) {
    if (text == "never" || text == "rotate") {
        sync.moment = text == "never" ? sync_moment::never : sync_moment::rotation;
        return std::nullopt;
    }
    if (const auto from = parse_level(text)) {
        sync.moment = sync_moment::level;
        sync.from = *from;
        return std::nullopt;
    }
    const auto interval = parse_duration(text);
    if (!interval || *interval > max_interval) {
        return "expected never, rotate, a level such as error, or a duration such as 5s, at most "
               "3650d";
    }
    sync.moment = sync_moment::interval;
    sync.interval = *interval;
    return std::nullopt;
}

void add_sync(CLI::App &app, sync_settings &sync) {
    const auto take = [&sync](const std::string &text) { return take_sync(sync, text); };
    add_checked(app, "--sync", take)
        ->type_name("never|rotate|DURATION|LEVEL")
        ->description(
            "Force the file to the disk: never, before it is rotated, within a time such as 5s, or "
            "at once after a line from a level up (never)");
}

void add_pattern(CLI::App &app, collect_settings &settings) {
    const auto take = [&settings](const std::string &pattern) {
        settings.pattern = pattern;
        return fault_of_pattern(pattern);
    };
    add_checked(app, "--pattern", take)
        ->type_name("PATTERN")
        ->description(
            "spdlog's pattern, with %N the sender's process name, %Q its id, %W its host, %w where "
            "on the network it is (" +
            std::string{default_pattern} + ")");
}

/// Port 0 would be any free one, which nobody could find.
std::optional<ipv4_endpoint> parse_listen(const std::string &text) {
    const bool is_port = text.find_first_not_of("0123456789") == std::string::npos;
    return ipv4_endpoint::parse(is_port ? "0.0.0.0:" + text : text, netbios_datagram_port);
}

std::optional<std::string> parse_netbios_name(const std::string &text) {
    return netbios_name::make(text) ? std::optional{text} : std::nullopt;
}

std::optional<std::string> parse_range(const std::string &text) {
    return ipv4_range::parse(text) ? std::optional{text} : std::nullopt;
}

/// What computers and domains are called, at most so long (RFC 1001 section 14.1).
CLI::Option *add_network_name(
    CLI::App &app, const std::string &option, std::string &target, const std::string &meaning) {
    CLI::Option *name =
        add_parsed(app, option, target, parse_netbios_name, "a name of at most 15 characters");
    return name->type_name("NAME")->description(meaning);
}

CLI::Option *add_host(CLI::App &app, network_config &network) {
    return add_network_name(
        app, "--host", network.computer_name, "This machine's name on the network (its host name)");
}

CLI::Option *add_domain(CLI::App &app, network_config &network) {
    return add_network_name(
        app, "--domain", network.domain, "Its domain or workgroup (" + network.domain + ")");
}

CLI::Option *add_key_file(CLI::App &app, network_config &network, const std::string &meaning) {
    CLI::Option *option = add_parsed(app, "--key-file", network.key_file, parse_path, "a path");
    return option->type_name("PATH")->description(meaning);
}

/// An option that may be given several times, each value as `parse` takes it.
template <typename Parse>
CLI::Option *add_repeated(
    CLI::App &app, const std::string &option, std::vector<std::string> &target, Parse parse,
    const std::string &expected) {
    const auto take = [&target, parse, option, expected](const CLI::results_t &values) {
        for (const std::string &shielded_value : values) {
            const std::string value = unshielded(shielded_value);
            if (!parse(value)) {
                refuse(option, value, "expected " + expected);
            }
            target.push_back(value);
        }
        return true;
    };
    return app.add_option(option, take)->take_all();
}

void add_listening(CLI::App &app, collect_settings &settings, listen_options &listening) {
    const auto take = [&settings, &listening](const std::string &text) {
        const auto local = parse_listen(text);
        if (!local) {
            return std::optional<std::string>{"expected a port such as 138, or address:port"};
        }
        listening.address = local->address.str();
        listening.network.port = local->port;
        settings.listen.emplace();
        return std::optional<std::string>{};
    };
    CLI::Option *listen = add_checked(app, "--listen", take);
    listen->type_name("[ADDR:]PORT")
        ->description("Take lines from other machines, too: UDP port 138, or one of your own");
    add_host(app, listening.network)->needs(listen);
    add_domain(app, listening.network)->needs(listen);
    add_repeated(app, "--allow", listening.allow, parse_range, "10.0.0.0/8 or one address")
        ->type_name("CIDR")
        ->description("Take lines only from these addresses; may be repeated (all)")
        ->needs(listen);
    add_key_file(
        app, listening.network, "Take lines only if they are sealed with the key in this file")
        ->needs(listen);
    app.add_flag(
           "--name-service", settings.name_service,
           "Answer who asks for this machine's name, on UDP port 137")
        ->needs(listen);
}

void add_collect(CLI::App &program, collect_settings &settings, listen_options &listening) {
    CLI::App &app = *program.add_subcommand(
        "collect", "Own a mailslot and write what arrives to a rotating file, until interrupted");
    add_slot(app, settings.slot, fault_of_own_slot);
    add_parsed(app, "--file", settings.file, parse_path, "a path")
        ->type_name("PATH")
        ->description("The file to write to (" + settings.file + ")");
    add_parsed(app, "--format", settings.format, parse_format, "text or json")
        ->type_name("text|json")
        ->description("A line as --pattern says, or a JSON object a line (text)");
    add_pattern(app, settings);
    add_rotation(app, settings.rotation);
    add_sync(app, settings.sync);
    add_parsed(
        app, "--memory", settings.memory_bytes, parse_size, "a size such as 500K, 64MiB or 1GB")
        ->type_name("SIZE")
        ->description("How much may wait in memory while the file can't be written (64MiB)");
    add_listening(app, settings, listening);
    app.final_callback([&settings, &listening] {
        if (settings.listen) {
            settings.listen = listening;
        }
        if (settings.format == output_format::json && !settings.pattern.empty()) {
            refuse("--pattern", settings.pattern, "not with --format json, which has no pattern");
        }
    });
}

void add_tail(CLI::App &program, tail_settings &settings) {
    CLI::App &app =
        *program.add_subcommand("tail", "Show the end of a log file, across its rotation");
    add_parsed(app, "-n,--lines", settings.lines, parse_count, "how many lines, 0 or more")
        ->type_name("N")
        ->description("How many lines (" + std::to_string(settings.lines) + ")");
    app.add_flag("-f,--follow", settings.follow, "Go on with what is appended, until interrupted");
    add_parsed(app, "--color", settings.colour, parse_colour, "auto, always or never")
        ->type_name("auto|always|never")
        ->description("Colour the levels (auto: on a terminal, unless NO_COLOR is set)");
    add_parsed(app, "FILE", settings.file, parse_path, "a path")
        ->type_name("")
        ->description("The live log file (" + settings.file + ")");
}

void add_text(CLI::App &app, send_settings &settings) {
    const auto take = [&settings](const CLI::results_t &words) {
        settings.has_text = true;
        settings.text = unshielded(CLI::detail::join(words, " "));
        return true;
    };
    app.add_option(
           "TEXT", take,
           "The line (standard input, a line each); -- before words that begin with -")
        ->type_name("")
        ->expected(1, CLI::detail::expected_max_vector_size)
        ->allow_extra_args();
}

std::optional<std::uint16_t> parse_port(const std::string &text) {
    const auto port = parse_count(text);
    const bool is_port = port && *port > 0 && *port <= std::numeric_limits<std::uint16_t>::max();
    return is_port ? std::optional{static_cast<std::uint16_t>(*port)} : std::nullopt;
}

std::optional<std::string> parse_address(const std::string &text) {
    std::string reason;
    return host_map::parse({text}, netbios_datagram_port, &reason) ? std::optional{text}
                                                                   : std::nullopt;
}

void add_routes(CLI::App &app, network_config &network) {
    add_host(app, network);
    add_domain(app, network);
    add_parsed(app, "--port", network.port, parse_port, "a port, 1 to 65535")
        ->type_name("PORT")
        ->description("The UDP port of collectors on other machines (138)");
    add_repeated(
        app, "--address", network.addresses, parse_address,
        "NAME=ip[:port], as in COLLECTOR=10.0.0.5")
        ->type_name("NAME=IP[:PORT]")
        ->description("Where a computer or a domain is; may be repeated");
    add_parsed(app, "--lmhosts", network.lmhosts_file, parse_path, "a path")
        ->type_name("PATH")
        ->description("A file of such places, as lmhosts(5) describes it");
    app.add_flag(
        "--fit-nmbd", network.fit_nmbd, "Cut lines to what Samba's nmbd reads (18 bytes less)");
    add_key_file(
        app, network, "Seal lines to other machines with the key in this file, 64 hex digits");
}

template <typename Level>
void add_level(
    CLI::App &app, const std::string &option, Level &target, const std::string &meaning) {
    add_parsed(app, option, target, parse_level, "trace, debug, info, warning, error or critical")
        ->type_name("LEVEL")
        ->description(meaning);
}

void add_send(CLI::App &program, send_settings &settings) {
    CLI::App &app = *program.add_subcommand("send", "Send lines to a collector");
    add_slot(app, settings.slot, fault_of_slot);
    add_level(
        app, "--level", settings.level, "trace, debug, info, warning, error or critical (info)");
    add_parsed(app, "--logger", settings.logger, parse_name, "a name")
        ->type_name("NAME")
        ->description("The logger's name (none)");
    add_routes(app, settings.network);
    add_text(app, settings);
}

void add_command_words(CLI::App &app, std::vector<std::string> &command) {
    const auto take = [&command](const CLI::results_t &words) {
        std::transform(words.begin(), words.end(), std::back_inserter(command), unshielded);
        return true;
    };
    app.add_option("CMD", take, "The program and its arguments, behind --")
        ->type_name("ARG...")
        ->expected(1, CLI::detail::expected_max_vector_size)
        ->allow_extra_args()
        ->required();
}

void add_run(CLI::App &program, run_settings &settings) {
    CLI::App &app = *program.add_subcommand(
        "run", "Run a program and send what it prints, line by line, to a collector");
    add_slot(app, settings.slot, fault_of_slot);
    add_parsed(app, "--name", settings.name, parse_name, "a name")
        ->type_name("NAME")
        ->description("The name that its lines bear (the program's own)");
    add_level(
        app, "--level", settings.level, "trace, debug, info, warning, error or critical (info)");
    add_level(
        app, "--stderr-level", settings.errors_level,
        "The same for its standard error (as --level)");
    add_routes(app, settings.network);
    add_command_words(app, settings.command);
}

std::string path_of(const CLI::App &program) {
    std::string path = program.get_name();
    for (const CLI::App *subcommand : program.get_subcommands()) {
        path += " " + subcommand->get_name();
    }
    return path;
}

std::string fault_of(const CLI::App &program, const CLI::ParseError &error) {
    const std::vector<std::string> unexpected = program.remaining(true);
    const std::string first = unexpected.empty() ? "" : "'" + unshielded(unexpected[0]) + "'";
    if (program.get_subcommands().empty()) {
        return (first.empty() ? "a command is missing" : first + " is no command") +
               "; there are collect, tail, send and run";
    }
    return first.empty() ? error.what() : "unexpected argument " + first;
}

command_line_answer answer_to(const CLI::App &program, const CLI::ParseError &error) {
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success)) {
        const std::string path = path_of(program);
        return {
            exit_misused, path + ": " + fault_of(program, error) + "\nHelp: " + path + " --help\n"};
    }
    if (dynamic_cast<const CLI::CallForVersion *>(&error) != nullptr) {
        return {exit_done, std::string{error.what()} + "\n"};
    }
    return {exit_done, program.help()};
}

void describe_program(CLI::App &program) {
    program.allow_windows_style_options(false); // a TEXT may begin with a slash
    program.require_subcommand(1);
    program.set_help_flag("-h,--help", "Show this help");
    program.set_version_flag("--version", "mailslog " MAILSLOG_VERSION, "Show the version");
    program.get_formatter()->column_width(help_column);
}

} // namespace

command parse_command_line(const std::vector<std::string> &arguments) {
    CLI::App program{"Many processes, one log", "mailslog"};
    describe_program(program);
    collect_settings collect;
    tail_settings tail;
    send_settings send;
    run_settings run;
    listen_options listening;
    add_collect(program, collect, listening);
    add_tail(program, tail);
    add_send(program, send);
    add_run(program, run);
    std::vector<std::string> reversed = shielded(arguments);
    std::reverse(reversed.begin(), reversed.end());
    try {
        program.parse(std::move(reversed));
    } catch (const CLI::ParseError &error) {
        return answer_to(program, error);
    }
    if (program.got_subcommand("collect")) {
        return collect;
    }
    if (program.got_subcommand("run")) {
        return run;
    }
    return program.got_subcommand("tail") ? command{tail} : command{send};
}

} // namespace mailslog
