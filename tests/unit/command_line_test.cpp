#include "collector/command_line.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;
using namespace std::chrono_literals;
using arguments = std::vector<std::string>;

/// The settings that a right command line means.
template <typename Settings>
Settings parsed(const arguments &arguments) {
    const command parsed = parse_command_line(arguments);
    if (const auto *answer = std::get_if<command_line_answer>(&parsed)) {
        FAIL(answer->text);
    }
    REQUIRE(std::holds_alternative<Settings>(parsed));
    return std::get<Settings>(parsed);
}

collect_settings collect_with(arguments options) {
    options.insert(options.begin(), "collect");
    return parsed<collect_settings>(options);
}

tail_settings tail_with(arguments options) {
    options.insert(options.begin(), "tail");
    return parsed<tail_settings>(options);
}

send_settings send_with(arguments options) {
    options.insert(options.begin(), "send");
    return parsed<send_settings>(options);
}

run_settings run_with(arguments options) {
    options.insert(options.begin(), "run");
    return parsed<run_settings>(options);
}

command_line_answer answer_to(const arguments &arguments) {
    const command parsed = parse_command_line(arguments);
    REQUIRE(std::holds_alternative<command_line_answer>(parsed));
    return std::get<command_line_answer>(parsed);
}

std::string misuse(const arguments &arguments) {
    const command_line_answer answer = answer_to(arguments);
    CHECK(answer.exit_code == exit_misused);
    return answer.text;
}

std::string help_of(const arguments &arguments) {
    const command_line_answer answer = answer_to(arguments);
    CHECK(answer.exit_code == exit_done);
    return answer.text;
}

auto contains(const std::string &text) {
    return Catch::Matchers::Contains(text);
}

TEST_CASE("a service is told what to do and with which options to collect", "[command_line]") {
    const auto settings = parsed<service_settings>(
        {"service", "install", "--name", "logs", "--", "--format", "json", "--file", "a b.log"});
    CHECK(settings.action == service_action::install);
    CHECK(settings.name == "logs");
    CHECK(settings.options == arguments{"--format", "json", "--file", "a b.log"});
    CHECK(parsed<service_settings>({"service", "stop"}).name == "mailslog");
}

TEST_CASE("what a service can't do is misuse", "[command_line]") {
    CHECK(misuse({"service"}).find("ACTION") != std::string::npos);
    CHECK(misuse({"service", "pause"}).find("install, remove, start or stop") != std::string::npos);
    CHECK(misuse({"service", "install", "--name", "a\\b"}).find("--name") != std::string::npos);
    CHECK(
        misuse({"service", "start", "--", "--format", "json"}).find("only install") !=
        std::string::npos);
    CHECK(
        misuse({"service", "install", "--", "--frmat", "json"}).find("--frmat") !=
        std::string::npos);
}

} // namespace

TEST_CASE("collect needs no argument", "[command_line]") {
    const collect_settings settings = collect_with({});
    CHECK(settings.slot == R"(\\.\mailslot\logs)");
    CHECK(settings.file == "all.log");
    CHECK(settings.format == output_format::text);
    CHECK(settings.pattern.empty());
    CHECK(settings.rotation.max_bytes == 67108864);
    CHECK(settings.rotation.period == rotation_period::none);
    CHECK(settings.rotation.keep.files == 0);
}

TEST_CASE("collect takes a slot, a file and a format", "[command_line]") {
    const collect_settings settings = collect_with(
        {"--slot", R"(\\.\mailslot\shop\orders)", "--file", "/var/log/a b.log", "--format",
         "json"});
    CHECK(settings.slot == R"(\\.\mailslot\shop\orders)");
    CHECK(settings.file == "/var/log/a b.log");
    CHECK(settings.format == output_format::json);
}

TEST_CASE("collect takes a pattern for text", "[command_line]") {
    CHECK(collect_with({"--pattern", "%N: %v"}).pattern == "%N: %v");
    CHECK(collect_with({"--pattern=%v"}).pattern == "%v");
    CHECK(collect_with({"--format", "text", "--pattern", "-%v"}).pattern == "-%v");
    CHECK(collect_with({"--pattern", "[%l, %v]"}).pattern == "[%l, %v]");
}

