#include "mailslot/network/nbt_datagram.h"

#include <random>
#include <set>
#include <string>

#include "mailslot/network/byte_order.h"
#include "mailslot/network/nbt_layout.h"
#include "tests/support/catch.h"

using namespace mailslog;
using namespace std::string_literals;

namespace {

constexpr std::size_t smb_begin = 82; // behind the header and two names without scopes

nbt_datagram a_datagram() {
    nbt_datagram made;
    made.id = 0x1234;
    made.claimed_source = {{0x0A630102}, 138};
    made.source = *netbios_name::make("host1");
    made.destination = *netbios_name::make("collector", netbios_suffix::file_server);
    made.slot = R"(logs\app)";
    made.bytes = "a message";
    return made;
}

std::string encoded(const nbt_datagram &datagram) {
    std::string packet = "what was there before";
    encode_nbt_datagram(datagram, packet);
    return packet;
}

nbt_drop reason_for(const std::string &packet) {
    nbt_datagram decoded;
    return decode_nbt_datagram(packet, decoded);
}

/// A good datagram, to be changed in one place.
struct changed_packet {
    std::string packet = encoded(a_datagram());

    changed_packet &byte(std::size_t at, unsigned value) {
        packet.at(at) = static_cast<char>(value);
        return *this;
    }
    changed_packet &u16(std::size_t at, std::size_t value) {
        put_little_u16(&packet.at(smb_begin + at), static_cast<std::uint16_t>(value));
        return *this;
    }
    changed_packet &smb_byte(std::size_t at, unsigned value) { return byte(smb_begin + at, value); }
    nbt_drop reason() const { return reason_for(packet); }
};

nbt_drop reason_for_slot(const std::string &slot) {
    nbt_datagram datagram = a_datagram();
    datagram.slot = slot;
    return reason_for(encoded(datagram));
}

} // namespace

TEST_CASE("a datagram comes back with every field", "[nbt_datagram]") {
    for (const nbt_kind kind :
         {nbt_kind::direct_unique, nbt_kind::direct_group, nbt_kind::broadcast}) {
        nbt_datagram sent = a_datagram();
        sent.kind = kind;
        sent.scope = "EXAMPLE.COM";
        const std::string packet = encoded(sent);
        nbt_datagram got;
        REQUIRE(decode_nbt_datagram(packet, got) == nbt_drop::none);
        CHECK(got.kind == kind);
        CHECK(got.id == 0x1234);
        CHECK(got.claimed_source == sent.claimed_source);
        CHECK(got.source == sent.source);
        CHECK(got.destination == sent.destination);
        CHECK(got.scope == "EXAMPLE.COM");
        CHECK(got.slot == R"(logs\app)");
        CHECK(got.bytes == "a message");
    }
}

TEST_CASE("any names, slots, scopes and messages come back", "[nbt_datagram]") {
    const auto seed = std::random_device{}();
    INFO("seed: " << seed);
    std::mt19937 random{seed};
    const auto text = [&random](std::size_t bytes, unsigned first, unsigned last) {
        std::string made;
        while (made.size() < bytes) {
            made += static_cast<char>(first + random() % (last - first + 1));
        }
        return made;
    };
    for (int round = 0; round < 2000; ++round) {
        const std::string slot = text(1 + random() % 64, 'a', 'z');
        const std::string message = text(random() % (max_message_bytes_for(slot) + 1), 0, 255);
        nbt_datagram sent = a_datagram();
        sent.source = *netbios_name::make(text(1 + random() % 15, 'A', 'Z'));
        sent.destination = *netbios_name::make(text(1 + random() % 15, '0', '9'), 0x1D);
        sent.scope = text(random() % 64, 'A', 'Z');
        sent.slot = slot;
        sent.bytes = message;
        const std::string packet = encoded(sent);
        INFO("slot: " << slot << ", message: " << message.size() << " bytes");
        REQUIRE(packet.size() <= max_nbt_packet_bytes);
        nbt_datagram got;
        REQUIRE(decode_nbt_datagram(packet, got) == nbt_drop::none);
        CHECK(got.source == sent.source);
        CHECK(got.destination == sent.destination);
        CHECK(got.scope == sent.scope);
        CHECK(got.slot == slot);
        CHECK((got.bytes == message));
    }
}

