#include "mailslot/network/name_service.h"

#include <string>

#include "tests/support/catch.h"

using namespace mailslog;
using namespace std::string_literals;

namespace {

netbios_name name_of(std::string_view text, std::uint8_t suffix = netbios_suffix::workstation) {
    const auto name = netbios_name::make(text, suffix);
    REQUIRE(name);
    return *name;
}

name_query sound_query() {
    return {0x1234, name_of("HOST1"), true};
}

name_answer sound_answer() {
    return {0x1234, name_of("HOST1"), false, {{0x0A630101}, {0x0A630201}}};
}

std::string packet_of(const name_query &query) {
    std::string packet = "what was there before";
    encode_name_query(query, packet);
    return packet;
}

std::string packet_of(const name_answer &answer) {
    std::string packet = "what was there before";
    encode_name_answer(answer, 300, packet);
    return packet;
}

// "HOST1" with suffix 00, first-level encoded (RFC 1001 section 14.1).
const std::string host1 = "\x20" + "EIEPFDFEDBCACACACACACACACACACAAA"s + "\0"s;

const std::string query_bytes = "\x12\x34\x01\x10\0\x01\0\0\0\0\0\0"s + host1 + "\0\x20\0\x01"s;
const std::string answer_bytes = "\x12\x34\x85\x80\0\0\0\x01\0\0\0\0"s + host1 +
                                 "\0\x20\0\x01\0\0\x01\x2C\0\x0C"s + "\0\0\x0A\x63\x01\x01"s +
                                 "\0\0\x0A\x63\x02\x01"s;

std::string with(std::string bytes, std::size_t offset, const std::string &other) {
    return bytes.replace(offset, other.size(), other);
}

bool is_query(const std::string &packet) {
    return decode_name_query(packet).has_value();
}

bool is_answer(const std::string &packet) {
    return decode_name_answer(packet).has_value();
}

constexpr std::size_t flags_offset = 2;
constexpr std::size_t questions_offset = 4;
constexpr std::size_t answers_offset = 6;
constexpr std::size_t type_offset = 46;
constexpr std::size_t class_offset = 48;
constexpr std::size_t data_length_offset = 54;
constexpr std::size_t data_offset = 56;

} // namespace

TEST_CASE("a query has the bytes of RFC 1002", "[name_service]") {
    CHECK(packet_of(sound_query()) == query_bytes);
    auto to_one = sound_query();
    to_one.is_broadcast = false;
    CHECK(packet_of(to_one) == with(query_bytes, flags_offset, "\x01\0"s));
}

TEST_CASE("an answer has the bytes of RFC 1002", "[name_service]") {
    CHECK(packet_of(sound_answer()) == answer_bytes);
    auto of_a_group = sound_answer();
    of_a_group.is_group = true;
    of_a_group.addresses.pop_back();
    const std::string shorter = answer_bytes.substr(0, answer_bytes.size() - 6);
    CHECK(
        packet_of(of_a_group) ==
        with(with(shorter, data_length_offset, "\0\x06"s), data_offset, "\x80\0"s));
}