TEST_CASE("collect rotates by size", "[command_line]") {
    CHECK(collect_with({"--rotate-size", "500K"}).rotation.max_bytes == 512000);
    CHECK(collect_with({"--rotate-size", "1GB"}).rotation.max_bytes == 1000000000);
    CHECK(collect_with({"--rotate-size", "0"}).rotation.max_bytes == 0);
}

TEST_CASE("collect rotates by time", "[command_line]") {
    CHECK(collect_with({"--rotate-every", "hour"}).rotation.period == rotation_period::hour);
    CHECK(collect_with({"--rotate-every", "day"}).rotation.period == rotation_period::day);
    const rotation_settings rotation = collect_with({"--rotate-every", "15m"}).rotation;
    CHECK(rotation.period == rotation_period::interval);
    CHECK(rotation.interval == 15min);
    CHECK(rotation.max_bytes == 67108864);
    CHECK(collect_with({"--rotate-every", "3650d"}).rotation.interval == 3650 * 24h);
}

TEST_CASE("collect forces to the disk what it is told, by default nothing", "[command_line]") {
    CHECK(collect_with({}).sync.moment == sync_moment::never);
    CHECK(collect_with({"--sync", "never"}).sync.moment == sync_moment::never);
    CHECK(collect_with({"--sync", "rotate"}).sync.moment == sync_moment::rotation);
    const sync_settings interval = collect_with({"--sync", "5s"}).sync;
    CHECK(interval.moment == sync_moment::interval);
    CHECK(interval.interval == 5s);
    const sync_settings by_level = collect_with({"--sync", "error"}).sync;
    CHECK(by_level.moment == sync_moment::level);
    CHECK(by_level.from == level::err);
}

TEST_CASE("collect limits each sender's lines if it is told to", "[command_line]") {
    CHECK(collect_with({}).rate_limit.lines == 0);
    const line_rate rate = collect_with({"--rate-limit", "1000/1m"}).rate_limit;
    CHECK(rate.lines == 1000);
    CHECK(rate.duration == 60s);
}

TEST_CASE("collect keeps as many rotated files as it is told", "[command_line]") {
    CHECK(collect_with({"--keep-files", "7"}).rotation.keep.files == 7);
    CHECK(collect_with({"--keep-files", "0"}).rotation.keep.files == 0);
    CHECK(collect_with({"--keep-size", "10G"}).rotation.keep.bytes == std::uint64_t{10} << 30U);
    CHECK(collect_with({"--keep-size", "0"}).rotation.keep.bytes == 0);
    CHECK(collect_with({"--keep-age", "36h"}).rotation.keep.age == std::chrono::hours{36});
    CHECK(collect_with({"--keep-age", "0"}).rotation.keep.age.count() == 0);
    CHECK(collect_with({"--keep-free", "5%"}).rotation.keep.free_percent == 5);
    CHECK(collect_with({"--keep-free", "1MiB"}).rotation.keep.free_bytes == 1048576);
    CHECK_FALSE(collect_with({"--keep-free", "0"}).rotation.keep.has_limit());
    CHECK_FALSE(collect_with({}).rotation.keep.has_limit());
    CHECK(collect_with({"--compress", "gzip"}).packing == compression::gzip);
    CHECK(collect_with({}).packing == compression::none);
}

TEST_CASE("tail needs no argument", "[command_line]") {
    const tail_settings settings = tail_with({});
    CHECK(settings.paths == std::vector<std::string>{"all.log"});
    CHECK(settings.lines == 10);
    CHECK_FALSE(settings.follow);
    CHECK(settings.colour == colour_choice::automatic);
}

