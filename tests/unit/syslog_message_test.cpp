#include "collector/intake/syslog_message.h"

#include <string>

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

syslog_message message_in(std::string_view datagram) {
    CAPTURE(std::string{datagram});
    const auto message = parse_syslog(datagram);
    REQUIRE(message);
    return *message;
}

level level_of(int severity) {
    const std::string datagram = "<" + std::to_string(8 + severity) + ">text";
    return message_in(datagram).level;
}

} // namespace

TEST_CASE("severities are levels", "[syslog_message]") {
    const level expected[] = {level::critical, level::critical, level::critical, level::err,
                              level::warn,     level::info,     level::info,     level::debug};
    for (int severity = 0; severity < 8; ++severity) {
        CHECK(level_of(severity) == expected[severity]);
    }
}

TEST_CASE("facilities have their names", "[syslog_message]") {
    CHECK(message_in("<0>x").facility == "kern");
    CHECK(message_in("<13>x").facility == "user");
    CHECK(message_in("<34>x").facility == "auth");
    CHECK(message_in("<86>x").facility == "authpriv");
    CHECK(message_in("<128>x").facility == "local0");
    CHECK(message_in("<191>x").facility == "local7");
}

TEST_CASE("what has no priority is plain text", "[syslog_message]") {
    for (const char *text :
         {"", "<", "<>", "<13", "<192>x", "<999>x", "<1000>x", "<013>x", "<00>x", "<-1>x", "<+1>x",
          "<1 >x", "< 1>x", "13>x", " <13>x", "text", "Use the BFG!"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_syslog(text));
    }
}

TEST_CASE("a priority alone makes the rest the text", "[syslog_message]") {
    for (const char *text :
         {"", "hello world", " leading space", "<13>twice", "a [b]: c", "[4]: x", ": x", "a:b c",
          "\xC3\xA9: x", "Oct 11 22:14:15"}) {
        const std::string datagram = "<11>" + std::string{text};
        const syslog_message message = message_in(datagram);
        CHECK(message.level == level::err);
        CHECK(message.text == text);
        CHECK(message.name.empty());
        CHECK(message.host.empty());
    }
}

TEST_CASE("RFC 3164 section 5.4, example 1", "[syslog_message]") {
    const syslog_message message =
        message_in("<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8");
    CHECK(message.level == level::critical);
    CHECK(message.facility == "auth");
    CHECK(message.host == "mymachine");
    CHECK(message.name == "su");
    CHECK(message.fields.process_id.empty());
    CHECK(message.text == "'su root' failed for lonvick on /dev/pts/8");
    CHECK_FALSE(message.time_ns);
}

TEST_CASE("RFC 3164 section 5.4, example 2 as a relay would send it", "[syslog_message]") {
    const syslog_message message = message_in("<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!");
    CHECK(message.level == level::info);
    CHECK(message.host.empty());
    CHECK(message.text == "10.0.0.99 Use the BFG!");
}

// The RFC calls CST the host. Nobody would find it there: it stays in sight.
TEST_CASE("RFC 3164 section 5.4, example 3", "[syslog_message]") {
    const syslog_message message = message_in(
        "<165>Aug 24 05:34:00 CST 1987 mymachine myproc[10]: %% It's time to make the do-nuts.");
    CHECK(message.level == level::info);
    CHECK(message.facility == "local4");
    CHECK(message.name.empty());
    CHECK(message.text == "CST 1987 mymachine myproc[10]: %% It's time to make the do-nuts.");
}

TEST_CASE("RFC 3164 section 5.4, example 4", "[syslog_message]") {
    const std::string text =
        "1990 Oct 22 10:52:01 TZ-6 scapegoat.dmz.example.org 10.1.2.3 sched[0]: That's All Folks!";
    const std::string datagram = "<0>" + text;
    const syslog_message message = message_in(datagram);
    CHECK(message.level == level::critical);
    CHECK(message.facility == "kern");
    CHECK(message.text == text);
}

TEST_CASE("a local program leaves out its host", "[syslog_message]") {
    const syslog_message message =
        message_in("<30>Nov 25 16:10:40 postfix/smtpd[4711]: connect from unknown");
    CHECK(message.host.empty());
    CHECK(message.name == "postfix/smtpd");
    CHECK(message.fields.process_id == "4711");
    CHECK(message.text == "connect from unknown");
}

TEST_CASE("a tag counts without a time, too", "[syslog_message]") {
    const syslog_message message = message_in("<14>orders: accepted: 42");
    CHECK(message.name == "orders");
    CHECK(message.text == "accepted: 42");
    CHECK(message_in("<14>orders[7]:").text.empty());
}

TEST_CASE("a host alone is the text's first word", "[syslog_message]") {
    const syslog_message message = message_in("<13>Nov 25 16:10:40 hello world");
    CHECK(message.host.empty());
    CHECK(message.text == "hello world");
}

