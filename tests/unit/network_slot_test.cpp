#include "tests/support/network_slot.h"

#include <chrono>
#include <thread>

#include <mailslog/slot_error.h>
#include <mailslog/slot_writer.h>

#include "mailslot/network/seal.h"
#include "mailslot/unix_time.h"
#include "tests/support/catch.h"
#include "tests/support/key_folder.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

slot_name remote(const std::string &text) {
    return *slot_name::parse(text);
}

slot_writer writer_to(const std::string &slot, const network_config &network) {
    slot_writer writer;
    REQUIRE_FALSE(writer.open(remote(slot), network));
    return writer;
}

std::string text_of(std::size_t bytes) {
    return std::string(bytes, 'x');
}

listen_options with_key(const std::string &path) {
    listen_options options = network_slot::default_options();
    options.network.key_file = path;
    return options;
}

/// Reads until a message was refused; fails the test where one gets through.
void refuse_one(network_slot &slot) {
    message_batch batch;
    const auto bound = std::chrono::steady_clock::now() + 10s;
    while (slot.refused().empty() && std::chrono::steady_clock::now() < bound) {
        CHECK(slot.reader.receive(batch, 1ms) == slot_errc::timed_out);
    }
}

TEST_CASE("a writer's messages reach the slot of another computer whole", "[network_slot]") {
    network_slot slot;
    slot_writer writer = writer_to(R"(\\COLLECTOR\mailslot\logs)", slot.route());
    for (const std::string &text : {std::string{"hello"}, std::string{}, text_of(424)}) {
        REQUIRE_FALSE(writer.write(text.data(), text.size()));
        CHECK(slot.read() == text);
    }
    const std::string too_long = text_of(425);
    CHECK(writer.write(too_long.data(), too_long.size()) == slot_errc::message_too_large);
    CHECK(slot.refused().empty());
}

TEST_CASE("the slot's name and the computer's are the same in any case", "[network_slot]") {
    network_slot slot;
    slot_writer writer = writer_to(R"(\\collector\MAILSLOT\Logs)", slot.route());
    REQUIRE_FALSE(writer.write("a", 1));
    CHECK(slot.read() == "a");
}

TEST_CASE("a domain and everyone are reached by the addresses given for them", "[network_slot]") {
    network_slot slot;
    network_config route = slot.route();
    const std::string place = "127.0.0.1:" + std::to_string(slot.port());
    route.addresses = {"FLEET=" + place, "*=" + place};
    for (const char *name : {R"(\\FLEET\mailslot\logs)", R"(\\*\mailslot\logs)"}) {
        INFO(name);
        slot_writer writer = writer_to(name, route);
        REQUIRE_FALSE(writer.write("a", 1));
        CHECK(slot.read() == "a");
    }
}

TEST_CASE("a batch says which computer each message came from, and its address", "[network_slot]") {
    network_slot slot;
    slot_writer writer = writer_to(R"(\\COLLECTOR\mailslot\logs)", slot.route());
    REQUIRE_FALSE(writer.write("one", 3));
    REQUIRE_FALSE(writer.write("two", 3));
    std::vector<std::string> texts;
    message_batch batch;
    while (texts.size() < 2) {
        REQUIRE_FALSE(slot.reader.receive(batch, 10s));
        for (const received_message &message : batch.messages) {
            texts.emplace_back(message.bytes);
            REQUIRE(message.origin);
            CHECK(message.origin->computer == "HOST1");
            CHECK(message.origin->address == loopback.value);
            CHECK_FALSE(message.sender);
        }
    }
    CHECK(texts == std::vector<std::string>{"one", "two"});
}

TEST_CASE("whom a listening slot allows can be changed while it listens", "[network_slot]") {
    network_slot slot;
    slot_writer writer = writer_to(R"(\\COLLECTOR\mailslot\logs)", slot.route());
    CHECK_FALSE(slot.reader.allow({"10.0.0.0/8"}));
    REQUIRE_FALSE(writer.write("refused", 7));
    CHECK(slot.reader.allow({"127.0.0.1", "no range"}) == std::errc::invalid_argument);
    refuse_one(slot);
    CHECK(slot.refused() == "not allowed 1");
    CHECK_FALSE(slot.reader.allow({"10.0.0.0/8", "127.0.0.0/8"}));
    REQUIRE_FALSE(writer.write("a", 1));
    CHECK(slot.read() == "a");
    CHECK_FALSE(slot.reader.allow({}));
    REQUIRE_FALSE(writer.write("b", 1));
    CHECK(slot.read() == "b");
    CHECK(slot_reader{}.allow({}) == slot_errc::closed);
}

