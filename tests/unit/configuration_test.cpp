// The configuration file of `mailslog collect`, as its command line reads it.
#include <algorithm>
#include <fstream>

#include "collector/command_line.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace mailslog;
using arguments = std::vector<std::string>;

/// A configuration file, and command lines that find it.
struct configured {
    temporary_folder folder;
    std::string path = folder.path() + "/mailslog.toml";

    explicit configured(const std::string &text) { std::ofstream{path, std::ios::binary} << text; }

    command parse(arguments options) const {
        options.insert(options.begin(), {"collect", "--config", path});
        return parse_command_line(options);
    }
    collect_settings settings(const arguments &options = {}) const {
        const command parsed = parse(options);
        if (const auto *answer = std::get_if<command_line_answer>(&parsed)) {
            FAIL(answer->text);
        }
        return std::get<collect_settings>(parsed);
    }
    command_line_answer answer(const arguments &options = {}) const {
        const command parsed = parse(options);
        REQUIRE(std::holds_alternative<command_line_answer>(parsed));
        return std::get<command_line_answer>(parsed);
    }
    /// What is wrong, behind the file's name.
    std::string fault(const arguments &options = {}) const {
        const auto refused = answer(options);
        CHECK(refused.exit_code == exit_failed);
        const std::string opening = "mailslog: " + path + ":";
        INFO(refused.text);
        CHECK(refused.text.compare(0, opening.size(), opening) == 0);
        CHECK(std::count(refused.text.begin(), refused.text.end(), '\n') == 1);
        return refused.text.substr(opening.size());
    }
};

named_setting named(const collect_settings &settings, const std::string &name) {
    for (const named_setting &setting : settings.named) {
        if (setting.name == name) {
            return setting;
        }
    }
    FAIL("no setting " + name);
    return {};
}

auto contains(const std::string &text) {
    return Catch::Matchers::Contains(text);
}

struct bad_configuration {
    std::string text;
    std::string fault;
};