TEST_CASE("tail takes a number of lines and follows", "[command_line]") {
    CHECK(tail_with({"-n", "0"}).lines == 0);
    CHECK(tail_with({"-n100"}).lines == 100);
    CHECK(tail_with({"--lines", "3"}).lines == 3);
    CHECK(tail_with({"-f"}).follow);
    CHECK(tail_with({"--follow"}).follow);
    const tail_settings settings = tail_with({"-n", "5", "-f", "shop.log"});
    CHECK(settings.lines == 5);
    CHECK(settings.follow);
    CHECK(settings.paths == std::vector<std::string>{"shop.log"});
}

TEST_CASE("tail takes several paths", "[command_line]") {
    CHECK(
        tail_with({"one.log", "apps/{process}/{logger}.log"}).paths ==
        std::vector<std::string>{"one.log", "apps/{process}/{logger}.log"});
}

TEST_CASE("tail shows all lines since a time, unless it is told how many", "[command_line]") {
    CHECK_FALSE(tail_with({"--since", "-15m"}).lines);
    CHECK(tail_with({"--since", "today", "-n", "5"}).lines == 5);
    CHECK_FALSE(tail_with({"-n", "all"}).lines);
    CHECK(tail_with({"--until", "now"}).lines == 10);
}

TEST_CASE("tail takes what lines are asked for", "[command_line]") {
    const auto settings = tail_with(
        {"--since", "2026-11-22T14:22:01Z", "--level", "warn", "--process", "shop", "--process",
         "bill*", "--logger", "orders", "--host", "TILL7", "--grep", "order [0-9]+"});
    const auto &conditions = settings.conditions;
    CHECK(conditions.since_ns == 1'795'357'321'000'000'000);
    CHECK(conditions.least_level == level::warn);
    CHECK(conditions.processes == std::vector<std::string>{"shop", "bill*"});
    CHECK(conditions.loggers == std::vector<std::string>{"orders"});
    CHECK(conditions.hosts == std::vector<std::string>{"TILL7"});
    CHECK(conditions.expression == "order [0-9]+");
}

TEST_CASE("what tail cannot take is told with what it can", "[command_line]") {
    CHECK_THAT(
        misuse({"tail", "--since", "noon"}),
        contains("--since: 'noon': expected a time such as '2026-11-22 14:22', 14:22") &&
            contains("yesterday, today or now"));
    CHECK_THAT(
        misuse({"tail", "-5", "all.log"}), contains("'-5': for so many lines at the end: -n 5"));
    CHECK(tail_with({"--", "-5"}).paths == std::vector<std::string>{"-5"});
    CHECK_THAT(misuse({"tail", "--level", "loud"}), contains("expected trace, debug, info"));
    CHECK_THAT(misuse({"tail", "--grep", "(a"}), contains("--grep: '(a': no extended regular"));
    CHECK_THAT(misuse({"tail", "-f", "--until", "now"}), contains("not with --follow"));
    CHECK_THAT(misuse({"tail", "--pattern", "%n"}), contains("it lacks %v"));
}

TEST_CASE("tail refuses to ask for what the pattern does not show", "[command_line]") {
    for (const auto &[option, value] : std::vector<std::pair<std::string, std::string>>{
             {"--since", "now"},
             {"--until", "now"},
             {"--level", "info"},
             {"--process", "shop"},
             {"--logger", "orders"},
             {"--host", "TILL7"}}) {
        CHECK_THAT(
            misuse({"tail", "--pattern", "%H:%M:%S %v", option, value}),
            contains(option + " can't be answered"));
        CHECK_FALSE(
            tail_with({"--pattern", "%Y-%m-%d %T %l %N %n %W %v", option, value}).pattern.empty());
    }
}

TEST_CASE("tail colours as it is told", "[command_line]") {
    CHECK(tail_with({"--color", "auto"}).colour == colour_choice::automatic);
    CHECK(tail_with({"--color", "always"}).colour == colour_choice::always);
    CHECK(tail_with({"--color=never"}).colour == colour_choice::never);
}

TEST_CASE("send without text reads standard input", "[command_line]") {
    const send_settings settings = send_with({});
    CHECK_FALSE(settings.has_text);
    CHECK(settings.slot == R"(\\.\mailslot\logs)");
    CHECK(settings.level == level::info);
    CHECK(settings.logger.empty());
}

