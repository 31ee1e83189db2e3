#include "mailslot/network/name_responder.h"

#include <chrono>
#include <optional>
#include <random>

#include <mailslog/slot_error.h>

#include "mailslot/network/name_inquiry.h"
#include "mailslot/network/name_responder_thread.h"
#include "tests/support/catch.h"

using namespace mailslog;
using namespace std::chrono_literals;

namespace {

constexpr ipv4_address loopback{0x7F000001};

netbios_name name_of(std::string_view text, std::uint8_t suffix = netbios_suffix::workstation) {
    const auto name = netbios_name::make(text, suffix);
    REQUIRE(name);
    return *name;
}

/// One that no computer nearby has.
std::string unique_text() {
    return "T" + std::to_string(std::random_device{}());
}

/// A client of the responder that is asked.
struct asker : udp_socket {
    asker() { REQUIRE_FALSE(open({loopback, 0})); }

    std::error_code receive_answer(std::chrono::milliseconds timeout) {
        char buffer[576];
        packet got;
        const auto error = receive(buffer, sizeof buffer, got, timeout);
        answer = error ? std::nullopt : decode_name_answer({buffer, got.size_bytes});
        return error;
    }

    std::optional<name_answer> answer;
};

struct responder_at_work : name_responder {
    explicit responder_at_work(const std::string &computer) : name_responder(name_of(computer)) {
        REQUIRE_FALSE(open(0));
    }

    /// After any packet; whether it was answered.
    bool answers(const std::string &packet) {
        asker who;
        REQUIRE_FALSE(who.send({loopback, local().port}, packet));
        const auto before = answered();
        REQUIRE_FALSE(serve_one(10s));
        const bool came = !who.receive_answer(answered() > before ? 10s : 0s);
        CHECK(came == (answered() == before + 1));
        last_answer = who.answer;
        return came;
    }

    std::optional<name_answer> last_answer;
};

std::string query_for(const netbios_name &name, bool is_broadcast = true) {
    std::string packet;
    encode_name_query({77, name, is_broadcast}, packet);
    return packet;
}

} // namespace

TEST_CASE("who asks for a computer's name learns its address", "[name_responder]") {
    responder_at_work responder{"HOST1"};
    for (const std::uint8_t suffix : {netbios_suffix::workstation, netbios_suffix::file_server}) {
        for (const bool is_broadcast : {true, false}) {
            REQUIRE(responder.answers(query_for(name_of("HOST1", suffix), is_broadcast)));
            const auto &answer = responder.last_answer;
            REQUIRE(answer);
            CHECK(answer->id == 77);
            CHECK(answer->name == name_of("HOST1", suffix));
            CHECK_FALSE(answer->is_group);
            CHECK(answer->addresses == std::vector<ipv4_address>{loopback});
        }
    }
}

TEST_CASE("no other name is answered for", "[name_responder]") {
    responder_at_work responder{"HOST1"};
    for (const auto &name :
         {name_of("HOST1", 0x03), name_of("HOST1", 0x1B), name_of("HOST2"), name_of("HOST"),
          name_of("WORKGROUP"), netbios_name{}}) {
        CAPTURE(name.str());
        CHECK_FALSE(responder.answers(query_for(name)));
    }
}

TEST_CASE("what is no query is not answered", "[name_responder]") {
    responder_at_work responder{"HOST1"};
    std::string answer;
    encode_name_answer({77, name_of("HOST1"), false, {loopback}}, 300, answer);
    CHECK_FALSE(responder.answers(answer));
    CHECK_FALSE(responder.answers(""));
    CHECK_FALSE(responder.answers("hello"));
    CHECK(responder.answers(query_for(name_of("HOST1")) + std::string(526, '\0')));
    CHECK_FALSE(responder.answers(query_for(name_of("HOST1")) + std::string(527, '\0')));
}

TEST_CASE("a responder that waits can be interrupted", "[name_responder]") {
    responder_at_work responder{"HOST1"};
    CHECK(responder.serve_one(0ms) == slot_errc::timed_out);
    responder.interrupt();
    CHECK(responder.serve_one(10s) == slot_errc::interrupted);
}

TEST_CASE("an inquiry finds the responder", "[name_responder]") {
    const std::string text = unique_text();
    name_responder_thread responder{name_of(text)};
    REQUIRE_FALSE(responder.start(0));
    std::optional<name_answer> answer;
    const auto bound = std::chrono::steady_clock::now() + 30s;
    while (!answer && std::chrono::steady_clock::now() < bound) {
        answer = ask_for_name(name_of(text), {{loopback, responder.local().port}});
    }
    REQUIRE(answer);
    CHECK(answer->addresses == std::vector<ipv4_address>{loopback});
    responder.stop();
    CHECK_FALSE(responder.failure());
    CHECK(responder.answered() >= 1);
}

TEST_CASE("a port that is taken starts no thread", "[name_responder]") {
    asker owner;
    name_responder_thread responder{name_of("HOST1")};
    CHECK(responder.start(owner.local().port) == slot_errc::already_exists);
    responder.stop();
}