TEST_CASE("the longest message leaves an SMB of at most 512 bytes", "[nbt_datagram]") {
    struct row {
        std::size_t slot_bytes;
        std::size_t windows;
        std::size_t nmbd;
    };
    const row rows[] = {
        {1, 424, 410},  {4, 424, 410},  {5, 424, 406},  {8, 424, 406},  {9, 420, 402},
        {12, 420, 402}, {13, 416, 398}, {16, 416, 398}, {17, 412, 394}, {20, 412, 394},
        {21, 408, 390}, {63, 368, 350}, {64, 368, 350}, {412, 20, 2},   {413, 16, 0},
        {424, 8, 0},    {428, 4, 0},    {429, 0, 0},    {432, 0, 0},    {433, 0, 0},
        {512, 0, 0},    {100000, 0, 0},
    };
    for (const row &expected : rows) {
        const std::string slot(expected.slot_bytes, 's');
        INFO("slot: " << slot.size() << " bytes");
        CHECK(max_message_bytes_for(slot) == expected.windows);
        CHECK(max_message_bytes_for(slot, true) == expected.nmbd);
    }
}

TEST_CASE("the longest message fits, whatever the slot's name", "[nbt_datagram]") {
    constexpr std::size_t smb_limit = 512;
    constexpr std::size_t nmbd_limit = 576;
    for (std::size_t bytes = 1; bytes <= 64; ++bytes) {
        const std::string slot(bytes, 's');
        const std::string message(max_message_bytes_for(slot), 'm');
        const std::string short_message(max_message_bytes_for(slot, true), 'm');
        nbt_datagram datagram = a_datagram();
        datagram.slot = slot;
        datagram.bytes = message;
        const std::size_t smb_bytes = encoded(datagram).size() - smb_begin;
        INFO("slot: " << bytes << " bytes");
        CHECK(smb_bytes <= smb_limit);
        CHECK((smb_bytes == smb_limit || message.size() == max_mailslot_message_bytes));
        datagram.bytes = short_message;
        CHECK(encoded(datagram).size() == nmbd_limit);
    }
}

TEST_CASE("a message begins at a multiple of four bytes of its SMB", "[nbt_datagram]") {
    for (const std::string slot : {"a", "ab", "abc", "abcd", "abcde"}) {
        nbt_datagram datagram = a_datagram();
        datagram.slot = slot;
        const std::string packet = encoded(datagram);
        const std::size_t begin = packet.find("a message") - smb_begin;
        INFO("slot: " << slot);
        CHECK(begin % 4 == 0);
        CHECK(little_u16_at(packet, smb_begin + smb::data_offset_at) == begin);
        CHECK(packet.substr(smb_begin + smb::name_at, 11) == R"(\MAILSLOT\a)");
    }
}

TEST_CASE("a packet without a whole header is truncated", "[nbt_datagram]") {
    CHECK(reason_for({}) == nbt_drop::truncated);
    CHECK(reason_for(changed_packet{}.packet.substr(0, 13)) == nbt_drop::truncated);
    CHECK(reason_for(changed_packet{}.packet.substr(0, 14)) == nbt_drop::wrong_length);
}

TEST_CASE("only the three kinds of message are taken", "[nbt_datagram]") {
    for (unsigned kind = 0; kind <= 0xFF; ++kind) {
        INFO("kind: " << kind);
        const bool is_message = kind >= 0x10 && kind <= 0x12;
        const nbt_drop expected = is_message ? nbt_drop::none : nbt_drop::other_kind;
        CHECK(changed_packet{}.byte(nbt::kind_at, kind).reason() == expected);
    }
}

TEST_CASE("a fragment is dropped, first, middle or last", "[nbt_datagram]") {
    CHECK(changed_packet{}.byte(nbt::flags_at, 0x02).reason() == nbt_drop::none);
    CHECK(changed_packet{}.byte(nbt::flags_at, 0xF2).reason() == nbt_drop::none);
    CHECK(changed_packet{}.byte(nbt::flags_at, 0x0F).reason() == nbt_drop::fragment);
    CHECK(changed_packet{}.byte(nbt::flags_at, 0x0C).reason() == nbt_drop::fragment);
    CHECK(changed_packet{}.byte(nbt::flags_at, 0x0D).reason() == nbt_drop::fragment);
    CHECK(changed_packet{}.byte(nbt::fragment_offset_at, 1).reason() == nbt_drop::fragment);
    CHECK(changed_packet{}.byte(nbt::fragment_offset_at + 1, 1).reason() == nbt_drop::fragment);
}

TEST_CASE("a length that is not the packet's is wrong", "[nbt_datagram]") {
    const std::string packet = changed_packet{}.packet;
    const unsigned length = u8_at(packet, nbt::length_at + 1);
    CHECK(changed_packet{}.byte(nbt::length_at + 1, length - 1).reason() == nbt_drop::wrong_length);
    CHECK(changed_packet{}.byte(nbt::length_at + 1, length).reason() == nbt_drop::none);
    CHECK(changed_packet{}.byte(nbt::length_at + 1, length + 1).reason() == nbt_drop::wrong_length);
    CHECK(changed_packet{}.byte(nbt::length_at, 1).reason() == nbt_drop::wrong_length);
    CHECK(reason_for(packet + "x") == nbt_drop::wrong_length);
}

