// Every datagram of tests/vectors/msmail.txt, which others' programs made or accepted.
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "mailslot/network/nbt_datagram.h"
#include "tests/support/catch.h"

using namespace mailslog;

namespace {

constexpr std::size_t vectors_in_file = 20;
constexpr std::size_t header_bytes = 14;
constexpr std::size_t length_at = 10;

using vector_fields = std::map<std::string, std::string>;

std::vector<vector_fields> read_vectors() {
    std::ifstream file{MAILSLOG_TEST_VECTORS "/msmail.txt"};
    std::vector<vector_fields> vectors(1);
    for (std::string line; std::getline(file, line);) {
        const std::size_t colon = line.find(": ");
        if (line.empty()) {
            vectors.emplace_back();
        } else if (line.front() != '#' && colon != std::string::npos) {
            vectors.back()[line.substr(0, colon)] = line.substr(colon + 2);
        }
    }
    vectors.erase(vectors.begin()); // the file's comment
    return vectors;
}

std::string bytes_of(const std::string &hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

std::string spelled(const nbt_datagram &datagram) {
    char kind[8];
    std::snprintf(kind, sizeof kind, "0x%02x", static_cast<unsigned>(datagram.kind));
    std::ostringstream text;
    text << "ACCEPT slot=" << datagram.slot << " from=" << datagram.source.str()
         << " to=" << datagram.destination.str() << " type=" << kind
         << " len=" << datagram.bytes.size();
    return text.str();
}

std::string outcome(const std::string &packet) {
    nbt_datagram datagram;
    const nbt_drop reason = decode_nbt_datagram(packet, datagram);
    return reason == nbt_drop::none ? spelled(datagram) : std::string("DROP ") + name_of(reason);
}

/// The first bytes of a packet, its header's length being right for them.
std::string shortened(std::string packet, std::size_t bytes) {
    packet.resize(bytes);
    const std::size_t length = bytes - header_bytes;
    packet[length_at] = static_cast<char>(length >> 8);
    packet[length_at + 1] = static_cast<char>(length & 0xFF);
    return packet;
}

nbt_drop reason_for(const std::string &packet) {
    nbt_datagram datagram;
    return decode_nbt_datagram(packet, datagram);
}

} // namespace

TEST_CASE("each vector is taken or dropped as it says", "[nbt_vectors]") {
    const std::vector<vector_fields> vectors = read_vectors();
    REQUIRE(vectors.size() == vectors_in_file);
    for (const vector_fields &vector : vectors) {
        INFO(vector.at("name") << ": " << vector.at("desc"));
        CHECK(outcome(bytes_of(vector.at("hex"))) == vector.at("expect"));
    }
}

TEST_CASE("a vector that is built our way is encoded byte for byte", "[nbt_vectors]") {
    std::size_t encoded = 0;
    for (const vector_fields &vector : read_vectors()) {
        if (vector.count("encode") == 0) {
            continue;
        }
        INFO(vector.at("name") << ": " << vector.at("desc"));
        const std::string packet = bytes_of(vector.at("hex"));
        nbt_datagram datagram;
        REQUIRE(decode_nbt_datagram(packet, datagram) == nbt_drop::none);
        std::string again;
        encode_nbt_datagram(datagram, again);
        CHECK((again == packet));
        ++encoded;
    }
    CHECK(encoded == 7);
}

TEST_CASE("a vector cut short anywhere is dropped", "[nbt_vectors]") {
    for (const vector_fields &vector : read_vectors()) {
        const std::string packet = bytes_of(vector.at("hex"));
        for (std::size_t bytes = 0; bytes < packet.size(); ++bytes) {
            INFO(vector.at("name") << " cut to " << bytes);
            CHECK(reason_for(packet.substr(0, bytes)) != nbt_drop::none);
        }
    }
}

TEST_CASE("a vector cut short anywhere and saying so is dropped", "[nbt_vectors]") {
    for (const vector_fields &vector : read_vectors()) {
        const std::string packet = bytes_of(vector.at("hex"));
        for (std::size_t bytes = header_bytes; bytes < packet.size(); ++bytes) {
            INFO(vector.at("name") << " cut to " << bytes);
            CHECK(reason_for(shortened(packet, bytes)) != nbt_drop::none);
        }
    }
}
