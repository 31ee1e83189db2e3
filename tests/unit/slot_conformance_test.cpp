// A slot behaves as the Win32 pages and the Wine project's conformance test say of mailslots
// (https://learn.microsoft.com/windows/win32/ipc/mailslots), on every system from this one source.
// What a system can't keep is named in tests/support/slot_quirks.h.
//
// Some of what they say our types rule out: a reader can't write nor a writer read, nobody chooses
// a share mode, and a text that names no mailslot never gets as far as create().
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <mailslog/slot_error.h>
#include <mailslog/slot_reader.h>
#include <mailslog/slot_writer.h>

#include "mailslot/process.h"
#include "tests/support/catch.h"
#include "tests/support/slot_quirks.h"
#include "tests/support/unique_slot.h"

using mailslog::message_batch;
using mailslog::slot_errc;
using mailslog::slot_name;
using mailslog::slot_reader;
using mailslog::slot_writer;
using namespace std::chrono_literals;
namespace quirks = mailslog::slot_quirks;

namespace {

/// A wait that ends well long before on any machine, so that only a failure takes it all.
constexpr std::chrono::milliseconds patience = 20s;

/// A reader with a slot of its own, and what writers and readers of it do.
struct slot_of_test {
    mailslog::unique_slot slot;
    slot_reader reader;

    void create(std::size_t max_message_bytes = 0) {
        REQUIRE_FALSE(reader.create(slot.name(), {max_message_bytes}));
    }
    slot_writer writer() const {
        slot_writer opened;
        REQUIRE_FALSE(opened.open(slot.name()));
        return opened;
    }
    void write(slot_writer &to, const std::string &text) const {
        REQUIRE_FALSE(to.write(text.data(), text.size()));
    }
    std::error_code
    read(std::string &text, std::size_t buffer_bytes, std::chrono::milliseconds timeout) {
        std::size_t size = 4711;
        text.assign(buffer_bytes, '?');
        const auto error = reader.read(text.data(), text.size(), size, timeout);
        REQUIRE(size <= buffer_bytes);
        text.resize(size);
        return error;
    }
    std::string next(std::size_t buffer_bytes = 65'536) {
        std::string text;
        REQUIRE_FALSE(read(text, buffer_bytes, patience));
        return text;
    }
    std::error_code error_of_read(std::chrono::milliseconds timeout) {
        std::string text;
        const auto error = read(text, 16, timeout);
        CHECK(text.empty());
        return error;
    }
    mailslog::slot_info info() const {
        mailslog::slot_info told;
        REQUIRE_FALSE(reader.info(told));
        return told;
    }
    void check_info(std::optional<std::size_t> next_bytes, std::size_t count) const {
        const auto told = info();
        CHECK(told.next_message_bytes == next_bytes);
        if (quirks::counts_messages()) {
            CHECK(told.message_count == count);
        } else {
            CHECK(told.message_count.value_or(0) <= count);
        }
    }
};

slot_name in_upper_case(const slot_name &name) {
    std::string text = name.str();
    for (char &c : text) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return *slot_name::parse(text);
}

} // namespace

TEST_CASE_METHOD(
    slot_of_test, "a slot has one reader, whom a second does not disturb", "[slot_conformance]") {
    create();
    auto to = writer();
    write(to, "before");
    slot_reader second;
    CHECK(second.create(slot.name()) == slot_errc::already_exists);
    CHECK_FALSE(second.is_open());
    CHECK(second.create(in_upper_case(slot.name())) == slot_errc::already_exists);
    write(to, "after");
    CHECK(next() == "before");
    CHECK(next() == "after");
}

TEST_CASE_METHOD(slot_of_test, "a slot's owner is told while it lives", "[slot_conformance]") {
    CHECK_FALSE(mailslog::slot_owner(slot.name()));
    create();
    if (quirks::tells_the_owner()) {
        CHECK(mailslog::slot_owner(slot.name()) == mailslog::process_id());
    } else {
        CHECK_FALSE(mailslog::slot_owner(slot.name()));
    }
    reader.close();
    CHECK_FALSE(mailslog::slot_owner(slot.name()));
}

