#include "collector/send.h"

#include <functional>
#include <istream>
#include <optional>
#include <sstream>
#include <streambuf>
#include <string>
#include <thread>

#include "collector/tell.h"
#include "mailslot/process.h"
#include "mailslot/unix_time.h"
#include "mailslot/wire.h"
#include "tests/support/catch.h"
#include "tests/support/line_catcher.h"
#include "tests/support/slot_quirks.h"
#include "tests/support/unique_slot.h"

namespace {

using namespace mailslog;
using namespace std::chrono_literals;

send_settings settings_for(const unique_slot &slot) {
    send_settings settings;
    settings.slot = slot.str();
    return settings;
}

/// What is told while it lives.
class told_messages {
public:
    told_messages() {
        tell_to([this](const std::string &text) { text_ += text; });
    }
    ~told_messages() { tell_to({}); }
    told_messages(const told_messages &) = delete;
    told_messages &operator=(const told_messages &) = delete;

    const std::string &text() const { return text_; }

private:
    std::string text_;
};

/// Standard input that comes in pieces; before the second and each later one something happens.
class input_with_pauses : public std::streambuf {
public:
    input_with_pauses(std::vector<std::string> pieces, std::function<void()> in_between)
        : pieces_(std::move(pieces)), in_between_(std::move(in_between)) {}

private:
    int_type underflow() override {
        if (next_ == pieces_.size()) {
            return traits_type::eof();
        }
        if (next_ > 0) {
            in_between_();
        }
        std::string &piece = pieces_[next_++];
        setg(piece.data(), piece.data(), piece.data() + piece.size());
        return traits_type::to_int_type(piece[0]);
    }