TEST_CASE("a message that the buffer is too small for stays", "[network_slot]") {
    network_slot slot;
    slot_writer writer = writer_to(R"(\\COLLECTOR\mailslot\logs)", slot.route());
    REQUIRE_FALSE(writer.write("hello", 5));
    char buffer[4];
    std::size_t bytes = 0;
    CHECK(slot.reader.read(buffer, sizeof buffer, bytes, 10s) == slot_errc::buffer_too_small);
    slot_info info;
    REQUIRE_FALSE(slot.reader.info(info));
    CHECK(info.next_message_bytes == 5);
    CHECK(slot.read() == "hello");
}

TEST_CASE("a slot of the network can be waited for and interrupted", "[network_slot]") {
    network_slot slot;
    message_batch batch;
    CHECK(slot.reader.receive(batch, 0ms) == slot_errc::timed_out);
    CHECK(slot.reader.receive(batch, 1ms) == slot_errc::timed_out);
    std::thread other{[&] { slot.reader.interrupt(); }};
    CHECK(slot.reader.receive(batch, slot_reader::forever) == slot_errc::interrupted);
    other.join();
}

TEST_CASE("an interruption that comes with messages is for the next call", "[network_slot]") {
    network_slot slot;
    raw_sender sender;
    sender.send(slot.port(), raw_sender::good("hello"));
    std::size_t size_bytes = 0;
    REQUIRE(slot.reader.read(nullptr, 0, size_bytes, 30s) == slot_errc::buffer_too_small);
    slot.reader.interrupt();
    message_batch batch;
    REQUIRE_FALSE(slot.reader.receive(batch, 30s));
    CHECK(batch.messages.size() == 1);
    batch.messages.clear();
    CHECK(slot.reader.receive(batch, 0ms) == slot_errc::interrupted);
}

TEST_CASE(
    "what is for somebody else, or makes no sense, is counted and dropped", "[network_slot]") {
    network_slot slot;
    raw_sender sender;
    nbt_datagram other_slot = raw_sender::good("a");
    other_slot.slot = "logs2";
    nbt_datagram other_computer = raw_sender::good("b");
    other_computer.destination = *netbios_name::make("OTHER");
    nbt_datagram other_suffix = raw_sender::good("c");
    other_suffix.destination = *netbios_name::make("COLLECTOR", 0x1B);
    nbt_datagram other_scope = raw_sender::good("d");
    other_scope.scope = "EXAMPLE.COM";
    for (const nbt_datagram &datagram : {other_slot, other_computer, other_suffix, other_scope}) {
        sender.send(slot.port(), datagram);
    }
    sender.send(slot.port(), std::string{"garbage"});
    sender.send(slot.port(), std::string(max_nbt_packet_bytes + 1, '\x10'));
    sender.send(slot.port(), raw_sender::good("good"));
    CHECK(slot.read() == "good");
    CHECK(
        slot.refused() == "too long 1, other scope 1, other computer 2, other slot 1, truncated 1");
}

TEST_CASE("each name that a collector answers to is taken", "[network_slot]") {
    network_slot slot;
    raw_sender sender;
    for (const auto &[name, suffix] : {
             std::pair{"COLLECTOR", 0x00},
             std::pair{"COLLECTOR", 0x03},
             std::pair{"COLLECTOR", 0x20},
             std::pair{"FLEET", 0x00},
         }) {
        nbt_datagram datagram = raw_sender::good(name);
        datagram.destination = *netbios_name::make(name, static_cast<std::uint8_t>(suffix));
        sender.send(slot.port(), datagram);
        CHECK(slot.read() == name);
    }
    nbt_datagram broadcast = raw_sender::good("all");
    broadcast.kind = nbt_kind::broadcast;
    broadcast.destination = netbios_name{};
    sender.send(slot.port(), broadcast);
    CHECK(slot.read() == "all");
}

TEST_CASE("only addresses that are allowed get through", "[network_slot]") {
    listen_options options = network_slot::default_options();
    options.allow = {"10.0.0.0/8"};
    network_slot closed{options};
    options.allow.emplace_back("127.0.0.0/8");
    network_slot open{options};
    raw_sender sender;
    sender.send(closed.port(), raw_sender::good("a"));
    sender.send(open.port(), raw_sender::good("b"));
    CHECK(open.read() == "b");
    refuse_one(closed);
    CHECK(closed.refused() == "not allowed 1");
}

TEST_CASE("a copy of plain text is told by its sender's number for it", "[network_slot]") {
    network_slot slot;
    raw_sender sender;
    const nbt_datagram message = raw_sender::good("once");
    nbt_datagram said_again = raw_sender::good("once");
    sender.send(slot.port(), message);
    sender.send(slot.port(), message);
    sender.send(slot.port(), said_again);
    sender.send(slot.port(), raw_sender::good("end"));
    CHECK(slot.read() == "once");
    CHECK(slot.read() == "once");
    CHECK(slot.read() == "end");
    CHECK(slot.refused() == "repeated 1");
}

