#include "collector/routing/safe_name.h"

#include <set>
#include <string>
#include <vector>

#include "tests/support/catch.h"

using namespace mailslog;

namespace {

std::string safe(const std::string &name, std::size_t max_bytes = 100) {
    std::string result;
    append_safe_name(result, name, max_bytes);
    return result;
}

std::string repeated(const std::string &text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) {
        all += text;
    }
    return all;
}

const std::string grin = "\xF0\x9F\x98\x80"; // U+1F600

} // namespace

TEST_CASE("a harmless name stays as it is", "[safe_name]") {
    for (const std::string name :
         {"orders", "Orders-2_a.b+c@d=e,f",
          "\xC3\xBC"
          "ber",
          "\xE6\x97\xA5\xE6\x9C\xAC", "a..b", "console", "com10", "COM", "_x", "x_"}) {
        CHECK(safe(name) == name);
    }
    CHECK(safe(grin) == grin);
}

TEST_CASE("a name can't leave its folder, hide, or be none", "[safe_name]") {
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "_"},
        {"_", "%5F"},
        {"_overflow", "%5Foverflow"},
        {".", "%2E"},
        {"..", "%2E%2E"},
        {"...", "%2E.%2E"},
        {"../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"},
        {"a/b", "a%2Fb"},
        {"a\\b", "a%5Cb"},
        {".bashrc", "%2Ebashrc"},
        {"-rf", "%2Drf"},
        {"a.", "a%2E"},
        {"a b", "a%20b"},
        {"C:", "C%3A"},
        {"a\nb", "a%0Ab"},
        {std::string("a\0b", 3), "a%00b"},
        {"\x1B[31m", "%1B%5B31m"},
        {"\x7F", "%7F"},
        {"%2E", "%252E"},
        {"~", "%7E"},
        {"{logger}", "%7Blogger%7D"},
        {"*?\"<>|", "%2A%3F%22%3C%3E%7C"},
        {"\xC2\x85", "%C2%85"},        // C1
        {"\xE2\x80\xAE", "%E2%80%AE"}, // turns the direction of writing
        {"\xFF\xC3", "%FF%C3"},        // no UTF-8
        {"a\xC0\xAF", "a%C0%AF"},      // an overlong slash
        {"con", "%63on"},
        {"NUL.txt", "%4EUL.txt"},
        {"Com1", "%43om1"},
        {"lpt9.log", "%6Cpt9.log"},
        {"com\xC2\xB9", "%63om\xC2\xB9"}, // a superscript 1
        {"LPT\xC2\xB3.log", "%4CPT\xC2\xB3.log"},
    };
    for (const auto &[name, expected] : table) {
        CHECK(safe(name) == expected);
    }
}

TEST_CASE("a long name is cut at a code point and stays itself", "[safe_name]") {
    const std::string emoji = repeated(grin, 75); // 300 bytes
    const std::string cut = safe(emoji);
    CHECK(cut.size() <= 100);
    CHECK(cut.substr(0, 80) == repeated(grin, 20));
    CHECK(cut[80] == '~');
    CHECK(cut.size() == 97);
    CHECK(safe(emoji) == cut);
    CHECK(safe(emoji + grin) != cut);
}

TEST_CASE("a cut does not split what stands for a byte", "[safe_name]") {
    for (std::size_t limit = min_safe_name_bytes; limit < 60; ++limit) {
        for (const std::string &name :
             {repeated("/", 40), "a" + repeated("/", 40), repeated(grin, 40)}) {
            const std::string cut = safe(name, limit);
            INFO(limit << ": " << cut);
            REQUIRE(cut.size() <= limit);
            const std::string kept = cut.substr(0, cut.find('~'));
            const std::size_t lead = name[0] == 'a' ? 1 : 0;
            CHECK((kept.size() - lead) % (name[0] == grin[0] ? 4 : 3) == 0);
        }
    }
}

TEST_CASE("the longest name that fits is not cut", "[safe_name]") {
    CHECK(safe(std::string(100, 'x')) == std::string(100, 'x'));
    CHECK(safe(std::string(101, 'x')).find('~') == 83);
    CHECK(safe(std::string(99, 'x') + "/").find('~') == 83);
    CHECK(safe(std::string(97, 'x') + "/") == std::string(97, 'x') + "%2F");
}

TEST_CASE("no two names become one", "[safe_name]") {
    std::set<std::string> made;
    std::size_t names = 0;
    const std::string bytes{"\0a/._%-~2F\xC3\xBC{", 13};
    for (const char first : bytes) {
        for (const char second : bytes) {
            for (const char third : bytes) {
                for (const std::string &name :
                     {std::string{first, second, third},
                      std::string(120, 'x') + std::string{first, second, third}}) {
                    made.insert(safe(name));
                    ++names;
                }
            }
        }
    }
    CHECK(made.size() == names);
}