TEST_CASE("send takes a slot, a level and a logger", "[command_line]") {
    const send_settings settings =
        send_with({"--slot", R"(\\.\mailslot\x)", "--level", "error", "--logger", "cron", "text"});
    CHECK(settings.slot == R"(\\.\mailslot\x)");
    CHECK(settings.level == level::err);
    CHECK(settings.logger == "cron");
    CHECK(send_with({"--logger", "[a,b]"}).logger == "[a,b]");
    CHECK(settings.text == "text");
    CHECK(send_with({"--level", "warn"}).level == level::warn);
    CHECK(send_with({"--level", "warning"}).level == level::warn);
    CHECK(send_with({"--level", "err"}).level == level::err);
}

TEST_CASE("send joins its words by spaces", "[command_line]") {
    const send_settings settings = send_with({"backup", "of  /home", "done"});
    CHECK(settings.has_text);
    CHECK(settings.text == "backup of  /home done");
    CHECK(send_with({"one", "--level", "debug", "two"}).text == "one two");
}

TEST_CASE("send leaves every word as it is", "[command_line]") {
    for (const std::string word :
         {"",        " ",    "[a,b]", "[]",   "{}",       "%%",         "++",  "+",
          "-",       "[",    "[x",    "a,b",  "a=b",      "\"quoted\"", "/c",  "/?",
          "collect", "tail", "send",  "a\nb", "\xC3\xA9", "\\n",        "1.5", "true"}) {
        INFO(word);
        CHECK(send_with({word}).has_text);
        CHECK(send_with({word}).text == word);
        CHECK(send_with({"a", word, "z"}).text == std::string{"a "}.append(word).append(" z"));
    }
}

TEST_CASE("run takes what follows two dashes as it is", "[command_line]") {
    const run_settings settings = run_with(
        {"--name", "nightly", "--level", "debug", "--", "./backup", "--level", "", "[a,b]", "--",
         "++"});
    CHECK(settings.name == "nightly");
    CHECK(settings.level == level::debug);
    CHECK_FALSE(settings.errors_level);
    CHECK(settings.command == arguments{"./backup", "--level", "", "[a,b]", "--", "++"});
}

TEST_CASE("run needs no dashes for words without any", "[command_line]") {
    const run_settings settings = run_with({"--stderr-level", "error", "echo", "a b"});
    CHECK(settings.command == arguments{"echo", "a b"});
    CHECK(settings.slot == R"(\\.\mailslot\logs)");
    CHECK(settings.level == level::info);
    CHECK(settings.errors_level == level::err);
}

TEST_CASE("run without a program is misuse", "[command_line]") {
    CHECK_THAT(misuse({"run"}), contains("CMD"));
    CHECK_THAT(misuse({"run", "--"}), contains("CMD"));
    CHECK_THAT(
        misuse({"run", "--level", "info", "ls", "-l", "a"}),
        contains("unexpected argument '-l'; what is the program's stands behind --: "
                 "mailslog run ... -- CMD -l"));
    CHECK_THAT(misuse({"run", "--stderr-level", "loud", "ls"}), contains("--stderr-level: 'loud'"));
}

TEST_CASE("after two dashes everything is text", "[command_line]") {
    CHECK(send_with({"--", "--level", "-x", "--help"}).text == "--level -x --help");
    CHECK(send_with({"--level", "err", "--", "-1"}).text == "-1");
    CHECK(send_with({"a", "--", "-b"}).text == "a -b");
    CHECK(send_with({"--", "a", "--", "b"}).text == "a -- b");
    CHECK_FALSE(send_with({"--"}).has_text);
    CHECK(tail_with({"-f", "--", "-n"}).paths == std::vector<std::string>{"-n"});
}

