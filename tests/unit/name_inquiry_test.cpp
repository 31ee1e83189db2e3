#include "mailslot/network/name_inquiry.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

#include <mailslog/slot_error.h>

#include "mailslot/network/udp_socket.h"
#include "tests/support/catch.h"

using namespace mailslog;
using namespace std::chrono_literals;

namespace {

constexpr ipv4_address loopback{0x7F000001};
constexpr ipv4_address right_address{0x0A000005};
constexpr ipv4_address wrong_address{0x0A000006};

netbios_name name_of(std::string_view text, std::uint8_t suffix = netbios_suffix::workstation) {
    const auto name = netbios_name::make(text, suffix);
    REQUIRE(name);
    return *name;
}

std::string packet_of(const name_answer &answer) {
    std::string packet;
    encode_name_answer(answer, 300, packet);
    return packet;
}

/// Somebody who gives packets as answers to each query.
class neighbour {
public:
    using answers_to = std::function<std::vector<std::string>(const name_query &)>;

    explicit neighbour(answers_to answers) : answers_(std::move(answers)) {
        REQUIRE_FALSE(socket_.open({loopback, 0}));
        thread_ = std::thread{[this] { serve(); }};
    }
    ~neighbour() {
        socket_.interrupt();
        thread_.join();
    }
    neighbour(const neighbour &) = delete;
    neighbour &operator=(const neighbour &) = delete;

    ipv4_endpoint place() const { return socket_.local(); }

private:
    void serve() {
        char buffer[576];
        udp_socket::packet got;
        while (!socket_.receive(buffer, sizeof buffer, got, 60s)) {
            if (const auto query = decode_name_query({buffer, got.size_bytes})) {
                for (const std::string &packet : answers_(*query)) {
                    socket_.send(got.from, packet);
                }
            }
        }
    }

    answers_to answers_;
    udp_socket socket_;
    std::thread thread_;
};

struct silent_neighbour : udp_socket {
    silent_neighbour() { REQUIRE_FALSE(open({loopback, 0})); }

    /// How many queries for the name have come, once so many have.
    int queries_for(const netbios_name &name, int wanted) {
        char buffer[576];
        packet got;
        int count = 0;
        while (!receive(buffer, sizeof buffer, got, count < wanted ? 10s : 0s)) {
            const auto query = decode_name_query({buffer, got.size_bytes});
            count += query && query->name == name && query->is_broadcast ? 1 : 0;
        }
        return count;
    }
};

/// Whoever is to answer may be kept from the processor for longer than an inquiry waits.
std::optional<name_answer>
ask_until_answered(const netbios_name &name, const std::vector<ipv4_endpoint> &whom) {
    std::optional<name_answer> answer;
    const auto bound = std::chrono::steady_clock::now() + 30s;
    while (!answer && std::chrono::steady_clock::now() < bound) {
        answer = ask_for_name(name, whom);
    }
    return answer;
}

} // namespace

TEST_CASE("whoever of those asked answers first is believed", "[name_inquiry]") {
    silent_neighbour silent;
    const neighbour one{[](const name_query &query) {
        return std::vector{packet_of({query.id, query.name, true, {right_address}})};
    }};
    const auto answer = ask_until_answered(name_of("HOST1"), {silent.local(), one.place()});
    REQUIRE(answer);
    CHECK(answer->name == name_of("HOST1"));
    CHECK(answer->is_group);
    CHECK(answer->addresses == std::vector{right_address});
    CHECK(silent.queries_for(name_of("HOST1"), 1) >= 1);
}

TEST_CASE("what answers no question of ours is passed over", "[name_inquiry]") {
    const neighbour liar{[](const name_query &query) {
        const auto other_id = static_cast<std::uint16_t>(query.id + 1);
        std::string own_query;
        encode_name_query(query, own_query);
        return std::vector<std::string>{
            "",
            "no packet",
            own_query,
            packet_of({other_id, query.name, false, {wrong_address}}),
            packet_of({query.id, netbios_name{}, false, {wrong_address}}),
            packet_of({query.id, query.name, false, {}}),
            packet_of({query.id, query.name, false, {right_address}}),
        };
    }};
    const auto answer = ask_until_answered(name_of("HOST1"), {liar.place()});
    REQUIRE(answer);
    CHECK(answer->addresses == std::vector{right_address});
}

TEST_CASE("a name that nobody has is asked for three times", "[name_inquiry]") {
    silent_neighbour silent;
    const auto begin = std::chrono::steady_clock::now();
    CHECK_FALSE(ask_for_name(name_of("HOST1", 0x20), {silent.local()}));
    const auto took = std::chrono::steady_clock::now() - begin;
    CHECK(took >= name_query_tries * name_query_wait - 10ms); // Wine's clock is coarse
    CHECK(silent.queries_for(name_of("HOST1", 0x20), 3) == 3);
}

TEST_CASE("an inquiry of nobody ends at once", "[name_inquiry]") {
    auto shortest = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < 10; ++i) { // one of them is not held up by other programs
        const auto begin = std::chrono::steady_clock::now();
        CHECK_FALSE(ask_for_name(name_of("HOST1"), {}));
        shortest = std::min(shortest, std::chrono::steady_clock::now() - begin);
    }
    CHECK(shortest < name_query_wait);
}