/// The fault begins with its line.
const bad_configuration bad_configurations[] = {
    // values
    {"\nrotate-size = '12 parsecs'\n",
     "2: rotate-size = \"12 parsecs\": expected a size such as 500K, 64MiB or 1GB, or 0 for never"},
    {"rotate-size = -1", "1: rotate-size = -1: expected a size such as 500K"},
    {"rotate-size = ''", "1: rotate-size = \"\": expected a size such as 500K"},
    {"rotate-size = '99999999T'", "1: rotate-size = \"99999999T\": expected a size such as 500K"},
    {"rotate-every = 'week'", "1: rotate-every = \"week\": expected hour, day or a duration such"},
    {"rotate-every = 60", "1: rotate-every = 60: expected hour, day or a duration such as 90s"},
    {"rotate-every = '3651d'", "1: rotate-every = \"3651d\": expected hour, day or a duration"},
    {"keep-files = -1", "1: keep-files = -1: expected how many files, or 0 for all"},
    {"keep-files = 'all'", "1: keep-files = \"all\": expected how many files, or 0 for all"},
    {"sync = 'always'", "1: sync = \"always\": expected never, rotate, a level such as error"},
    {"memory = 0", "1: memory = 0: expected a size such as 500K, 64MiB or 1GB"},
    {"format = 'xml'", "1: format = \"xml\": expected text or json"},
    {"file = ''", "1: file = \"\": expected a path"},
    {"pattern = '%l'", "1: pattern = \"%l\": it lacks %v, the message"},
    {"slot = 'logs'", "1: slot = \"logs\": "},
    {R"(slot = '\\till7\mailslot\logs')", R"(1: slot = "\\till7\mailslot\logs": only a slot of)"},
    {"listen = 0", "1: listen = 0: expected a port such as 138, or address:port"},
    {"listen = 'till7:138'", "1: listen = \"till7:138\": expected a port such as 138"},
    {"listen = 138\nallow = ['10.0.0.0/8', '10.0.0.1/8']",
     "2: allow = [\"10.0.0.0/8\", \"10.0.0.1/8\"]: expected 10.0.0.0/8 or one address"},
    {"listen = 138\ndomain = 'SIXTEENCHARACTER'", "2: domain = \"SIXTEENCHARACTER\": expected a"},
    // types
    {"format = true", "1: format = true: expected text|json as text in quotes or a whole number"},
    {"file = 5", "1: file = 5: expected PATH as text in quotes"},
    {"listen = 138\nhost = 7", "2: host = 7: expected NAME as text in quotes"},
    {"rotate-size = 1.5", "1: rotate-size = (floating-point): expected SIZE as text in quotes or"},
    {"rotate-every = 07:30:00", "1: rotate-every = (time): expected hour|day|DURATION as text in"},
    {"file = ['a.log', 'b.log']", "1: file = [\"a.log\", \"b.log\"]: expected PATH as text in"},
    {"listen = 138\nallow = []",
     "2: allow = []: the list is empty, which would not mean none; name at least one CIDR, or "
     "leave the setting out for its default"},
    {"[[output]]\nfile = 'a.log'\nprocess = []",
     "3: process = []: the list is empty, which would not mean none; name at least one "},
    {"listen = 138\nallow = [['10.0.0.0/8']]",
     "2: allow = [(array)]: expected CIDR as text in quotes or a whole number, or a list of such"},
    {"listen = 138\nname-service = 'yes'",
     "2: name-service = \"yes\": expected true or false, without quotes"},
    {"listen = 138\nname-service = 1", "2: name-service = 1: expected true or false, without"},
    {"file = \"a\\u0000b\"", "1: file = \"a\\x00b\": there is a NUL in it, which no setting can"},
    {"file = {path = 'x'}", "1: file = (table): expected PATH as text in quotes"},
    {"rotate.size = '1M'", "1: rotate: is no setting; "},
    // names
    {"# a comment\n\nfrmat = 'json'", "3: frmat: is no setting; did you mean format?"},
    {"rotate_size = '1M'", "1: rotate_size: is no setting; did you mean rotate-size?"},
    {"colour = 'red'", "1: colour: is no setting; they are named as the options of `mailslog"},
    {"[output]\nfile = 'x'", "1: output: is no setting; "},
    {"config = 'other.toml'", "1: config: is no setting; "},
    {"help = true", "1: help: is no setting; "},
    {"--file = 'x'", "1: --file: is no setting; did you mean file?"},
    {"'' = 1", "1: : is no setting; "},
    // outputs
    {"[[output]]\nlevel = 'error'", "1: [[output]]: needs a file"},
    {"[[output]]\nfile = 'a.log'\nlevel = 'loud'",
     "3: level = \"loud\": expected trace, debug, info, warning, error or critical"},
    {"[[output]]\nfile = 'a.log'\nlevel = 3", "3: level = 3: expected trace, debug, info,"},
    {"[[output]]\nfile = ''", "2: file = \"\": expected a path"},
    {"[[output]]\nfile = 'a.log'\nprocess = 5", "3: process = 5: expected NAME as text in quotes"},
    {"[[output]]\nfile = 'a.log'\nprocess = ['a', '']",
     "3: process = [\"a\", \"\"]: expected a name"},
    {"[[output]]\nfile = '{what}.log'", "2: file = \"{what}.log\": what stands in braces must be"},
    {"[[output]]\nfile = 'a.log'\n\nslot = 'x'",
     "4: slot: is no setting of an [[output]]; it stands above the first one"},
    {"[[output]]\nfile = 'a.log'\nprocesss = 'x'",
     "3: processs: is no setting; did you mean process?"},
    {"[[output]]\nfile = 'a.log'\n[output.more]\nx = 1", "3: more: is no setting; "},
    {"[[outputs]]\nfile = 'a.log'", "1: outputs: is no setting; did you mean [[output]]?"},
    {"output = 'a.log'", "1: output: is no setting; did you mean [[output]]?"},
    {"level = 'error'", "1: level: is no setting; "},
    {"[[output]]\nfile = 'a.log'\nformat = 'json'\npattern = '%v'",
     "4: pattern = \"%v\": not with --format json, which has no"},
    {"[[output]]\nfile = 'a.log'\n[[output]]\nfile = './a.log'",
     "4: file = \"./a.log\": may get into the way of the output to \"a.log\" ("},
    {"file = 'a.log'\n[[output]]\nfile = '{process}.log'",
     "3: file = \"{process}.log\": may get into the way of the output to \"a.log\" ("},
    // together
    {"format = 'json'\npattern = '%v'",
     "2: pattern = \"%v\": not with --format json, which has no"},
    {"allow = '10.0.0.0/8'", "1: allow = \"10.0.0.0/8\": needs listen, too"},
    {"\nname-service = true", "2: name-service = true: needs listen, too"},
    // TOML
    {"file = 'a'\nfile = 'b'",
     "2: not TOML: while parsing key-value pair: cannot redefine existing"},
    {"format = json", "1: not TOML: "},
    {"format 'json'", "1: not TOML: while parsing key-value pair: expected '=', saw "},
    {"file = 'a", "1: not TOML: while parsing string: encountered end-of-file"},
    {"file = 'a'\nslot = '\xFF'", "2: not TOML: Encountered invalid utf-8 sequence"},
    {std::string{"a = '\0'", 7}, "1: not TOML: while parsing literal string: "},
    {"allow = ['10.0.0.0/8'", "1: not TOML: while parsing array: encountered end-of-file"},
};

} // namespace