    std::vector<std::string> pieces_;
    std::function<void()> in_between_;
    std::size_t next_ = 0;
};

int send_lines(const send_settings &settings, const std::string &lines) {
    std::istringstream input{lines};
    return send(settings, input);
}

int send_text(send_settings settings, const std::string &text) {
    settings.text = text;
    settings.has_text = true;
    return send_lines(settings, "must not be read\n");
}

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("a text is sent as one line with its level and logger", "[send]") {
    const unique_slot slot;
    line_catcher catcher{slot.name()};
    send_settings settings = settings_for(slot);
    settings.level = level::err;
    settings.logger = "cron";
    const std::int64_t before_ns = unix_time_ns();
    REQUIRE(send_text(settings, "backup\nfailed") == 0);
    catcher.catch_lines(1);
    const caught_line &line = catcher.lines.at(0);
    CHECK(line.text == "backup\nfailed");
    CHECK(line.level == level::err);
    CHECK(line.logger == "cron");
    CHECK(line.process_name == "mailslog");
    CHECK(line.process_id == process_id());
    CHECK(line.sequence == 1);
    CHECK(line.full_bytes == line.text.size());
    CHECK(line.time_ns >= before_ns);
    CHECK(line.time_ns <= unix_time_ns());
}

TEST_CASE("an empty text is a line, too", "[send]") {
    const unique_slot slot;
    line_catcher catcher{slot.name()};
    REQUIRE(send_text(settings_for(slot), "") == 0);
    catcher.look_until([&] { return !catcher.goodbyes.empty(); });
    CHECK(catcher.texts() == texts{""});
}

TEST_CASE("standard input is sent a line each, then a goodbye", "[send]") {
    const unique_slot slot;
    line_catcher catcher{slot.name()};
    const std::string with_nul{"b\0c", 3};
    REQUIRE(send_lines(settings_for(slot), "a\n" + with_nul + "\n\nlast") == 0);
    catcher.look_until([&] { return !catcher.goodbyes.empty(); });
    CHECK(catcher.texts() == texts{"a", with_nul, "", "last"});
    CHECK(catcher.lines.at(3).sequence == 4);
    CHECK(catcher.goodbyes == std::vector<std::uint64_t>{4});
}

TEST_CASE("empty standard input sends no line", "[send]") {
    const unique_slot slot;
    line_catcher catcher{slot.name()};
    CHECK(send_lines(settings_for(slot), "") == 0);
    catcher.look_until([&] { return !catcher.goodbyes.empty(); });
    CHECK(catcher.lines.empty());
}

TEST_CASE("each run is a stream of its own", "[send]") {
    const unique_slot slot;
    line_catcher catcher{slot.name()};
    REQUIRE(send_text(settings_for(slot), "one") == 0);
    REQUIRE(send_text(settings_for(slot), "two") == 0);
    catcher.catch_lines(2);
    CHECK(catcher.lines.at(0).stream_id != catcher.lines.at(1).stream_id);
}

TEST_CASE("more lines than a slot holds wait for room", "[send]") {
    const unique_slot slot;
    line_catcher catcher{slot.name()};
    std::string input;
    texts expected;
    for (int i = 0; i < 2000; ++i) {
        expected.push_back("line " + std::to_string(i));
        input += expected.back() + '\n';
    }
    int exit_code = -1;
    std::thread sender{[&] { exit_code = send_lines(settings_for(slot), input); }};
    catcher.catch_lines(expected.size());
    catcher.look_until([&] { return !catcher.goodbyes.empty(); });
    sender.join();
    CHECK(exit_code == 0);
    CHECK(catcher.texts() == expected);
}

TEST_CASE("an overlong line is cut and tells its length", "[send]") {
    const unique_slot slot;
    line_catcher catcher{slot.name()};
    const std::string line(3 * wire::max_datagram_bytes, 'x');
    REQUIRE(send_lines(settings_for(slot), line + "\nnext\n") == 0);
    catcher.catch_lines(2);
    CHECK(catcher.lines.at(0).full_bytes == line.size());
    CHECK(catcher.lines.at(0).text.size() > wire::max_datagram_bytes - 128);
    CHECK(catcher.lines.at(0).text.size() < wire::max_datagram_bytes);
    CHECK(catcher.lines.at(1).text == "next");
    REQUIRE(send_text(settings_for(slot), line) == 0);
    catcher.catch_lines(3);
    CHECK(catcher.lines.at(2).full_bytes == line.size());
    CHECK(catcher.lines.at(2).text == catcher.lines.at(0).text);
}

TEST_CASE("without a collector the way to one is told", "[send]") {
    const unique_slot slot;
    const told_messages told;
    CHECK(send_text(settings_for(slot), "text") == 1);
    CHECK(
        told.text() == "no collector owns " + slot.str() +
                           "; start one with: mailslog collect --slot '" + slot.str() + "'");
}

TEST_CASE("a slot that stays full fails the line and tells how many went", "[send]") {
    if (slot_quirks::queues_without_bound()) {
        return;
    }
    const unique_slot slot;
    const line_catcher catcher{slot.name()};
    const told_messages told;
    send_settings settings = settings_for(slot);
    settings.patience = 20ms;
    std::string input;
    for (int i = 0; i < 2000; ++i) {
        input += "line\n";
    }
    CHECK(send_lines(settings, input) == 1);
    CHECK_THAT(
        told.text(), Catch::Matchers::Contains("cannot send to " + slot.str()) &&
                         Catch::Matchers::Contains("; lines handed over before: "));
}

TEST_CASE("a collector that restarts gets the lines that follow", "[send]") {
    if (!slot_quirks::notices_a_closed_reader()) {
        return;
    }
    const unique_slot slot;
    line_catcher first{slot.name()};
    std::optional<line_catcher> second;
    std::uint64_t stream_id = 0;
    input_with_pauses input{{"one\n", "two\nthree\n"}, [&] {
                                first.catch_lines(1);
                                stream_id = first.lines.at(0).stream_id;
                                first.close();
                                second.emplace(slot.name());
                            }};
    std::istream stream{&input};
    REQUIRE(send(settings_for(slot), stream) == 0);
    second->catch_lines(2);
    CHECK(second->texts() == texts{"two", "three"});
    CHECK(second->lines.at(1).sequence == 3);
    CHECK(second->lines.at(1).stream_id == stream_id);
}

TEST_CASE("a collector that is gone for good fails the next line", "[send]") {
    if (!slot_quirks::notices_a_closed_reader()) {
        return;
    }
    const unique_slot slot;
    line_catcher catcher{slot.name()};
    const told_messages told;
    send_settings settings = settings_for(slot);
    settings.patience = 100ms;
    input_with_pauses input{{"one\n", "two\n"}, [&] { catcher.close(); }};
    std::istream stream{&input};
    CHECK(send(settings, stream) == 1);
    CHECK_THAT(told.text(), Catch::Matchers::EndsWith("; lines handed over before: 1"));
}
