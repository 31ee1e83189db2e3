#include "collector/format/text_pattern.h"

#include "collector/format/line_format.h"
#include "tests/support/catch.h"

using mailslog::fault_of_pattern;

namespace {

std::string fault(std::string_view pattern) {
    return fault_of_pattern(pattern).value_or("none");
}

} // namespace

TEST_CASE("the default pattern will do", "[text_pattern]") {
    CHECK(fault(mailslog::default_pattern) == "none");
}

TEST_CASE("patterns with the message will do", "[text_pattern]") {
    CHECK(fault("%v") == "none");
    CHECK(fault("%+") == "none");
    CHECK(fault("100%% %v") == "none");
    CHECK(fault("%N %Q %W %v") == "none");
    CHECK(fault("%-8l|%=8n|%8N|%3!Q|%-3!v") == "none");
    CHECK(fault("%H:%M:%S.%e\t%v") == "none");
    CHECK(fault("\xC2\xBB %v \xC2\xAB") == "none");
    CHECK(fault("%!: %v") == "none");
}

TEST_CASE("a pattern without the message is refused", "[text_pattern]") {
    CHECK(fault("") == "it lacks %v, the message");
    CHECK(fault("%l %n") == "it lacks %v, the message");
    CHECK(fault("%%v") == "it lacks %v, the message");
    CHECK(fault("v") == "it lacks %v, the message");
}

TEST_CASE("a flag that does not exist is refused", "[text_pattern]") {
    CHECK(fault("%v %y") == "it has no flag %y; %% is a percent sign");
    CHECK(fault("100% %v") == "it has no flag % ; %% is a percent sign");
    CHECK(fault("%-5!k %v") == "it has no flag %k; %% is a percent sign");
    CHECK(fault("%\xC3\xA9 %v") == "it has no flag %\\xc3; %% is a percent sign");
}

TEST_CASE("a pattern that ends within a flag is refused", "[text_pattern]") {
    for (const char *pattern : {"%v %", "%v %-", "%v %=10", "%v %10!"}) {
        CHECK(fault(pattern) == "it ends within a flag; %% is a percent sign");
    }
}

TEST_CASE("a pattern that would break the line is refused", "[text_pattern]") {
    const std::string why =
        "it holds a line break, another control character or bytes that are no UTF-8";
    CHECK(fault("%v\n") == why);
    CHECK(fault("\x1B[31m%v") == why);
    CHECK(fault("\xFF %v") == why);
    CHECK(fault("%v \xE2\x80\xA8") == why);
    CHECK(fault(std::string_view{"%v\0", 3}) == why);
}