TEST_CASE("each bad configuration is refused with its own message", "[configuration]") {
    for (const bad_configuration &bad : bad_configurations) {
        INFO(bad.text);
        const std::string fault = configured{bad.text}.fault();
        INFO(fault);
        CHECK(fault.compare(0, bad.fault.size(), bad.fault) == 0);
        CHECK(fault.size() < 500);
    }
    CHECK(std::size(bad_configurations) >= 30);
}

TEST_CASE("all that options say can stand in a file", "[configuration]") {
    const auto settings = configured{R"(
slot = '\\.\mailslot\shop'
file = '/var/log/a b.log'
pattern = '[%l, %v]'
rotate-size = '500K'
rotate-every = '15m'
keep-files = 7
sync = 'error'
memory = '1MiB'
listen = '10.0.0.5:20138'
host = 'collector'
domain = 'FLEET'
allow = ['10.0.0.0/8', '192.168.0.1']
key-file = 'a key'
name-service = true
)"}
                              .settings();
    CHECK(settings.slot == R"(\\.\mailslot\shop)");
    CHECK(settings.file == "/var/log/a b.log");
    CHECK(settings.pattern == "[%l, %v]");
    CHECK(settings.rotation.max_bytes == 512000);
    CHECK(settings.rotation.interval == std::chrono::minutes{15});
    CHECK(settings.rotation.keep.files == 7);
    CHECK(settings.sync.from == level::err);
    CHECK(settings.memory_bytes == 1048576);
    REQUIRE(settings.listen);
    CHECK(settings.listen->address == "10.0.0.5");
    CHECK(settings.listen->network.computer_name == "collector");
    CHECK(settings.listen->network.domain == "FLEET");
    CHECK(settings.listen->network.key_file == "a key");
    CHECK(settings.listen->allow == arguments{"10.0.0.0/8", "192.168.0.1"});
    CHECK(settings.name_service);
}