TEST_CASE("a wrong value is told with its option and what is expected", "[command_line]") {
    CHECK(
        misuse({"collect", "--rotate-size", "12Q"}) ==
        "mailslog collect: --rotate-size: '12Q': expected a size such as 500K, 64MiB or 1GB, or 0 "
        "for never\nHelp: mailslog collect --help\n");
    CHECK_THAT(
        misuse({"collect", "--rotate-every", "week"}),
        contains("--rotate-every: 'week': expected hour, day or a duration such as 90s"));
    CHECK_THAT(
        misuse({"collect", "--sync", "off"}), contains("--sync: 'off': expected never, rotate"));
    CHECK_THAT(
        misuse({"collect", "--rate-limit", "1000"}),
        contains("--rate-limit: '1000': expected lines/duration such as 1000/1s or 50000/1m"));
    CHECK_THAT(misuse({"collect", "--rate-limit", "1/3651d"}), contains("at most 3650d"));
    CHECK_THAT(misuse({"collect", "--sync", "3651d"}), contains("at most 3650d"));
    CHECK_THAT(misuse({"collect", "--rotate-every", "3651d"}), contains("at most 3650d"));
    CHECK_THAT(misuse({"collect", "--keep-files", "-1"}), contains("--keep-files: '-1': expected"));
    CHECK_THAT(misuse({"collect", "--keep-files", "2x"}), contains("--keep-files: '2x': expected"));
    CHECK_THAT(
        misuse({"collect", "--keep-size", "many"}), contains("--keep-size: 'many': expected"));
    CHECK_THAT(misuse({"collect", "--keep-age", "90"}), contains("--keep-age: '90': expected"));
    CHECK_THAT(misuse({"collect", "--keep-age", "3651d"}), contains("at most 3650d"));
    for (const char *percent : {"0%", "100%", "%", "5.5%", "-1%"}) {
        CHECK_THAT(misuse({"collect", "--keep-free", percent}), contains("from 1% to 99%"));
    }
    CHECK_THAT(
        misuse({"collect", "--keep-free", "much"}), contains("--keep-free: 'much': expected"));
    CHECK_THAT(misuse({"collect", "--compress", "zip"}), contains("'zip': expected gzip or none"));
    CHECK_THAT(
        misuse({"collect", "--format", "xml"}), contains("--format: 'xml': expected text or json"));
    CHECK_THAT(misuse({"collect", "--file", ""}), contains("--file: '': expected a path"));
    CHECK_THAT(
        misuse({"tail", "-n", "many"}), contains("--lines: 'many': expected how many lines"));
    CHECK_THAT(
        misuse({"tail", "--color", "red"}),
        contains("--color: 'red': expected auto, always or never"));
    CHECK_THAT(misuse({"tail", ""}), contains("PATH: '': expected a path"));
    CHECK_THAT(
        misuse({"send", "--level", "loud"}),
        contains("--level: 'loud': expected trace, debug, info, warning, error or critical"));
    CHECK_THAT(misuse({"send", "--level", "off"}), contains("--level: 'off'"));
}

TEST_CASE("a wrong slot name is told with the reason", "[command_line]") {
    std::string reason;
    REQUIRE_FALSE(slot_name::parse("logs", &reason));
    CHECK_THAT(misuse({"collect", "--slot", "logs"}), contains("--slot: 'logs': " + reason));
    CHECK_THAT(misuse({"send", "--slot", "logs", "x"}), contains("--slot: 'logs': " + reason));
}

TEST_CASE("a slot of another machine can be written to and not owned", "[command_line]") {
    const std::string remote = R"(\\till7\mailslot\logs)";
    CHECK(send_with({"--slot", remote}).slot == remote);
    CHECK_THAT(
        misuse({"collect", "--slot", remote}),
        contains(R"(only a slot of this machine can be owned: \\.\mailslot\logs)"));
}

TEST_CASE("a pattern that will not do is told with the reason", "[command_line]") {
    CHECK_THAT(
        misuse({"collect", "--pattern", "%l"}),
        contains("--pattern: '%l': it lacks %v, the message"));
    CHECK_THAT(misuse({"collect", "--pattern", ""}), contains("it lacks %v"));
    CHECK_THAT(misuse({"collect", "--pattern="}), contains("--pattern"));
}

