#include "collector/command_line.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

collect_settings collect_with(std::vector<std::string> options) {
    options.insert(options.begin(), "collect");
    const command parsed = parse_command_line(options);
    if (const auto *answer = std::get_if<command_line_answer>(&parsed)) {
        FAIL(answer->text);
    }
    return std::get<collect_settings>(parsed);
}

std::string misuse_of(std::vector<std::string> options) {
    options.insert(options.begin(), "collect");
    const command parsed = parse_command_line(options);
    REQUIRE(std::holds_alternative<command_line_answer>(parsed));
    const auto &answer = std::get<command_line_answer>(parsed);
    CHECK(answer.exit_code == exit_misused);
    return answer.text;
}

} // namespace

TEST_CASE("files are for their owner and group unless told otherwise", "[command_line_posix]") {
    const auto settings = collect_with({});
    CHECK(settings.rights.file_mode == 0640);
    CHECK(settings.slot_mode == 0);
    CHECK(settings.run_as.empty());
}

TEST_CASE("modes are octal", "[command_line_posix]") {
    const auto settings = collect_with({"--file-mode", "0644", "--slot-mode", "660"});
    CHECK(settings.rights.file_mode == 0644);
    CHECK(settings.slot_mode == 0660);
}

TEST_CASE("a bad mode is named, with what is expected", "[command_line_posix]") {
    for (const char *option : {"--file-mode", "--slot-mode"}) {
        for (const char *mode : {"", "8", "0777", "rw"}) {
            CHECK_THAT(
                misuse_of({option, mode}),
                Catch::Matchers::Contains(
                    std::string{option} + ": '" + mode + "': expected an octal mode"));
        }
    }
}

TEST_CASE("a socket's room is left as it is unless told otherwise", "[command_line_posix]") {
    CHECK(collect_with({}).socket_queue == 0);
    CHECK(collect_with({"--socket-queue", "512"}).socket_queue == 512);
    CHECK(collect_with({"--socket-queue", "65536"}).socket_queue == 65536);
    for (const char *count : {"", "-1", "many", "65537", "1K"}) {
        CHECK_THAT(
            misuse_of({"--socket-queue", count}),
            Catch::Matchers::Contains("expected how many datagrams, up to 65536"));
    }
}

TEST_CASE("a user may bring its group along", "[command_line_posix]") {
    CHECK(collect_with({"--user", "log"}).run_as.user == "log");
    CHECK(collect_with({"--user", "log"}).run_as.group.empty());
    const auto both = collect_with({"--user", "log:adm"}).run_as;
    CHECK(both.user == "log");
    CHECK(both.group == "adm");
    CHECK(collect_with({"--user", "log", "--group", "adm"}).run_as.group == "adm");
    CHECK(collect_with({"--group", "adm"}).run_as.user.empty());
}

TEST_CASE("a user without a name is none", "[command_line_posix]") {
    for (const char *user : {"", ":", ":adm", "log:"}) {
        CHECK_THAT(
            misuse_of({"--user", user}), Catch::Matchers::Contains("expected a user's name"));
    }
    CHECK_THAT(misuse_of({"--group", ""}), Catch::Matchers::Contains("expected a group's name"));
}