TEST_CASE("a bad name of either side drops the packet", "[nbt_datagram]") {
    constexpr std::size_t source_at = 14;
    constexpr std::size_t destination_at = 48;
    for (const std::size_t at : {source_at, destination_at}) {
        INFO("name at: " << at);
        CHECK(changed_packet{}.byte(at, 31).reason() == nbt_drop::bad_name);
        CHECK(changed_packet{}.byte(at + 1, 'Q').reason() == nbt_drop::bad_name);
        CHECK(changed_packet{}.byte(at + 33, 63).reason() == nbt_drop::bad_name);
    }
}

namespace {

std::string with_scopes(std::string_view source_scope, std::string_view destination_scope) {
    const std::string plain = encoded(a_datagram());
    std::string packet = plain.substr(0, nbt::header_bytes);
    encode_name(a_datagram().source, source_scope, packet);
    encode_name(a_datagram().destination, destination_scope, packet);
    packet += plain.substr(smb_begin);
    const std::size_t length = packet.size() - nbt::header_bytes;
    put_big_u16(&packet.at(nbt::length_at), static_cast<std::uint16_t>(length));
    return packet;
}

} // namespace

TEST_CASE("both names are of one scope", "[nbt_datagram]") {
    CHECK(reason_for(with_scopes("", "")) == nbt_drop::none);
    CHECK(reason_for(with_scopes("A.B", "A.B")) == nbt_drop::none);
    CHECK(reason_for(with_scopes("A.B", "a.b")) == nbt_drop::none);
    CHECK(reason_for(with_scopes("A.B", "A.C")) == nbt_drop::bad_name);
    CHECK(reason_for(with_scopes("A.B", "A")) == nbt_drop::bad_name);
    CHECK(reason_for(with_scopes("", "A.B")) == nbt_drop::bad_name);
    CHECK(reason_for(with_scopes("A.B", "")) == nbt_drop::bad_name);
}

TEST_CASE("what is no SMB mailslot write is dropped", "[nbt_datagram]") {
    using namespace smb;
    for (const std::size_t at :
         {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{3}, command_at, word_count_at,
          setup_count_at, opcode_at, opcode_at + 1}) {
        INFO("changed at: " << at);
        CHECK(changed_packet{}.smb_byte(at, 0xEE).reason() == nbt_drop::not_smb);
    }
}

TEST_CASE("fields that a receiver has no use for are ignored", "[nbt_datagram]") {
    changed_packet packet;
    const std::pair<std::size_t, std::size_t> ignored[] = {
        {5, 32},  // status, flags, process, user
        {33, 35}, // total parameter count
        {37, 55}, // maxima, flags, timeout, parameters
        {60, 61}, // reserved
        {63, 69}, // priority, class, byte count
    };
    for (const auto &[from, to] : ignored) {
        for (std::size_t at = from; at < to; ++at) {
            packet.smb_byte(at, 0xEE);
        }
    }
    CHECK(packet.reason() == nbt_drop::none);
}

TEST_CASE("an SMB too short for a name is truncated", "[nbt_datagram]") {
    for (const std::size_t bytes : {0U, 1U, 69U, 70U}) {
        std::string packet = changed_packet{}.packet.substr(0, smb_begin + bytes);
        const std::size_t length = packet.size() - nbt::header_bytes;
        put_big_u16(&packet.at(nbt::length_at), static_cast<std::uint16_t>(length));
        INFO("bytes: " << bytes);
        CHECK(
            reason_for(packet) ==
            (bytes < smb::min_bytes ? nbt_drop::truncated : nbt_drop::not_a_mailslot));
    }
}

TEST_CASE("the prefix of a slot's name is taken in any case", "[nbt_datagram]") {
    std::string packet = changed_packet{}.packet;
    packet.replace(smb_begin + smb::name_at, smb::mailslot_prefix.size(), R"(\MailSlot\)");
    CHECK(reason_for(packet) == nbt_drop::none);
    packet.replace(smb_begin + smb::name_at, smb::mailslot_prefix.size(), R"(\MAILSLOX\)");
    CHECK(reason_for(packet) == nbt_drop::not_a_mailslot);
    packet.replace(smb_begin + smb::name_at, smb::mailslot_prefix.size(), R"(/MAILSLOT/)");
    CHECK(reason_for(packet) == nbt_drop::not_a_mailslot);
}