TEST_CASE("JSON has no pattern", "[command_line]") {
    for (const arguments &options :
         {arguments{"collect", "--format", "json", "--pattern", "%v"},
          arguments{"collect", "--pattern", "%v", "--format", "json"}}) {
        CHECK_THAT(misuse(options), contains("--pattern: '%v': not with --format json"));
    }
}

TEST_CASE(
    "metrics go to a port, of this machine alone by default, and to a file", "[command_line]") {
    const auto settings = std::get<collect_settings>(
        parse_command_line({"collect", "--metrics", "9123", "--metrics-file", "m.prom"}));
    CHECK(settings.metrics.place->str() == "127.0.0.1:9123");
    CHECK(settings.metrics.file == "m.prom");
    CHECK_FALSE(std::get<collect_settings>(parse_command_line({"collect"})).metrics.place);
    CHECK_THAT(
        misuse({"collect", "--metrics", "host:9123"}),
        contains("--metrics: 'host:9123': expected a port such as 9123, or address:port"));
}

TEST_CASE("a status is of a slot, as a table or as an object", "[command_line]") {
    const auto settings =
        std::get<status_settings>(parse_command_line({"status", "--slot", R"(\\.\mailslot\s)"}));
    CHECK(settings.slot == R"(\\.\mailslot\s)");
    CHECK_FALSE(settings.json);
    CHECK(std::get<status_settings>(parse_command_line({"status", "--json"})).json);
}

TEST_CASE("a page is of some logs, and for this machine alone", "[command_line]") {
    const auto settings = std::get<view_settings>(
        parse_command_line({"view", "--listen", "[::1]:8000", "a.log", "b.log"}));
    CHECK(settings.place.str() == "[::1]:8000");
    CHECK(settings.paths == std::vector<std::string>{"a.log", "b.log"});
    CHECK_THAT(
        misuse({"view", "--listen", "10.0.0.1:80"}),
        contains("the page is for this machine alone"));
    CHECK_THAT(misuse({"view", "--listen", "0"}), contains("expected a port such as 8123"));
    CHECK_THAT(misuse({"view", "--pattern", "%Z"}), contains("--pattern"));
}

TEST_CASE("what is unknown, missing, repeated or too much is misuse", "[command_line]") {
    CHECK(
        misuse({}) ==
        "mailslog: a command is missing; there are collect, check, status, tail, view, send, run, "
        "rotate and service\n"
        "Help: mailslog --help\n");
    CHECK_THAT(
        misuse({"gather"}), contains("'gather' is no command; there are collect, check, status"));
    CHECK_THAT(misuse({"--file", "x"}), contains("'--file' is no command"));
    CHECK_THAT(misuse({"collect", "--colour"}), contains("--colour"));
    CHECK_THAT(misuse({"collect", "all.log"}), contains("all.log"));
    CHECK_THAT(misuse({"collect", "[all.log]"}), contains("[all.log]"));
    CHECK_THAT(misuse({"collect", "--file"}), contains("--file"));
    CHECK_THAT(misuse({"collect", "--file", "a", "--file", "b"}), contains("--file"));
    CHECK_THAT(misuse({"send", "--loud", "text"}), contains("--loud"));
    CHECK_THAT(misuse({"collect", "tail"}), contains("tail"));
}

TEST_CASE("help is no misuse", "[command_line]") {
    CHECK_THAT(help_of({"--help"}), contains("collect") && contains("tail") && contains("send"));
    CHECK(help_of({"-h"}) == help_of({"--help"}));
    CHECK_THAT(help_of({"tail", "-h"}), contains("--follow") && contains("(10; "));
    CHECK_THAT(help_of({"send", "--help"}), contains("--logger") && contains("TEXT"));
}