TEST_CASE("a query is read as it was meant", "[name_service]") {
    for (const bool is_broadcast : {true, false}) {
        const auto query =
            decode_name_query(packet_of(name_query{65'535, name_of("WG", 0x1B), is_broadcast}));
        REQUIRE(query);
        CHECK(query->id == 65'535);
        CHECK(query->name == name_of("WG", 0x1B));
        CHECK(query->is_broadcast == is_broadcast);
    }
}

TEST_CASE("an answer is read as it was meant", "[name_service]") {
    for (const bool is_group : {true, false}) {
        auto given = sound_answer();
        given.is_group = is_group;
        const auto answer = decode_name_answer(packet_of(given));
        REQUIRE(answer);
        CHECK(answer->id == given.id);
        CHECK(answer->name == given.name);
        CHECK(answer->is_group == is_group);
        CHECK(answer->addresses == given.addresses);
    }
}

TEST_CASE("an answer to a query is no query, and the other way round", "[name_service]") {
    CHECK_FALSE(is_query(answer_bytes));
    CHECK_FALSE(is_answer(query_bytes));
}

TEST_CASE("a query for anything else than one name of type NB is none", "[name_service]") {
    CHECK_FALSE(is_query(with(query_bytes, flags_offset, "\x81\x10"s))); // a response
    CHECK_FALSE(is_query(with(query_bytes, flags_offset, "\x29\x10"s))); // a registration
    CHECK_FALSE(is_query(with(query_bytes, questions_offset, "\0\0"s)));
    CHECK_FALSE(is_query(with(query_bytes, questions_offset, "\0\x02"s)));
    CHECK_FALSE(is_query(with(query_bytes, answers_offset, "\0\x01"s)));
    CHECK_FALSE(is_query(with(query_bytes, type_offset, "\0\x21"s))); // NBSTAT
    CHECK_FALSE(is_query(with(query_bytes, class_offset, "\0\x02"s)));
}

TEST_CASE("what is no positive answer is none", "[name_service]") {
    CHECK_FALSE(is_answer(with(answer_bytes, flags_offset, "\x85\x83"s))); // no such name
    CHECK_FALSE(is_answer(with(answer_bytes, flags_offset, "\xAD\x80"s))); // to a registration
    CHECK_FALSE(is_answer(with(answer_bytes, questions_offset, "\0\x01"s)));
    CHECK_FALSE(is_answer(with(answer_bytes, answers_offset, "\0\0"s)));
    CHECK_FALSE(is_answer(with(answer_bytes, type_offset, "\0\x0A"s))); // NULL
    CHECK_FALSE(is_answer(with(answer_bytes, class_offset, "\0\x02"s)));
}

TEST_CASE("an answer holds whole addresses, one at least", "[name_service]") {
    CHECK_FALSE(is_answer(with(answer_bytes, data_length_offset, "\0\0"s)));
    CHECK_FALSE(is_answer(with(answer_bytes, data_length_offset, "\0\x05"s)));
    CHECK(is_answer(with(answer_bytes, data_length_offset, "\0\x06"s)));
    CHECK_FALSE(is_answer(with(answer_bytes, data_length_offset, "\0\x07"s)));
    CHECK_FALSE(is_answer(with(answer_bytes, data_length_offset, "\0\x0B"s)));
    CHECK(is_answer(with(answer_bytes, data_length_offset, "\0\x0C"s)));
    CHECK_FALSE(is_answer(with(answer_bytes, data_length_offset, "\0\x0D"s)));
    CHECK_FALSE(is_answer(with(answer_bytes, data_length_offset, "\xFF\xFF"s)));
}

TEST_CASE("a name in a scope is another name", "[name_service]") {
    const std::string in_scope = host1.substr(0, host1.size() - 1) + "\x02HQ"s + "\0"s;
    CHECK_FALSE(is_query("\x12\x34\x01\x10\0\x01\0\0\0\0\0\0"s + in_scope + "\0\x20\0\x01"s));
}

TEST_CASE("a query or an answer that is cut short is none", "[name_service]") {
    for (std::size_t size = 0; size < query_bytes.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(is_query(query_bytes.substr(0, size)));
    }
    for (std::size_t size = 0; size < answer_bytes.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(is_answer(answer_bytes.substr(0, size)));
    }
}

TEST_CASE("whatever byte is changed, no more is read than there is", "[name_service]") {
    for (std::size_t at = 0; at < answer_bytes.size(); ++at) {
        for (unsigned value = 0; value < 256; ++value) {
            // Its memory ends where it does, so that a sanitizer sees a read beyond it.
            const std::string changed =
                with(answer_bytes, at, std::string(1, static_cast<char>(value)));
            const auto answer = decode_name_answer(changed);
            CHECK((!answer || answer->addresses.size() <= 2));
            if (at < query_bytes.size()) {
                is_query(with(query_bytes, at, std::string(1, static_cast<char>(value))));
            }
        }
    }
}
