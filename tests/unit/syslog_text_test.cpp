#include "collector/tail/syslog_text.h"

#include <string>

#include "tests/support/catch.h"

using namespace mailslog;

namespace {

/// "MSGID|STRUCTURED-DATA|text"
std::string parts_of(std::string_view logger, std::string_view message) {
    const syslog_fields fields = take_syslog_fields(logger, message);
    return std::string{fields.message_id} + "|" + std::string{fields.structured_data} + "|" +
           std::string{message};
}

} // namespace

TEST_CASE("structured data and the word before it are taken off a message", "[syslog_text]") {
    CHECK(parts_of("user", R"(FULL [a x="1"][b] text)") == R"(FULL|[a x="1"][b]|text)");
    CHECK(parts_of("local7", R"([a x="y z"] [b] text)") == R"(|[a x="y z"]|[b] text)");
    CHECK(parts_of("daemon", "[a] ") == "|[a]|");
}

TEST_CASE("what may be the text's own stays there", "[syslog_text]") {
    for (const char *message :
         {"FULL disk is full", "[a", "[a]", R"([a x="1" text)", "[a]text", "", " [a] text",
          "two words [a] text"}) {
        CHECK(parts_of("user", message) == std::string{"||"} + message);
    }
    CHECK(parts_of("orders", "[a] text") == "||[a] text");
    CHECK(parts_of("", "[a] text") == "||[a] text");
}

TEST_CASE("a word before structured data is a MSGID up to 32 bytes", "[syslog_text]") {
    const std::string longest(32, 'x');
    CHECK(parts_of("user", longest + " [a] text") == longest + "|[a]|text");
    CHECK(parts_of("user", longest + "x [a] text") == "||" + longest + "x [a] text");
}