TEST_CASE("a slot's name that can't be one is dropped", "[nbt_datagram]") {
    for (const std::string &good : {"a"s, R"(a\b\c)"s, "..."s, ".a"s, R"(a.\b..)"s, "\xE9 z"s}) {
        INFO("slot: " << good);
        CHECK(reason_for_slot(good) == nbt_drop::none);
    }
    for (const std::string &bad :
         {""s, "."s, ".."s, "\\"s, R"(\a)"s, R"(a\)"s, R"(a\\b)"s, R"(a\.\b)"s, R"(a\..)"s,
          R"(..\a)"s, "a\nb"s, "a\x1F"s, "\x7F"s}) {
        INFO("slot: " << bad);
        CHECK(reason_for_slot(bad) == nbt_drop::not_a_mailslot);
    }
}

TEST_CASE("a slot's name is at most 255 bytes long", "[nbt_datagram]") {
    CHECK(reason_for_slot(std::string(254, 's')) == nbt_drop::none);
    CHECK(reason_for_slot(std::string(255, 's')) == nbt_drop::none);
    CHECK(reason_for_slot(std::string(256, 's')) == nbt_drop::not_a_mailslot);
}

TEST_CASE("a slot's name without an end is dropped", "[nbt_datagram]") {
    std::string packet = changed_packet{}.packet;
    for (std::size_t at = smb_begin + smb::name_at; at < packet.size(); ++at) {
        packet[at] = packet[at] == '\0' ? 'x' : packet[at];
    }
    CHECK(reason_for(packet) == nbt_drop::not_a_mailslot);
}

TEST_CASE("a message that is not inside the packet is dropped", "[nbt_datagram]") {
    constexpr std::size_t message = sizeof "a message" - 1;
    constexpr std::size_t offset = 88;
    const auto reason = [](std::size_t at, std::size_t bytes, std::size_t total) {
        return changed_packet{}
            .u16(smb::data_offset_at, at)
            .u16(smb::data_count_at, bytes)
            .u16(smb::total_data_count_at, total)
            .reason();
    };
    CHECK(reason(offset, message, message) == nbt_drop::none);
    CHECK(reason(offset, message - 1, message - 1) == nbt_drop::none);
    CHECK(reason(offset, message + 1, message + 1) == nbt_drop::bad_data);
    CHECK(reason(offset + 1, message, message) == nbt_drop::bad_data);
    CHECK(reason(offset - 1, message, message) == nbt_drop::bad_data); // the name's NUL
    CHECK(reason(offset, message, message + 1) == nbt_drop::bad_data); // a part of a message
    CHECK(reason(0, message, message) == nbt_drop::bad_data);
    CHECK(reason(0xFFFF, message, message) == nbt_drop::bad_data);
    CHECK(reason(0xFFFF, 0xFFFF, 0xFFFF) == nbt_drop::bad_data);
    CHECK(reason(offset, 0xFFFF, 0xFFFF) == nbt_drop::bad_data);
}

TEST_CASE("an empty message may stand at the very end, not behind it", "[nbt_datagram]") {
    nbt_datagram empty = a_datagram();
    empty.bytes = {};
    nbt_datagram got;
    const std::string packet = encoded(empty);
    REQUIRE(decode_nbt_datagram(packet, got) == nbt_drop::none);
    CHECK(got.bytes.empty());

    changed_packet moved{packet};
    CHECK(moved.u16(smb::data_offset_at, packet.size() - smb_begin).reason() == nbt_drop::none);
    CHECK(
        moved.u16(smb::data_offset_at, packet.size() - smb_begin + 1).reason() ==
        nbt_drop::bad_data);
}

TEST_CASE("no changed byte brings a view outside the packet", "[nbt_datagram]") {
    const std::string good = changed_packet{}.packet;
    const auto is_inside = [](std::string_view view, const std::string &packet) {
        return view.data() >= packet.data() &&
               view.data() + view.size() <= packet.data() + packet.size();
    };
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (unsigned value = 0; value <= 0xFF; ++value) {
            const std::string packet = changed_packet{good}.byte(at, value).packet;
            nbt_datagram got;
            if (decode_nbt_datagram(packet, got) == nbt_drop::none &&
                (!is_inside(got.slot, packet) || !is_inside(got.bytes, packet))) {
                FAIL("byte " << at << " changed to " << value);
            }
        }
    }
}

TEST_CASE("each reason has a name of its own", "[nbt_datagram]") {
    std::set<std::string> names;
    for (std::size_t reason = 0; reason < nbt_drop_count; ++reason) {
        names.insert(name_of(static_cast<nbt_drop>(reason)));
    }
    CHECK(names.size() == nbt_drop_count);
    CHECK(names.count("unknown") == 0);
    CHECK(name_of(nbt_drop::wrong_length) == "wrong length"s);
    CHECK(name_of(static_cast<nbt_drop>(nbt_drop_count)) == "unknown"s);
}