TEST_CASE("collect's help tells its defaults", "[command_line]") {
    const std::string help = help_of({"collect", "--help"});
    CHECK_THAT(help, contains(R"((\\.\mailslot\logs))") && contains("(all.log)"));
    CHECK_THAT(help, contains("(64MiB)") && contains("(text)"));
    CHECK_THAT(help, contains("K, M, G, T or KiB, MiB, GiB, TiB") && contains("powers of 1024"));
    CHECK_THAT(help, contains("[%Y-%m-%d %H:%M:%S.%f] [%^%l%$] [%N:%Q%w] [%n] %v"));
}

TEST_CASE("the version is shown", "[command_line]") {
    const std::string version = help_of({"--version"});
    CHECK_THAT(version, Catch::Matchers::StartsWith("mailslog "));
    CHECK(version.find_first_of("0123456789") != std::string::npos);
    CHECK(version.back() == '\n');
}

TEST_CASE("a collector listens to the network only if told to", "[command_line]") {
    CHECK_FALSE(collect_with({}).listen);
    const auto settings = collect_with({"--listen", "138"});
    REQUIRE(settings.listen);
    CHECK(settings.listen->address == "0.0.0.0");
    CHECK(settings.listen->network.port == 138);
    CHECK(settings.listen->network.domain == "WORKGROUP");
    CHECK(settings.listen->allow.empty());
    CHECK_FALSE(settings.name_service);
}

TEST_CASE("all of a collector's network can be set, in any order", "[command_line]") {
    const auto settings = collect_with(
        {"--allow", "10.0.0.0/8", "--host", "collector", "--listen", "10.0.0.5:20138", "--allow",
         "192.168.0.1", "--domain", "FLEET", "--key-file", "a key", "--name-service"});
    REQUIRE(settings.listen);
    CHECK(settings.listen->address == "10.0.0.5");
    CHECK(settings.listen->network.port == 20138);
    CHECK(settings.listen->allow == arguments{"10.0.0.0/8", "192.168.0.1"});
    CHECK(settings.listen->network.computer_name == "collector");
    CHECK(settings.listen->network.domain == "FLEET");
    CHECK(settings.listen->network.key_file == "a key");
    CHECK(settings.name_service);
}

TEST_CASE("network settings that can't be are misuse and named", "[command_line]") {
    for (const char *value : {"0", "65536", "host:138", "10.0.0.5:", "", "-1"}) {
        CHECK_THAT(misuse({"collect", "--listen", value}), contains("--listen"));
    }
    CHECK_THAT(
        misuse({"collect", "--listen", "138", "--allow", "10.0.0.1/8"}), contains("10.0.0.1/8"));
    CHECK_THAT(
        misuse({"collect", "--listen", "138", "--domain", "SIXTEENCHARACTER"}),
        contains("at most 15 characters"));
    for (const char *option : {"--allow", "--host", "--domain", "--key-file"}) {
        CHECK_THAT(misuse({"collect", option, "10.0.0.1"}), contains("--listen"));
    }
    CHECK_THAT(misuse({"collect", "--name-service"}), contains("--listen"));
    CHECK_THAT(misuse({"send", "--port", "0", "hello"}), contains("--port"));
    CHECK_THAT(misuse({"send", "--address", "HOST=300.1.1.1", "hello"}), contains("300.1.1.1"));
}

TEST_CASE("send is told where other machines are", "[command_line]") {
    const auto settings = send_with(
        {"--slot", R"(\\COLLECTOR\mailslot\logs)", "--address", "COLLECTOR=10.0.0.5", "--address",
         "FLEET=10.0.0.5,10.0.0.6", "--port", "20138", "--host", "till7", "--lmhosts", "hosts",
         "--fit-nmbd", "hello", "there"});
    CHECK(settings.network.addresses == arguments{"COLLECTOR=10.0.0.5", "FLEET=10.0.0.5,10.0.0.6"});
    CHECK(settings.network.port == 20138);
    CHECK(settings.network.computer_name == "till7");
    CHECK(settings.network.lmhosts_file == "hosts");
    CHECK(settings.network.fit_nmbd);
    CHECK(settings.text == "hello there");
}