TEST_CASE("an output says what it does, and has the rest from above", "[configuration]") {
    const configured file{R"(
pattern = '%v'
rotate-size = '1M'
[[output]]
file = 'errors.json'
format = 'json'
keep-files = 3
level = 'error'
process = ['shop', 'till*']
logger = 'orders'
host = 'TILL7'
[[output]]
file = 'apps/{process}.log'
open-files = 7
)"};
    const auto settings = file.settings({"--compress", "gzip"});
    CHECK_FALSE(settings.is_output);
    REQUIRE(settings.outputs.size() == 2);
    const output_settings &errors = settings.outputs[0];
    CHECK(errors.file == "errors.json");
    CHECK(errors.format == output_format::json);
    CHECK(errors.pattern.empty());
    CHECK(errors.rotation.max_bytes == 1024 * 1024);
    CHECK(errors.rotation.keep.files == 3);
    CHECK(errors.packing == compression::gzip);
    CHECK(errors.wanted.least_level == level::err);
    CHECK(errors.wanted.processes == arguments{"shop", "till*"});
    CHECK(errors.wanted.loggers == arguments{"orders"});
    CHECK(errors.wanted.hosts == arguments{"TILL7"});
    CHECK(errors.place == file.path + ":4");
    const output_settings &apps = settings.outputs[1];
    CHECK(apps.pattern == "%v");
    CHECK(apps.limits.open == 7);
    CHECK(apps.rotation.keep.files == 0);
    CHECK_FALSE(apps.wanted.least_level);
    CHECK(settings.rotation.keep.files == 0);
    CHECK(outputs_of(settings).size() == 2);
}

TEST_CASE("a file above the outputs is one more, wherever it is said", "[configuration]") {
    const std::string output = "[[output]]\nfile = 'b.log'\n";
    CHECK(outputs_of(configured{output}.settings({"--file", "a.log"})).size() == 2);
    const auto outputs = outputs_of(configured{"file = 'a.log'\n" + output}.settings());
    REQUIRE(outputs.size() == 2);
    CHECK(outputs[0].file == "a.log");
    CHECK(outputs[1].file == "b.log");
    CHECK(outputs_of(configured{"format = 'json'"}.settings()).size() == 1);
}

TEST_CASE("numbers and single values need no quotes and no list", "[configuration]") {
    const auto settings =
        configured{"rotate-size = 1_000\nlisten = 138\nallow = '10.0.0.1'\nname-service = false"}
            .settings();
    CHECK(settings.rotation.max_bytes == 1000);
    CHECK(settings.listen->network.port == 138);
    CHECK(settings.listen->allow == arguments{"10.0.0.1"});
    CHECK_FALSE(settings.name_service);
}

TEST_CASE("a value from a file is a value, whatever it looks like", "[configuration]") {
    for (const std::string value :
         {"--file", "-x", "++", "--", "[a,b]", "a b", "collect", "\xC3\xA9"}) {
        INFO(value);
        CHECK(configured{"file = '" + value + "'"}.settings().file == value);
    }
}

TEST_CASE("the command line wins over the file", "[configuration]") {
    const configured file{"file = 'a.log'\nformat = 'json'\nlisten = 138\nallow = ['10.0.0.0/8']"};
    const auto settings = file.settings({"--file", "b.log", "--allow", "192.168.0.1"});
    CHECK(settings.file == "b.log");
    CHECK(settings.format == output_format::json);
    CHECK(settings.listen->allow == arguments{"192.168.0.1"});
}

TEST_CASE("what the command line overrides is not judged", "[configuration]") {
    const configured file{"rotate-size = true\nformat = 'xml'\nfile = ['a.log', 'b.log']\n"
                          "listen = 138\nallow = []\nname-service = 'yes'\n"};
    arguments options{"--rotate-size", "1M",      "--format", "json",          "--file",
                      "c.log",         "--allow", "10.0.0.1", "--name-service"};
    const auto settings = file.settings(options);
    CHECK(settings.rotation.max_bytes == 1'048'576);
    CHECK(settings.file == "c.log");
    CHECK(settings.listen->allow == arguments{"10.0.0.1"});
    CHECK(settings.name_service);
    options.pop_back();
    CHECK_THAT(file.fault(options), contains("6: name-service = \"yes\": expected true or false"));
}

