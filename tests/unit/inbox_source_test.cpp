#include "collector/intake/inbox_source.h"

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace {

using namespace mailslog;
using namespace std::string_literals;

std::string record_of(const std::string &text, std::uint64_t sequence) {
    const stream_header header{7, sequence, 4711, "shop"};
    line_record record;
    record.line = text;
    record.full_line_bytes = text.size();
    const record_plan plan = plan_record(header, record, 424);
    std::string bytes(plan.datagram_bytes, '\0');
    encode_record(plan, header, record, bytes.data());
    return bytes;
}

std::string control_of(datagram_kind kind, std::uint64_t sequence) {
    std::string bytes(max_control_bytes, '\0');
    bytes.resize(encode_control(kind, {7, sequence, 4711, "shop"}, bytes.data()));
    return bytes;
}

struct loaded_inbox {
    inbox_batch batch;
    inbox_source source;
    std::vector<std::uint64_t> offered;

    explicit loaded_inbox(const std::vector<std::string> &messages) {
        for (const std::string &bytes : messages) {
            inbox_message message;
            message.offset = batch.memory.size();
            message.size_bytes = bytes.size();
            message.arrived_ns = 99;
            batch.memory += bytes;
            batch.messages.push_back(std::move(message));
        }
        source.load(batch, [this](const stream_header &offer, attached_handles) {
            offered.push_back(offer.stream_id);
        });
    }

    const incoming &next() {
        source.advance();
        const incoming *message = source.peek();
        REQUIRE(message != nullptr);
        return *message;
    }
    bool is_empty() {
        source.advance();
        return source.peek() == nullptr;
    }
};

TEST_CASE("a record comes out with its sender and its number", "[inbox_source]") {
    loaded_inbox inbox{{record_of("hello", 5)}};
    const incoming &message = inbox.next();
    CHECK(message.has_number);
    CHECK(message.sender.sequence == 5);
    CHECK(message.sender.process_name == "shop");
    CHECK(message.record.line == "hello");
    CHECK(inbox.is_empty());
}

TEST_CASE(
    "text of any program is a line, cut at its first NUL and without its line end",
    "[inbox_source]") {
    loaded_inbox inbox{{"hello\r\n", "padded\0\0\0"s, "", "\0"s}};
    for (const char *text : {"hello", "padded", "", ""}) {
        const incoming &message = inbox.next();
        CHECK_FALSE(message.has_number);
        CHECK(message.record.line == text);
        CHECK(message.record.time_ns == 99);
    }
    CHECK(inbox.is_empty());
}

TEST_CASE("text with syslog's header says with what level, from whom and when", "[inbox_source]") {
    loaded_inbox inbox{
        {"<27>1 1970-01-01T00:00:01Z till7 orders 812 ID1 [a b=\"c\"] out of tea\n",
         "<86>Nov 25 16:10:40 su[7]: opened", "plain"}};
    const incoming &first = inbox.next();
    CHECK(first.record.level == level::err);
    CHECK(first.record.time_ns == 1'000'000'000);
    CHECK(first.record.logger == "daemon");
    CHECK(first.sender.process_name == "orders");
    CHECK(first.sender.process_id == 812);
    CHECK(first.origin.host == "till7");
    CHECK(first.syslog.process_id.empty());
    CHECK(first.syslog.message_id == "ID1");
    CHECK(first.syslog.structured_data == "[a b=\"c\"]");
    CHECK(first.record.line == "out of tea");
    const incoming &second = inbox.next();
    CHECK(second.record.time_ns == 99);
    CHECK(second.record.logger == "authpriv");
    CHECK(second.sender.process_name == "su");
    CHECK(second.origin.host.empty());
    const incoming &third = inbox.next();
    CHECK(third.record.level == level::info);
    CHECK(third.record.logger.empty());
    CHECK(third.sender.process_name.empty());
}

TEST_CASE("the kernel's word counts for syslog, too, and the claim is kept", "[inbox_source]") {
    loaded_inbox inbox{{"<13>su[7]: opened", "<13>su[init]: opened", "<13>su[4711]: opened"}};
    for (inbox_message &message : inbox.batch.messages) {
        message.sender = sender_identity{4711, 0, 0};
    }
    for (const char *kept : {"7", "init", ""}) {
        const incoming &message = inbox.next();
        CHECK(message.sender.process_id == 4711);
        CHECK(message.sender.process_name == "su");
        CHECK(message.syslog.process_id == kept);
    }
}

TEST_CASE("of a syslog sender that is not visible from here the claim stands", "[inbox_source]") {
    loaded_inbox inbox{{"<13>su[7]: opened"}};
    inbox.batch.messages[0].sender = sender_identity{0, 65534, 65534};
    CHECK(inbox.next().sender.process_id == 7);
}

TEST_CASE("text that the slot cut says how much is missing", "[inbox_source]") {
    const std::string euro = "\xE2\x82\xAC";
    loaded_inbox inbox{
        {"<13>orders: 1234567890", "1234567" + euro + "\xE2\x82", "padded\0\0\0"s, "\xFF",
         "whole"}};
    for (inbox_message &message : inbox.batch.messages) {
        message.full_bytes = message.size_bytes + 100;
    }
    inbox.batch.messages.back().full_bytes = 0;
    const auto check_next = [&inbox](const std::string &text, std::uint64_t missing) {
        const incoming &message = inbox.next();
        CHECK(message.record.line == text);
        CHECK(message.record.full_line_bytes - message.record.line.size() == missing);
    };
    check_next("1234567", 103);
    check_next("1234567", 105);
    check_next("padded", 0); // its text ends long before the cut
    check_next("", 101);
    check_next("whole", 0);
}

TEST_CASE("a goodbye stands where it came", "[inbox_source]") {
    loaded_inbox inbox{
        {record_of("last", 3), control_of(datagram_kind::goodbye, 3), record_of("other", 4)}};
    CHECK(inbox.next().record.line == "last");
    const incoming &goodbye = inbox.next();
    CHECK(goodbye.is_goodbye);
    CHECK(goodbye.sender.sequence == 3);
    const incoming &after = inbox.next();
    CHECK_FALSE(after.is_goodbye);
    CHECK(after.record.line == "other");
}

TEST_CASE(
    "what is damaged or of a later version is counted, and harms nothing behind it",
    "[inbox_source]") {
    loaded_inbox inbox{{"\x81", "\x8F later", record_of("good", 1)}};
    CHECK(inbox.next().record.line == "good");
    CHECK(inbox.is_empty());
    CHECK(inbox.source.take_malformed() == 2);
    CHECK(inbox.source.take_malformed() == 0);
}

TEST_CASE("what came over the network says from where", "[inbox_source]") {
    loaded_inbox inbox{{record_of("hello", 5), "text", control_of(datagram_kind::goodbye, 5)}};
    for (inbox_message &message : inbox.batch.messages) {
        message.origin = network_origin{{}, 0x0A000005, 138};
        message.computer_bytes = 5;
    }
    inbox_message &last = inbox.batch.messages.back();
    REQUIRE(last.offset + last.size_bytes == inbox.batch.memory.size());
    inbox.batch.memory += "HOST1";
    last.computer_bytes = 5;
    for (int i = 0; i < 3; ++i) {
        const incoming &message = inbox.next();
        CHECK(message.how == arrival::network);
        CHECK(message.origin.address == "10.0.0.5");
        if (message.is_goodbye) {
            CHECK(message.origin.host == "HOST1");
        }
    }
}

TEST_CASE(
    "only of what the kernel names the sender it is sure that it is local", "[inbox_source]") {
    loaded_inbox inbox{{record_of("a", 1), record_of("b", 2), record_of("c", 3)}};
    inbox.batch.messages[0].sender = sender_identity{4711, 0, 0};
    inbox.batch.messages[1].origin = network_origin{};
    CHECK(inbox.next().how == arrival::datagram);
    CHECK(inbox.next().how == arrival::network);
    CHECK(inbox.next().how == arrival::network);
}

TEST_CASE("a turn gets so many messages of a batch, a later one the rest", "[inbox_source]") {
    static constexpr std::size_t a_turn = inbox_source::max_messages_a_turn;
    const std::size_t count = GENERATE(a_turn - 1, a_turn, a_turn + 1);
    loaded_inbox inbox{std::vector<std::string>(count, "text")};
    std::size_t given = 0;
    for (; inbox.source.peek() != nullptr; inbox.source.advance()) {
        ++given;
    }
    CHECK(given == std::min(count, a_turn));
    CHECK(inbox.source.has_more() == (count > a_turn));
    inbox.source.resume();
    CHECK((inbox.source.peek() != nullptr) == (count > a_turn));
    CHECK(inbox.is_empty());
    CHECK_FALSE(inbox.source.has_more());
}

TEST_CASE("a turn gets so many bytes of a batch, and at least one message", "[inbox_source]") {
    static constexpr std::size_t a_turn = inbox_source::max_bytes_a_turn;
    const std::size_t text_bytes = GENERATE(a_turn / 16, a_turn / 16 + 1, a_turn, a_turn + 1);
    constexpr std::size_t count = 20;
    loaded_inbox inbox{std::vector<std::string>(count, std::string(text_bytes, 'x'))};
    std::size_t given = 0;
    for (; inbox.source.has_more(); inbox.source.resume()) {
        const std::size_t given_before = given;
        for (; inbox.source.peek() != nullptr; inbox.source.advance()) {
            ++given;
        }
        const std::size_t fit = std::max<std::size_t>(1, a_turn / text_bytes);
        REQUIRE(given - given_before == std::min(fit, count - given_before));
    }
    CHECK(given == count);
}

TEST_CASE("the kernel's word of a sender replaces the sender's", "[inbox_source]") {
    loaded_inbox inbox{{record_of("hello", 5), control_of(datagram_kind::goodbye, 5)}};
    for (inbox_message &message : inbox.batch.messages) {
        message.sender = sender_identity{0x7FFFFFFF, 0, 0};
    }
    const incoming &record = inbox.next();
    CHECK(record.sender.process_id == 0x7FFFFFFF);
    CHECK(record.false_claim == 4711U);
    CHECK(record.record.thread_id == 0); // told relative to the claim, and so understood
    const incoming &goodbye = inbox.next();
    CHECK(goodbye.sender.process_id == 0x7FFFFFFF);
    CHECK(goodbye.false_claim == 4711U);
}

TEST_CASE("a sender that says what the kernel says has claimed nothing", "[inbox_source]") {
    loaded_inbox inbox{{record_of("hello", 5)}};
    inbox.batch.messages[0].sender = sender_identity{4711, 0, 0};
    CHECK_FALSE(inbox.next().false_claim);
}

TEST_CASE("of a process that is not visible from here the claim stands", "[inbox_source]") {
    loaded_inbox inbox{{record_of("hello", 5)}};
    inbox.batch.messages[0].sender = sender_identity{0, 65534, 65534};
    const incoming &message = inbox.next();
    CHECK(message.sender.process_id == 4711);
    CHECK_FALSE(message.false_claim);
}

TEST_CASE("an offer without its handles is malformed, and no line", "[inbox_source]") {
    loaded_inbox inbox{{control_of(datagram_kind::offer, 1)}};
    CHECK(inbox.is_empty());
    CHECK(inbox.offered.empty());
    CHECK(inbox.source.take_malformed() == 1);
}

} // namespace