TEST_CASE_METHOD(slot_of_test, "only a local slot can be created", "[slot_conformance]") {
    for (const char *text : {R"(\\somewhere\mailslot\logs)", R"(\\*\mailslot\logs)"}) {
        CHECK(reader.create(*slot_name::parse(text)) == slot_errc::invalid_name);
    }
}

TEST_CASE_METHOD(
    slot_of_test, "a writer finds no slot where there is no reader", "[slot_conformance]") {
    slot_writer to;
    CHECK(to.open(slot.name()) == slot_errc::not_found);
    CHECK_FALSE(to.is_open());
    create();
    CHECK_FALSE(to.open(slot.name()));
    CHECK(to.is_open());
}

TEST_CASE_METHOD(slot_of_test, "a slot's name is found in any case", "[slot_conformance]") {
    create();
    slot_writer to;
    REQUIRE_FALSE(to.open(in_upper_case(slot.name())));
    write(to, "shouted");
    CHECK(next() == "shouted");
}

TEST_CASE_METHOD(slot_of_test, "a slot may lie deeper than at the top", "[slot_conformance]") {
    const auto deep = *slot_name::parse(slot.str() + R"(\Shop\Logs)");
    REQUIRE_FALSE(reader.create(deep));
    slot_writer to;
    REQUIRE_FALSE(to.open(deep));
    write(to, "deep");
    CHECK(next() == "deep");
}

TEST_CASE_METHOD(slot_of_test, "several writers share a slot", "[slot_conformance]") {
    create();
    auto first = writer();
    auto second = writer();
    write(first, "one");
    write(second, "two");
    write(first, "three");
    CHECK(next() == "one");
    CHECK(next() == "two");
    CHECK(next() == "three");
}

TEST_CASE_METHOD(
    slot_of_test, "a read of an empty slot that may not wait times out", "[slot_conformance]") {
    create();
    CHECK(error_of_read(0ms) == slot_errc::timed_out);
}

TEST_CASE_METHOD(
    slot_of_test, "a read of an empty slot times out when its time is over", "[slot_conformance]") {
    create();
    const auto begin = std::chrono::steady_clock::now();
    CHECK(error_of_read(200ms) == slot_errc::timed_out);
    CHECK(std::chrono::steady_clock::now() - begin >= 180ms); // as the Wine test: nine tenths
}

TEST_CASE_METHOD(
    slot_of_test, "a read that waits for ever gets what comes later", "[slot_conformance]") {
    create();
    auto to = writer();
    std::string text;
    std::error_code error;
    std::thread waits([&] { error = read(text, 16, slot_reader::forever); });
    const auto error_of_write = to.write("late", 4, patience);
    waits.join();
    CHECK_FALSE(error_of_write);
    CHECK_FALSE(error);
    CHECK(text == "late");
}

TEST_CASE_METHOD(
    slot_of_test, "a read has the message's size, not the buffer's", "[slot_conformance]") {
    create();
    auto to = writer();
    write(to, "12345678");
    CHECK(next(16) == "12345678");
    write(to, "12345678");
    CHECK(next(8) == "12345678");
}

TEST_CASE_METHOD(
    slot_of_test, "messages of 1, 2 and 0 bytes are counted and read in order",
    "[slot_conformance]") {
    create();
    auto to = writer();
    write(to, "a");
    check_info(1, 1);
    write(to, "bc");
    check_info(1, 2);
    write(to, "");
    check_info(1, 3);
    CHECK(next() == "a");
    check_info(2, 2);
    CHECK(next() == "bc");
    check_info(0, 1);
    CHECK(next().empty());
    check_info(std::nullopt, 0);
    CHECK(error_of_read(0ms) == slot_errc::timed_out);
}

TEST_CASE_METHOD(slot_of_test, "an empty slot has no next message", "[slot_conformance]") {
    create(424);
    check_info(std::nullopt, 0);
    CHECK(info().max_message_bytes == 424);
}