TEST_CASE("each setting says where it comes from", "[configuration]") {
    const configured file{"\nfile = 'a.log'\nlisten = 138\nallow = ['10.0.0.0/8', '10.0.0.1']\n"
                          "name-service = false\n"};
    const auto settings = file.settings({"--format", "json"});
    CHECK(named(settings, "file").value == "a.log");
    CHECK(named(settings, "file").origin == file.path + ":2");
    CHECK(named(settings, "allow").value == "10.0.0.0/8, 10.0.0.1");
    CHECK(named(settings, "name-service").value == "false");
    CHECK(named(settings, "name-service").origin == file.path + ":5");
    CHECK(named(settings, "format").value == "json");
    CHECK(named(settings, "format").origin == "command line");
    CHECK(named(settings, "rotate-size").value == "64MiB");
    CHECK(named(settings, "rotate-size").origin == "default");
    CHECK(named(settings, "key-file").value == "not set");
    CHECK(named(file.settings({"--file", "a\x1b[31m"}), "file").value == "a\\x1b[31m");
    for (const named_setting &setting : settings.named) {
        CHECK(setting.name != "config");
        CHECK(setting.name != "help");
    }
}

TEST_CASE("what the command line gets wrong is not blamed on the file", "[configuration]") {
    const configured file{"format = 'json'\nrotate-size = '1M'"};
    CHECK_THAT(
        file.answer({"--pattern", "%v"}).text,
        contains("mailslog collect: --pattern: '%v': not with --format json"));
    CHECK(file.answer({"--rotate-size", "x"}).exit_code == exit_misused);
    CHECK_THAT(file.answer({"--allow", "10.0.0.1"}).text, contains("--allow requires --listen"));
    CHECK(file.answer({"--help"}).exit_code == exit_done);
}

TEST_CASE("an option may rest on what the file says", "[configuration]") {
    CHECK(configured{"listen = 138"}.settings({"--allow", "10.0.0.1"}).listen->allow.size() == 1);
    CHECK(configured{"allow = '10.0.0.1'"}.settings({"--listen", "138"}).listen->allow.size() == 1);
}

TEST_CASE(
    "a named configuration must be there, one in its usual place need not", "[configuration]") {
    const configured file{"file = 'usual.log'"};
    const std::string missing = file.folder.path() + "/missing.toml";
    const auto refused = parse_command_line({"collect", "--config", missing}, file.path);
    REQUIRE(std::holds_alternative<command_line_answer>(refused));
    CHECK(std::get<command_line_answer>(refused).exit_code == exit_failed);
    CHECK_THAT(std::get<command_line_answer>(refused).text, contains(missing));
    CHECK(std::get<collect_settings>(parse_command_line({"collect"}, missing)).file == "all.log");
    CHECK(
        std::get<collect_settings>(parse_command_line({"collect"}, file.path)).file == "usual.log");
}

TEST_CASE("check takes the options of collect", "[configuration]") {
    const configured file{"file = 'a.log'"};
    const auto parsed = parse_command_line(
        {"check", "--config", file.path, "--format", "json", "--slot", R"(\\.\mailslot\x)"});
    REQUIRE(std::holds_alternative<check_settings>(parsed));
    const collect_settings &settings = std::get<check_settings>(parsed).collect;
    CHECK(settings.file == "a.log");
    CHECK(settings.format == output_format::json);
    CHECK(named(settings, "file").origin == file.path + ":1");
}

TEST_CASE("commands without a configuration read none", "[configuration]") {
    const configured file{"nonsense"};
    CHECK(std::holds_alternative<tail_settings>(parse_command_line({"tail"}, file.path)));
    CHECK(std::holds_alternative<send_settings>(parse_command_line({"send", "x"}, file.path)));
}

TEST_CASE("a fault can be told without the program's name", "[configuration]") {
    const configured file{"x = 1"};
    CHECK_THAT(
        file.answer().first_fault(), Catch::Matchers::StartsWith(file.path + ":1: x: is no"));
    const auto misuse = std::get<command_line_answer>(parse_command_line({"collect", "--file"}));
    CHECK_THAT(misuse.first_fault(), Catch::Matchers::StartsWith("--file"));
}
