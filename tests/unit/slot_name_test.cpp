#include <mailslog/slot_name.h>

#include <string>
#include <string_view>

#include "tests/support/catch.h"

using mailslog::slot_name;
using mailslog::slot_reach;
using namespace std::string_literals;

namespace {

const std::string local = R"(\\.\mailslot\)";

std::string reason_for(const std::string &text) {
    std::string reason;
    REQUIRE_FALSE(slot_name::parse(text, &reason));
    return reason;
}

bool mentions(const std::string &text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

bool is_name(const std::string &text) {
    return slot_name::parse(text).has_value();
}

std::string server_of(std::size_t bytes) {
    return R"(\\)" + std::string(bytes, 's') + R"(\mailslot\logs)";
}

} // namespace

TEST_CASE("each form of a slot name is taken apart", "[slot_name]") {
    struct good_name {
        std::string text;
        slot_reach reach;
        std::string server;
        std::string local_part;
    };
    const good_name names[] = {
        {R"(\\.\mailslot\logs)", slot_reach::local, ".", "logs"},
        {R"(\\.\mailslot\shop\orders\logs)", slot_reach::local, ".", R"(shop\orders\logs)"},
        {R"(\\.\MailSlot\Logs)", slot_reach::local, ".", "Logs"},
        {R"(//./mailslot/shop/logs)", slot_reach::local, ".", R"(shop\logs)"},
        {R"(\\.\mailslot/logs)", slot_reach::local, ".", "logs"},
        {R"(\\.\mailslot\.hidden)", slot_reach::local, ".", ".hidden"},
        {R"(\\.\mailslot\two words)", slot_reach::local, ".", "two words"},
        {R"(\\.\mailslot\журнал)", slot_reach::local, ".", "журнал"},
        {R"(\\.\mailslot\mailslot)", slot_reach::local, ".", "mailslot"},
        {R"(\\SERVER1\mailslot\logs)", slot_reach::named, "SERVER1", "logs"},
        {R"(\\log.example.org\mailslot\logs)", slot_reach::named, "log.example.org", "logs"},
        {R"(\\localhost\mailslot\logs)", slot_reach::named, "localhost", "logs"},
        {R"(\\*\mailslot\logs)", slot_reach::broadcast, "*", "logs"},
    };
    for (const auto &expected : names) {
        CAPTURE(expected.text);
        const auto name = slot_name::parse(expected.text);
        REQUIRE(name);
        CHECK(name->reach() == expected.reach);
        CHECK(name->server() == expected.server);
        CHECK(name->local_part() == expected.local_part);
    }
}

TEST_CASE("a name that is wrong is refused with what is wrong and a right one", "[slot_name]") {
    struct bad_name {
        std::string text;
        std::string_view reason;
    };
    const bad_name names[] = {
        {"", "empty"},
        {R"(\)", "one backslash"},
        {R"(\.\mailslot\logs)", "single quotes"},
        {R"(.\mailslot\logs)", "two backslashes"},
        {R"(C:\mailslot\logs)", "two backslashes"},
        {R"(\\)", "names no computer"},
        {R"(\\\mailslot\logs)", "names no computer"},
        {R"(\\?\mailslot\logs)", "can't be one"},
        {R"(\\a*\mailslot\logs)", "can't be one"},
        {R"(\\two words\mailslot\logs)", "can't be one"},
        {R"(\\..\mailslot\logs)", "can't be one"},
        {R"(\\host.\mailslot\logs)", "can't be one"},
        {R"(\\.)", "must follow"},
        {R"(\\.\)", "must follow"},
        {R"(\\.\\mailslot\logs)", "must follow"},
        {R"(\\.\pipe\logs)", "must follow"},
        {R"(\\.\mailslots\logs)", "must follow"},
        {R"(\\.\mailslot)", "no slot's name"},
        {R"(\\.\mailslot\)", "no slot's name"},
        {R"(\\.\mailslot\\)", "empty"},
        {R"(\\.\mailslot\\logs)", "empty"},
        {R"(\\.\mailslot\logs\)", "empty"},
        {R"(\\.\mailslot\shop\\logs)", "empty"},
        {R"(\\.\mailslot\.)", R"("." and "..")"},
        {R"(\\.\mailslot\..)", R"("." and "..")"},
        {R"(\\.\mailslot\..\logs)", R"("." and "..")"},
        {R"(//./mailslot/shop/../../logs)", R"("." and "..")"},
        {R"(\\.\mailslot\shop\.\logs)", R"("." and "..")"},
        {R"(\\.\mailslot\logs.)", "dot or a space"},
        {R"(\\.\mailslot\logs )", "dot or a space"},
        {R"(\\.\mailslot\shop.\logs)", "dot or a space"},
        {local + "lo\ngs", "control character"},
        {local + "lo\x7Fgs", "control character"},
        {local + "logs\0"s, "control character"},
        {"\0"s, "control character"},
        {local + "\xFF", "not UTF-8"},
        {local + "\xC3", "not UTF-8"},
    };
    for (const auto &bad : names) {
        CAPTURE(bad.text);
        const std::string reason = reason_for(bad.text);
        CAPTURE(reason);
        CHECK(mentions(reason, bad.reason));
        CHECK(mentions(reason, R"(a right name is \\.\mailslot\logs)"));
    }
}

TEST_CASE("a bare name is answered with the name that was meant", "[slot_name]") {
    CHECK(mentions(reason_for("logs"), R"(did you mean \\.\mailslot\logs?)"));
    CHECK(mentions(reason_for("orders"), R"(did you mean \\.\mailslot\orders?)"));
}

TEST_CASE("a reason never holds what could disturb a terminal", "[slot_name]") {
    const std::string reason = reason_for("lo\x1B[2Jgs");
    CHECK(mentions(reason, "control character"));
    CHECK_FALSE(mentions(reason, "\x1B"));
}

TEST_CASE("every control character is refused at every place", "[slot_name]") {
    for (int code = 0; code < 0x20; ++code) {
        CAPTURE(code);
        const std::string control(1, static_cast<char>(code));
        CHECK_FALSE(is_name(control + local + "logs"));
        CHECK_FALSE(is_name(R"(\\ho)" + control + R"(st\mailslot\logs)"));
        CHECK_FALSE(is_name(local + "logs" + control));
    }
}

TEST_CASE("what follows mailslot may have 64 bytes and no more", "[slot_name]") {
    const auto limit = slot_name::max_local_part_bytes;
    REQUIRE(limit == 64);
    CHECK(is_name(local + "n"));
    CHECK(is_name(local + std::string(limit - 1, 'n')));
    CHECK(is_name(local + std::string(limit, 'n')));
    CHECK(mentions(reason_for(local + std::string(limit + 1, 'n')), "longer than 64 bytes"));
    CHECK(is_name(local + std::string(limit / 2, 'p') + R"(\)" + std::string(limit / 2 - 1, 'n')));
    CHECK_FALSE(
        is_name(local + std::string(limit / 2, 'p') + R"(\)" + std::string(limit / 2, 'n')));
}

TEST_CASE("a computer's name may have 63 bytes and no more", "[slot_name]") {
    const auto limit = slot_name::max_server_bytes;
    REQUIRE(limit == 63);
    CHECK(is_name(server_of(1)));
    CHECK(is_name(server_of(limit - 1)));
    CHECK(is_name(server_of(limit)));
    CHECK(mentions(reason_for(server_of(limit + 1)), "longer than 63 bytes"));
}

TEST_CASE("a huge text is refused like any other", "[slot_name]") {
    CHECK_FALSE(is_name(std::string(1 << 20, 'n')));
    CHECK_FALSE(is_name(std::string(1 << 20, '\\')));
    CHECK_FALSE(is_name(local + std::string(1 << 20, 'n')));
}

TEST_CASE("a reason is not asked for", "[slot_name]") {
    CHECK_FALSE(slot_name::parse("logs", nullptr));
}

TEST_CASE("a name is printed as it was given, with backslashes", "[slot_name]") {
    CHECK(slot_name::parse(R"(\\.\mailslot\Shop\Logs)")->str() == R"(\\.\mailslot\Shop\Logs)");
    CHECK(slot_name::parse("//HOST/mailslot/logs")->str() == R"(\\HOST\mailslot\logs)");
    CHECK(slot_name::parse(R"(\\*\MAILSLOT\logs)")->str() == R"(\\*\mailslot\logs)");
}

TEST_CASE("spellings that differ in ASCII case or slashes name one slot", "[slot_name]") {
    const auto name = slot_name::parse(R"(\\Host\mailslot\Shop\Logs)");
    CHECK(*name == *slot_name::parse("//HOST/MAILSLOT/shop/LOGS"));
    CHECK(*name != *slot_name::parse(R"(\\Host\mailslot\Shop\Log)"));
    CHECK(*name != *slot_name::parse(R"(\\Host2\mailslot\Shop\Logs)"));
    CHECK(*name != *slot_name::parse(R"(\\.\mailslot\Shop\Logs)"));
    CHECK(*name != *slot_name::parse(R"(\\*\mailslot\Shop\Logs)"));
}

TEST_CASE("folded elements are what two spellings of a slot share", "[slot_name]") {
    using elements = std::vector<std::string>;
    CHECK(slot_name::parse("//./mailslot/Logs")->folded_elements() == elements{"logs"});
    CHECK(
        slot_name::parse(R"(\\.\mailslot\AZ az\[@{`\É)")->folded_elements() ==
        elements{"az az", "[@{`", "É"});
}
