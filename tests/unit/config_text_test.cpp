#include "collector/configuration/config_text.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;
using namespace std::string_literals;

std::vector<config_item> items_of(const std::string &text) {
    std::vector<config_item> items;
    if (const auto fault = parse_config(text, items)) {
        FAIL(std::to_string(fault->line) + ": " + fault->what);
    }
    return items;
}

config_fault fault_of(const std::string &text) {
    std::vector<config_item> items;
    const auto fault = parse_config(text, items);
    REQUIRE(fault);
    return *fault;
}

} // namespace

TEST_CASE("what a file says has its line and its kind", "[config_text]") {
    const auto items =
        items_of("# first\nslot = 'a\\b'\r\n\nkeep-files = 7 # seven\nflag = true\n");
    REQUIRE(items.size() == 3);
    CHECK(items[0].name == "slot");
    CHECK(items[0].line == 2);
    CHECK(items[0].values.at(0).kind == config_kind::text);
    CHECK(items[0].values.at(0).text == "a\\b");
    CHECK(items[1].line == 4);
    CHECK(items[1].values.at(0).kind == config_kind::number);
    CHECK(items[1].values.at(0).text == "7");
    CHECK(items[2].values.at(0).kind == config_kind::boolean);
    CHECK(items[2].values.at(0).text == "true");
}

TEST_CASE("a list has its values in their order", "[config_text]") {
    const auto items = items_of("allow = [\n 'b',\n 'a', 3 ]\nnone = []");
    REQUIRE(items.size() == 2);
    CHECK(items[0].line == 1);
    CHECK(items[0].is_list);
    REQUIRE(items[0].values.size() == 3);
    CHECK(items[0].values[1].text == "a");
    CHECK(items[0].values[2].kind == config_kind::number);
    CHECK(items[1].values.empty());
    CHECK_FALSE(items_of("a = 1")[0].is_list);
}

TEST_CASE("a number is read in every base and with separators", "[config_text]") {
    CHECK(items_of("a = 0x1F")[0].values[0].text == "31");
    CHECK(items_of("a = 1_000")[0].values[0].text == "1000");
    CHECK(items_of("a = -5")[0].values[0].text == "-5");
}

TEST_CASE("what no setting can be is of another kind", "[config_text]") {
    for (const std::string text :
         {"a = 1.5", "a = inf", "a = 1979-05-27", "a = {b = 1}", "a.b = 1", "[a]\nb = 1"}) {
        INFO(text);
        const auto items = items_of(text);
        REQUIRE(items.size() == 1);
        CHECK(items[0].values.at(0).kind == config_kind::other);
        CHECK(items[0].values.at(0).text.empty());
        CHECK(items[0].line == 1);
    }
}

TEST_CASE("an array of tables has its tables, each with its items", "[config_text]") {
    const auto items = items_of("a = 1\n[[output]]\nz = 'first'\nb = 2\n\n[[output]]\n");
    REQUIRE(items.size() == 2);
    REQUIRE(items[1].tables.size() == 2);
    CHECK(items[1].tables[0].line == 2);
    REQUIRE(items[1].tables[0].items.size() == 2);
    CHECK(items[1].tables[0].items[0].name == "z");
    CHECK(items[1].tables[0].items[0].line == 3);
    CHECK(items[1].tables[0].items[1].values.at(0).text == "2");
    CHECK(items[1].tables[1].line == 6);
    CHECK(items[1].tables[1].items.empty());
    CHECK(items_of("a = [{b = 1}, {}]")[0].tables.size() == 2);
    CHECK(items_of("a = [{b = 1}, 2]")[0].tables.empty());
    CHECK(items_of("[a]\nb = 1")[0].tables.empty());
}

TEST_CASE("an empty file says nothing", "[config_text]") {
    CHECK(items_of("").empty());
    CHECK(items_of("\n# nothing\n\n").empty());
    CHECK(items_of("\xEF\xBB\xBF").empty()); // some editors begin a file with it
    CHECK(
        items_of("\xEF\xBB\xBF"
                 "a = 1")[0]
            .name == "a");
}

TEST_CASE("what is no TOML is told with its line", "[config_text]") {
    const std::pair<std::string, std::size_t> table[] = {
        {"a = 1\n\na = 2\n", 3}, {"a\n", 1},
        {"\n= 1\n", 2},          {"a = \n", 1},
        {"a = \"x\n", 1},        {"a = 1 b = 2\n", 1},
        {"a = [1,\n", 1},        {"a: 5\n", 1},
        {"a = \"\\q\"\n", 1},    {"a = 1\n[a]\n", 2},
        {"a = \"\xFF\"\n", 1},   {"\xFF\xFE"s + "a\0"s, 1},
        {"a = \"\0\"\n"s, 1},    {"a = 1\nb = 99999999999999999999\n", 2},
        {"a = yes\n", 1},        {"a = 'x\n'", 1},
    };
    for (const auto &[text, line] : table) {
        INFO(text);
        const config_fault fault = fault_of(text);
        CHECK(fault.line == line);
        CHECK(fault.what.find("not TOML: ") == 0);
    }
}

TEST_CASE("text without quotes is told to need them", "[config_text]") {
    for (const std::string text : {"a = yes", "a = json", "a = text", "a = /var/log", "a = 5K"}) {
        INFO(text);
        CHECK_THAT(fault_of(text).what, Catch::Matchers::Contains("text stands in quotes"));
    }
    CHECK(fault_of("a = [1,").what.find("quotes") == std::string::npos);
}

TEST_CASE("a hostile file costs a refusal", "[config_text]") {
    const std::string brackets(100'000, '[');
    CHECK(fault_of(brackets).what.size() < 400);
    CHECK(fault_of("a = " + brackets).what.size() < 400);
    CHECK(fault_of("a\xEF\xB5\xBF = 1").line == 1);
    CHECK(fault_of(std::string(100'000, 'a')).what.size() < 400);
}

TEST_CASE("a message shows a value short, in a line and harmless", "[config_text]") {
    CHECK(shown_in_message(items_of("a = 'b'")[0]) == "a = \"b\"");
    CHECK(shown_in_message(items_of("a = ['b', 2, 1.5]")[0]) == "a = [\"b\", 2, (floating-point)]");
    CHECK(shown_in_message(items_of("a = \"\\u001b[31m\\n\"")[0]) == "a = \"\\x1b[31m\\n\"");
    const std::string shown = shown_in_message(items_of("a = '" + std::string(500, 'x') + "'")[0]);
    CHECK(shown == "a = \"" + std::string(80, 'x') + "…\"");
    std::string list = "a = [";
    for (int i = 0; i < 1000; ++i) {
        list += "'value',";
    }
    CHECK(shown_in_message(items_of(list + "]")[0]).size() < 200);
}