TEST_CASE_METHOD(
    slot_of_test, "a slot takes 65,536 bytes unless told otherwise", "[slot_conformance]") {
    create();
    CHECK(info().max_message_bytes == 65'536);
}

TEST_CASE_METHOD(slot_of_test, "a message longer than the buffer stays", "[slot_conformance]") {
    create();
    auto to = writer();
    write(to, "ab");
    std::string text;
    CHECK(read(text, 1, 0ms) == slot_errc::buffer_too_small);
    CHECK(read(text, 0, 0ms) == slot_errc::buffer_too_small);
    check_info(2, 1);
    CHECK(next(2) == "ab");
}

TEST_CASE_METHOD(slot_of_test, "messages arrive whole up to the limit", "[slot_conformance]") {
    const std::size_t limit = GENERATE(424U, 65'000U);
    create(limit);
    auto to = writer();
    for (const std::size_t size : {std::size_t{1}, limit - 1, limit}) {
        CAPTURE(size);
        const std::string message(size, 'm');
        write(to, message);
        CHECK(next() == message);
    }
}

TEST_CASE_METHOD(
    slot_of_test, "a message over the limit is refused, or cut", "[slot_conformance]") {
    constexpr std::size_t limit = 424;
    create(limit);
    auto to = writer();
    const std::string message(limit + 1, 'm');
    const auto error = to.write(message.data(), message.size());
    if (quirks::refuses_long_messages()) {
        CHECK(error == slot_errc::message_too_large);
        CHECK(error_of_read(0ms) == slot_errc::timed_out);
    } else {
        CHECK_FALSE(error);
        CHECK(next() == message.substr(0, limit));
    }
}

TEST_CASE_METHOD(slot_of_test, "a batch says which message was cut", "[slot_conformance]") {
    if (!quirks::marks_cut_messages()) {
        return;
    }
    constexpr std::size_t limit = 100;
    create(limit);
    auto to = writer();
    for (const std::size_t size : {limit - 1, limit, limit + 1}) {
        write(to, std::string(size, 'm'));
    }
    message_batch batch;
    REQUIRE_FALSE(reader.receive(batch, patience));
    REQUIRE(batch.messages.size() == 3);
    CHECK_FALSE(batch.messages[0].cut);
    CHECK_FALSE(batch.messages[1].cut);
    CHECK(batch.messages[2].cut);
    CHECK(batch.messages[2].bytes == std::string(limit, 'm'));
    CHECK(batch.messages[2].full_bytes == limit + 1);
}

TEST_CASE_METHOD(slot_of_test, "a batch holds what waits, in order", "[slot_conformance]") {
    create();
    auto to = writer();
    message_batch batch;
    CHECK(reader.receive(batch, 0ms) == slot_errc::timed_out);
    for (const char *text : {"one", "", "three"}) {
        write(to, text);
    }
    std::vector<std::string> received;
    while (received.size() < 3) {
        REQUIRE_FALSE(reader.receive(batch, patience));
        REQUIRE_FALSE(batch.messages.empty());
        for (const auto &message : batch.messages) {
            received.emplace_back(message.bytes);
        }
    }
    CHECK(received == std::vector<std::string>{"one", "", "three"});
    CHECK(reader.receive(batch, 0ms) == slot_errc::timed_out);
    CHECK(batch.messages.empty());
}

TEST_CASE_METHOD(
    slot_of_test, "a message tells its sender where the system vouches for it",
    "[slot_conformance]") {
    create();
    auto to = writer();
    write(to, "signed");
    message_batch batch;
    REQUIRE_FALSE(reader.receive(batch, patience));
    REQUIRE(batch.messages.size() == 1);
    const auto &sender = batch.messages[0].sender;
    REQUIRE(sender.has_value() == quirks::tells_the_sender());
    if (sender) {
        CHECK(sender->process_id == mailslog::process_id());
    }
}

TEST_CASE_METHOD(slot_of_test, "what was not read ends with the reader", "[slot_conformance]") {
    create();
    {
        auto to = writer();
        write(to, "unread");
    }
    reader.close();
    CHECK_FALSE(reader.is_open());
    create();
    CHECK(error_of_read(0ms) == slot_errc::timed_out);
}

TEST_CASE_METHOD(slot_of_test, "a slot ends with the reader's life", "[slot_conformance]") {
    {
        slot_reader short_lived;
        REQUIRE_FALSE(short_lived.create(slot.name()));
    }
    slot_writer to;
    CHECK(to.open(slot.name()) == slot_errc::not_found);
}

TEST_CASE_METHOD(slot_of_test, "a writer whose reader is gone is closed", "[slot_conformance]") {
    create();
    auto to = writer();
    reader.close();
    if (quirks::notices_a_closed_reader()) {
        CHECK(to.write("x", 1) == slot_errc::closed);
        CHECK(to.write("x", 1) == slot_errc::closed);
        CHECK(to.open(slot.name()) == slot_errc::not_found);
    }
    to.close();
    create();
    CHECK_FALSE(to.open(slot.name()));
    write(to, "again");
    CHECK(next() == "again");
}

TEST_CASE_METHOD(
    slot_of_test, "a slot can be created again while old writers live", "[slot_conformance]") {
    create();
    auto old = writer();
    reader.close();
    const auto error = reader.create(slot.name());
    if (quirks::frees_the_name_of_a_slot_with_writers()) {
        CHECK_FALSE(error);
        CHECK(old.write("x", 1) == slot_errc::closed);
    } else {
        CHECK(error == slot_errc::already_exists);
    }
}

TEST_CASE_METHOD(
    slot_of_test, "a slot that nobody reads never stops its writer", "[slot_conformance]") {
    create();
    auto to = writer();
    constexpr int more_than_any_bound = 2000;
    int written = 0;
    std::error_code error;
    while (written < more_than_any_bound && !error) {
        const std::string text = std::to_string(written);
        error = to.write(text.data(), text.size());
        written += error ? 0 : 1;
    }
    if (quirks::queues_without_bound()) {
        CHECK_FALSE(error);
    } else {
        CHECK(error == slot_errc::full);
        CHECK(written > 0);
    }
    for (int i = 0; i < written; ++i) {
        REQUIRE(next() == std::to_string(i));
    }
    CHECK(error_of_read(0ms) == slot_errc::timed_out);
    write(to, "room again");
}

TEST_CASE_METHOD(slot_of_test, "a waiting read is interrupted", "[slot_conformance]") {
    create();
    std::error_code error;
    std::thread waits([&] { error = error_of_read(slot_reader::forever); });
    reader.interrupt(); // before or while it waits
    waits.join();
    CHECK(error == slot_errc::interrupted);
    CHECK(error_of_read(0ms) == slot_errc::timed_out);
}

TEST_CASE_METHOD(
    slot_of_test, "an interrupt is for the next read, though a message waits",
    "[slot_conformance]") {
    create();
    auto to = writer();
    write(to, "patient");
    reader.interrupt();
    reader.interrupt();
    message_batch batch;
    CHECK(reader.receive(batch, patience) == slot_errc::interrupted);
    CHECK(next() == "patient");
    CHECK(error_of_read(1ms) == slot_errc::timed_out);
}

TEST_CASE_METHOD(slot_of_test, "what is not open is closed", "[slot_conformance]") {
    message_batch batch;
    mailslog::slot_info told;
    slot_writer to;
    CHECK_FALSE(reader.is_open());
    CHECK_FALSE(to.is_open());
    CHECK(error_of_read(0ms) == slot_errc::closed);
    CHECK(reader.receive(batch, 0ms) == slot_errc::closed);
    CHECK(reader.info(told) == slot_errc::closed);
    CHECK(to.write("x", 1) == slot_errc::closed);
    reader.interrupt();
    reader.close();
    to.close();
}

TEST_CASE_METHOD(slot_of_test, "a reader and a writer may be moved", "[slot_conformance]") {
    create();
    auto first = writer();
    slot_writer second = std::move(first);
    slot_reader moved = std::move(reader);
    write(second, "moved");
    reader = std::move(moved);
    CHECK(next() == "moved");
}