TEST_CASE("copies of numbered records are left to who knows their numbers", "[network_slot]") {
    network_slot slot;
    raw_sender sender;
    const nbt_datagram record = raw_sender::good("\x81 a record");
    sender.send(slot.port(), record);
    sender.send(slot.port(), record);
    CHECK(slot.read() == "\x81 a record");
    CHECK(slot.read() == "\x81 a record");
}

TEST_CASE("with a key, only what is sealed with it gets through, once", "[network_slot]") {
    const key_folder key;
    const key_folder other_key{'b'};
    network_slot slot{with_key(key.path())};
    network_config route = slot.route();
    slot_writer unsealed = writer_to(R"(\\COLLECTOR\mailslot\logs)", route);
    route.key_file = other_key.path();
    slot_writer stranger = writer_to(R"(\\COLLECTOR\mailslot\logs)", route);
    route.key_file = key.path();
    slot_writer writer = writer_to(R"(\\COLLECTOR\mailslot\logs)", route);
    CHECK(max_message_bytes(remote(R"(\\COLLECTOR\mailslot\logs)"), route) == 391);

    REQUIRE_FALSE(unsealed.write("a", 1));
    REQUIRE_FALSE(stranger.write("b", 1));
    const std::string longest = text_of(391);
    REQUIRE_FALSE(writer.write(longest.data(), longest.size()));
    const std::string too_long = text_of(392);
    CHECK(writer.write(too_long.data(), too_long.size()) == slot_errc::message_too_large);
    CHECK(slot.read() == longest);
    CHECK(slot.refused() == "unsealed 1, forged 1");
}

TEST_CASE("a sealed message that is sent again is a replay", "[network_slot]") {
    const key_folder key;
    network_slot slot{with_key(key.path())};
    std::string reason;
    sealer sealer{*read_key_file(key.path(), &reason)};
    std::string sealed;
    sealer.seal("once", {"logs", "HOST1"}, unix_time_ns(), sealed);
    raw_sender sender;
    sender.send(slot.port(), raw_sender::good(sealed));
    sender.send(slot.port(), raw_sender::good(sealed));
    sealed.clear();
    sealer.seal("end", {"logs", "HOST1"}, unix_time_ns(), sealed);
    sender.send(slot.port(), raw_sender::good(sealed));
    CHECK(slot.read() == "once");
    CHECK(slot.read() == "end");
    CHECK(slot.refused() == "replayed 1");
}

TEST_CASE("a port that is taken is said to be", "[network_slot]") {
    const network_slot slot;
    listen_options options = network_slot::default_options();
    options.network.port = slot.port();
    slot_reader second;
    CHECK(second.listen(network_slot::name(), options) == slot_errc::already_exists);
    CHECK_FALSE(second.is_open());
}

TEST_CASE("settings that can't be are named", "[network_slot]") {
    listen_options options = network_slot::default_options();
    CHECK(problem_with(options).empty());
    options.address = "here";
    CHECK(problem_with(options) == "address \"here\": not an IPv4 address, such as 10.0.0.5");
    options = network_slot::default_options();
    options.allow = {"10.0.0.1/8"};
    CHECK(problem_with(options).find("allow \"10.0.0.1/8\": ") == 0);
    options = network_slot::default_options();
    options.network.key_file = "no/such/key";
    CHECK(problem_with(options).find("no/such/key") != std::string::npos);
    slot_reader reader;
    CHECK(reader.listen(network_slot::name(), options) == std::errc::invalid_argument);
}

TEST_CASE("a computer that nobody knows is an error at once when it is opened", "[network_slot]") {
    slot_writer writer;
    network_config network;
    network.port = 20138;
    CHECK(
        writer.open(remote(R"(\\no-such-host-x9\mailslot\logs)"), network) ==
        slot_errc::host_not_found);
    CHECK_FALSE(writer.is_open());
}

TEST_CASE("a message's room is what the slot's name leaves", "[network_slot]") {
    const auto room = [](const std::string &slot, bool fit_nmbd) {
        network_config network;
        network.fit_nmbd = fit_nmbd;
        return max_message_bytes(remote(slot), network);
    };
    CHECK(room(R"(\\.\mailslot\logs)", false) == 65'536);
    CHECK(room(R"(\\*\mailslot\logs)", false) == 424);
    CHECK(room(R"(\\*\mailslot\logs\app)", false) == 424);
    CHECK(room(R"(\\*\mailslot\logs\app1)", false) == 420);
    CHECK(room(R"(\\*\mailslot\logs\app)", true) == 406);
}

} // namespace