TEST_CASE("a time that is none is text", "[syslog_message]") {
    for (const char *text :
         {"Nov 25 16:10:4 x y", "Nov 25 16-10-40 x y", "Nov 25  16:10:40 x y",
          "nov 25 16:10:40 x y", "Nov  5 6:10:40 x yz", "ov  25 16:10:40 x y",
          "Nov 2  16:10:40 x y", "Nov 25 16:10: 0 x y", " Nov 25 16:10:40 xy"}) {
        const std::string datagram = "<13>" + std::string{text};
        CHECK(message_in(datagram).text == text);
    }
}

TEST_CASE("a tag has at most 48 bytes", "[syslog_message]") {
    const std::string longest(48, 't');
    const std::string fits = "<13>" + longest + ": text";
    const std::string too_long = "<13>x" + longest + ": text";
    CHECK(message_in(fits).name == longest);
    CHECK(message_in(too_long).name.empty());
    CHECK(message_in(too_long).text == "x" + longest + ": text");
}

TEST_CASE("a tag's process id has at most 128 bytes", "[syslog_message]") {
    const std::string longest(128, 'p');
    const std::string fits = "<13>a[" + longest + "]: text";
    const std::string too_long = "<13>a[p" + longest + "]: text";
    CHECK(message_in(fits).fields.process_id == longest);
    CHECK(message_in(too_long).name.empty());
}

TEST_CASE("RFC 5424 section 6.5, example 1", "[syslog_message]") {
    const syslog_message message =
        message_in("<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - "
                   "\xEF\xBB\xBF'su root' failed for lonvick on /dev/pts/8");
    CHECK(message.level == level::critical);
    CHECK(message.facility == "auth");
    CHECK(message.time_ns == 1'065'910'455'003'000'000);
    CHECK(message.host == "mymachine.example.com");
    CHECK(message.name == "su");
    CHECK(message.fields.process_id.empty());
    CHECK(message.fields.message_id == "ID47");
    CHECK(message.fields.structured_data.empty());
    CHECK(message.text == "'su root' failed for lonvick on /dev/pts/8");
}

TEST_CASE("RFC 5424 section 6.5, example 2", "[syslog_message]") {
    const syslog_message message =
        message_in("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time "
                   "to make the do-nuts.");
    CHECK(message.facility == "local4");
    CHECK(message.level == level::info);
    CHECK(message.time_ns == 1'061'727'255'000'003'000);
    CHECK(message.host == "192.0.2.1");
    CHECK(message.name == "myproc");
    CHECK(message.fields.process_id == "8710");
    CHECK(message.fields.message_id.empty());
    CHECK(message.text == "%% It's time to make the do-nuts.");
}

TEST_CASE("RFC 5424 section 6.5, examples 3 and 4", "[syslog_message]") {
    const std::string header =
        "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 ";
    const std::string data =
        R"([exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"])";
    const std::string more = data + R"([examplePriority@32473 class="high"])";
    const std::string with_text = header + data +
                                  " \xEF\xBB\xBF"
                                  "An application event log entry...";
    const syslog_message third = message_in(with_text);
    CHECK(third.name == "evntslog");
    CHECK(third.fields.structured_data == data);
    CHECK(third.text == "An application event log entry...");
    const std::string without_text = header + more;
    const syslog_message fourth = message_in(without_text);
    CHECK(fourth.fields.structured_data == more);
    CHECK(fourth.text.empty());
}

TEST_CASE("every field may be nil", "[syslog_message]") {
    const syslog_message message = message_in("<13>1 - - - - - - hello");
    CHECK(message.text == "hello");
    CHECK_FALSE(message.time_ns);
    for (const std::string_view field :
         {message.host, message.name, message.fields.process_id, message.fields.message_id,
          message.fields.structured_data}) {
        CHECK(field.empty());
    }
    CHECK(message_in("<13>1 - - - - - -").text.empty());
}

TEST_CASE("a malformed header of RFC 5424 is text behind its priority", "[syslog_message]") {
    for (const char *text :
         {"1", "1 ", "1 - - - - -", "1 yesterday - - - - - hello", "1 2003-10-11 - - - - - hello",
          "1 -  - - - - hello", "1 - - - - - [broken hello", "1 - - - - - -hello",
          "1 - - - - - [a]hello", "2 - - - - - - hello", "1 - \xC3\xA9 - - - - hello",
          "1\t- - - - - - hello"}) {
        const std::string datagram = "<11>" + std::string{text};
        const syslog_message message = message_in(datagram);
        CHECK(message.level == level::err);
        CHECK(message.text == text);
        CHECK(message.fields.message_id.empty());
    }
}

TEST_CASE("fields of RFC 5424 have their bounds", "[syslog_message]") {
    const auto with = [](std::size_t host, std::size_t name, std::size_t process, std::size_t id) {
        const auto word = [](std::size_t bytes) { return std::string(bytes, 'w') + " "; };
        const std::string datagram =
            "<13>1 - " + word(host) + word(name) + word(process) + word(id) + "- text";
        return message_in(datagram).text == "text";
    };
    CHECK(with(255, 48, 128, 32));
    CHECK_FALSE(with(256, 48, 128, 32));
    CHECK_FALSE(with(255, 49, 128, 32));
    CHECK_FALSE(with(255, 48, 129, 32));
    CHECK_FALSE(with(255, 48, 128, 33));
}
