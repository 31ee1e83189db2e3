#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "mailslot/datagram.h"
#include "mailslot/network/seal.h"
#include "mailslot/wire.h"
#include "tests/support/allocation_count.h"
#include "tests/support/catch.h"

using namespace mailslog;
using namespace mailslog::test;
using namespace std::string_literals;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t now_ns = 1'795'357'321'123'456'789;
constexpr std::int64_t now_whole = now_ns / second * second;
constexpr std::int64_t far_off = seal_opener::max_clock_difference_s * second;

constexpr seal_context to_logs{R"(Team\Logs)", "BUILDHOST"};

/// 00 01 02 … 1f
seal_key example_key() {
    seal_key key{};
    for (unsigned char i = 0; i < key.size(); ++i) {
        key[i] = i;
    }
    return key;
}

// The example of docs/datagram.md, sealed by another implementation (Python's "cryptography"):
// "order 42 accepted" in session 0x0123456789ABCDEF as its 259th datagram.
std::string example_bytes() {
    const unsigned char bytes[] = {
        0xb1,                                                                   // sealed, version 1
        0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01,                         // session
        0x02, 0x01, 0x00, 0x00,                                                 // count
        0x83, 0x42, 0xf7, 0xa8,                                                 // time
        0x30, 0xdd, 0x4c, 0x9f, 0x28, 0x18, 0x44, 0x48, 0xc1, 0xe7, 0x43, 0x6e, // message
        0x65, 0x5e, 0x77, 0xd0, 0xa7,                                           //
        0xab, 0xba, 0x46, 0x89, 0x5c, 0x12, 0xac, 0x7f,                         // tag
        0x66, 0x57, 0x73, 0x10, 0x80, 0x56, 0xed, 0x4a,
    };
    return {std::begin(bytes), std::end(bytes)};
}

std::string sealed_at(sealer &from, std::string_view message, std::int64_t time_ns) {
    std::string sealed;
    REQUIRE(from.seal(message, to_logs, time_ns, sealed));
    return sealed;
}

std::string sealed_by(sealer &from, std::string_view message) {
    return sealed_at(from, message, now_ns);
}

/// A collector's side of the example key.
struct receiver {
    seal_opener opener{example_key()};
    std::string message = "as before";

    seal_verdict open(
        std::string_view sealed, const seal_context &context = to_logs,
        std::int64_t time_ns = now_ns) {
        const std::vector<char> exact(sealed.begin(), sealed.end()); // for ASan
        return opener.open({exact.data(), exact.size()}, context, time_ns, message);
    }
};

} // namespace

TEST_CASE("bytes sealed elsewhere by the same rules open to their message", "[seal]") {
    receiver here;
    CHECK(here.open(example_bytes()) == seal_verdict::good);
    CHECK(here.message == "order 42 accepted");
}

TEST_CASE("a sealed message is longer by just what the header says", "[seal]") {
    sealer from{example_key()};
    for (const std::size_t size : {0u, 1u, 63u, 64u, 65u, 391u, 65'536u}) {
        CAPTURE(size);
        const std::string message(size, 'x');
        const std::string sealed = sealed_by(from, message);
        CHECK(sealed.size() == size + seal_bytes);
        receiver here;
        REQUIRE(here.open(sealed) == seal_verdict::good);
        CHECK(here.message == message);
    }
}

TEST_CASE("sealing appends", "[seal]") {
    sealer from{example_key()};
    std::string to = "before";
    REQUIRE(from.seal("message", to_logs, now_ns, to));
    CHECK(to.substr(0, 6) == "before");
    CHECK(receiver{}.open(to.substr(6)) == seal_verdict::good);
}

TEST_CASE("marker, session and counter are in the clear, the rest is not", "[seal]") {
    sealer from{example_key()};
    const std::string message(100, 'x');
    std::string session;
    for (char count = 0; count < 10; ++count) {
        const std::string sealed = sealed_by(from, message);
        CHECK(sealed[0] == '\xB1');
        session = count == 0 ? sealed.substr(1, 8) : session;
        CHECK(sealed.substr(1, 8) == session);
        CHECK(sealed.substr(9, 4) == std::string(1, count) + "\0\0\0"s);
        CHECK(sealed.find("xxx") == std::string::npos);
    }
}

TEST_CASE("the same message sealed twice has nothing in common", "[seal]") {
    sealer from{example_key()};
    sealer other{example_key()};
    const std::string one = sealed_by(from, "message");
    CHECK(one.substr(13) != sealed_by(from, "message").substr(13));
    CHECK(one.substr(1, 8) != sealed_by(other, "message").substr(1, 8));
}

TEST_CASE("a sealed message is told by its first byte", "[seal]") {
    CHECK(is_sealed(example_bytes()));
    CHECK(is_sealed("\xB1"));
    for (const std::string_view other : {"", "text", "\x81", "\x91", "\xA1", "\xB2", "\xB0"}) {
        CAPTURE(other);
        CHECK_FALSE(is_sealed(other));
        CHECK(receiver{}.open(other) == seal_verdict::unsealed);
    }
}

TEST_CASE("no bit of a sealed message can be changed unnoticed", "[seal]") {
    receiver here;
    for (std::size_t at = 0; at < example_bytes().size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            CAPTURE(at, bit);
            std::string changed = example_bytes();
            changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
            const auto expected = at == 0 ? seal_verdict::unsealed : seal_verdict::forged;
            REQUIRE(here.open(changed) == expected);
        }
    }
    CHECK(here.message == "as before");
    CHECK(here.open(example_bytes()) == seal_verdict::good); // none of these was taken for it
}

TEST_CASE("a sealed message cut short anywhere, or longer, is forged", "[seal]") {
    receiver here;
    const std::string whole = example_bytes();
    CHECK(here.open("") == seal_verdict::unsealed);
    for (std::size_t size = 1; size < whole.size(); ++size) {
        CAPTURE(size);
        REQUIRE(here.open(whole.substr(0, size)) == seal_verdict::forged);
    }
    CHECK(here.open(whole + '\0') == seal_verdict::forged);
    CHECK(here.open(whole + whole) == seal_verdict::forged);
    CHECK(here.message == "as before");
}

TEST_CASE("an empty message cut by a byte is forged", "[seal]") {
    sealer from{example_key()};
    const std::string sealed = sealed_by(from, "");
    CHECK(receiver{}.open(sealed.substr(0, seal_bytes - 1)) == seal_verdict::forged);
    CHECK(receiver{}.open(sealed) == seal_verdict::good);
}

TEST_CASE("another key's seal is forged", "[seal]") {
    for (std::size_t at = 0; at < example_key().size(); ++at) {
        seal_key other = example_key();
        other[at] ^= 1;
        sealer from{other};
        CHECK(receiver{}.open(sealed_by(from, "message")) == seal_verdict::forged);
    }
}

TEST_CASE("a seal holds for its slot and its sender's computer alone", "[seal]") {
    receiver here;
    const seal_context others[] = {
        {R"(Team\Log)", "BUILDHOST"},
        {R"(Team\Logs2)", "BUILDHOST"},
        {"Logs", "BUILDHOST"},
        {R"(Team/Logs)", "BUILDHOST"},
        {"", "BUILDHOST"},
        {R"(Team\Logs)", "BUILDHOST2"},
        {R"(Team\Logs)", "UILDHOST"},
        {R"(Team\Logs)", "buildhost"},
        {R"(Team\Logs)", ""},
        {R"(Team\LogsB)", "UILDHOST"},
        {{"Team\\Logs\0", 10}, "BUIL"},
        {"", {"team\\logs\0BUILDHOST", 19}},
    };
    for (const seal_context &other : others) {
        CAPTURE(other.slot, other.computer);
        CHECK(here.open(example_bytes(), other) == seal_verdict::forged);
    }
    CHECK(here.open(example_bytes()) == seal_verdict::good);
}

TEST_CASE("the case of a slot's name does not matter", "[seal]") {
    for (const char *slot : {R"(team\logs)", R"(TEAM\LOGS)", R"(tEAM\lOgS)"}) {
        CAPTURE(slot);
        receiver here;
        CHECK(here.open(example_bytes(), {slot, "BUILDHOST"}) == seal_verdict::good);
    }
}

TEST_CASE("letters beyond ASCII are not folded", "[seal]") {
    sealer from{example_key()};
    std::string sealed;
    REQUIRE(from.seal("message", {"\xC3\x84rger", "A"}, now_ns, sealed));
    CHECK(receiver{}.open(sealed, {"\xC3\xA4rger", "A"}) == seal_verdict::forged);
    CHECK(receiver{}.open(sealed, {"\xC3\x84RGER", "A"}) == seal_verdict::good);
}

TEST_CASE("a copy is taken once", "[seal]") {
    receiver here;
    REQUIRE(here.open(example_bytes()) == seal_verdict::good);
    here.message = "as before";
    CHECK(here.open(example_bytes()) == seal_verdict::repeated);
    CHECK(here.open(example_bytes()) == seal_verdict::repeated);
    CHECK(here.message == "as before");
}

TEST_CASE("datagrams may overtake each other as far as the window reaches", "[seal]") {
    sealer from{example_key()};
    std::vector<std::string> sent;
    for (std::uint32_t count = 0; count <= seal_opener::reorder_window + 1; ++count) {
        sent.push_back(sealed_by(from, std::to_string(count)));
    }
    receiver here;
    CHECK(here.open(sent.back()) == seal_verdict::good);
    CHECK(here.open(sent[0]) == seal_verdict::repeated); // one beyond
    for (std::size_t count = 1; count + 1 < sent.size(); ++count) {
        REQUIRE(here.open(sent[count]) == seal_verdict::good);
        REQUIRE(here.message == std::to_string(count));
        REQUIRE(here.open(sent[count]) == seal_verdict::repeated);
    }
}

TEST_CASE("a clock may be off by just the limit, either way", "[seal]") {
    CHECK(receiver{}.open(example_bytes(), to_logs, now_whole - far_off) == seal_verdict::good);
    CHECK(receiver{}.open(example_bytes(), to_logs, now_whole + far_off) == seal_verdict::good);
    const std::int64_t last = now_whole + far_off + second - 1; // of that second
    CHECK(receiver{}.open(example_bytes(), to_logs, last) == seal_verdict::good);

    CHECK(receiver{}.open(example_bytes(), to_logs, last + 1) == seal_verdict::stale);
    CHECK(
        receiver{}.open(example_bytes(), to_logs, now_whole - far_off - 1) == seal_verdict::stale);
    CHECK(receiver{}.open(example_bytes(), to_logs, 0) == seal_verdict::stale);
}

TEST_CASE("what was stale is not remembered as taken", "[seal]") {
    receiver here;
    CHECK(here.open(example_bytes(), to_logs, now_ns + 2 * far_off) == seal_verdict::stale);
    CHECK(here.message == "as before");
    CHECK(here.open(example_bytes()) == seal_verdict::good);
}

TEST_CASE("a forged message is never called stale or repeated", "[seal]") {
    receiver here;
    REQUIRE(here.open(example_bytes()) == seal_verdict::good);
    std::string forged = example_bytes();
    forged.back() ^= 1;
    CHECK(here.open(forged) == seal_verdict::forged);
    CHECK(here.open(forged, to_logs, 0) == seal_verdict::forged);
}

TEST_CASE("a time that a datagram can't carry is the nearest that it can", "[seal]") {
    sealer from{example_key()};
    CHECK(receiver{}.open(sealed_at(from, "x", -5 * second), to_logs, 0) == seal_verdict::good);
    const std::int64_t in_2106 = 0xFFFFFFFF * second;
    const std::string later = sealed_at(from, "x", in_2106 + 1000 * second);
    CHECK(receiver{}.open(later, to_logs, in_2106 + far_off) == seal_verdict::good);
    CHECK(receiver{}.open(later, to_logs, in_2106 + far_off + second) == seal_verdict::stale);
}

TEST_CASE("senders beyond the limit make the longest silent one unknown", "[seal]") {
    receiver here;
    const std::int64_t later = now_ns + second;
    sealer first{example_key()};
    const std::string oldest = sealed_by(first, "the longest silent");
    REQUIRE(here.open(oldest) == seal_verdict::good);
    std::string second_oldest;
    for (std::size_t sender = 1; sender < seal_opener::max_sessions; ++sender) {
        sealer other{example_key()};
        second_oldest = sealed_at(other, "message", later);
        REQUIRE(here.open(second_oldest) == seal_verdict::good);
    }
    CHECK(here.open(oldest) == seal_verdict::repeated);
    sealer one_more{example_key()};
    CHECK(here.open(sealed_at(one_more, "one more", later)) == seal_verdict::good);
    CHECK(here.open(oldest) == seal_verdict::stale);
    CHECK(here.open(second_oldest) == seal_verdict::repeated);
    CHECK(here.open(sealed_by(first, "of the same second")) == seal_verdict::stale);
}

TEST_CASE("no decoder takes a sealed message, nor one that was sealed twice", "[seal]") {
    datagram ignored;
    CHECK(decode_datagram(example_bytes(), ignored) == datagram_error::malformed);
    sealer from{example_key()};
    receiver here;
    REQUIRE(here.open(sealed_by(from, example_bytes())) == seal_verdict::good);
    CHECK(here.message == example_bytes());
    CHECK(decode_datagram(here.message, ignored) == datagram_error::malformed);
}

TEST_CASE("a sealer that is moved goes on counting, an opener remembering", "[seal]") {
    sealer from{example_key()};
    const std::string first = sealed_by(from, "first");
    sealer moved{std::move(from)};
    const std::string next = sealed_by(moved, "second");
    CHECK(next.substr(1, 8) == first.substr(1, 8));
    CHECK(next[9] == 1);

    receiver here;
    REQUIRE(here.open(first) == seal_verdict::good);
    here.opener = seal_opener{std::move(here.opener)};
    CHECK(here.open(first) == seal_verdict::repeated);
    CHECK(here.open(next) == seal_verdict::good);
}

TEST_CASE("each thread may have a sealer of its own", "[seal]") {
    std::vector<std::string> sealed(4);
    std::vector<std::thread> threads;
    for (std::string &to : sealed) {
        threads.emplace_back([&to] {
            sealer from{example_key()};
            from.seal("message", to_logs, now_ns, to);
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    receiver here;
    for (const std::string &from_thread : sealed) {
        CHECK(here.open(from_thread) == seal_verdict::good);
    }
}

TEST_CASE("sealing and opening take no memory once they have run", "[seal]") {
    constexpr std::size_t size = wire::default_datagram_bytes - seal_bytes;
    sealer from{example_key()};
    seal_opener opener{example_key()};
    const std::string message(size, 'x');
    std::string sealed;
    std::string opened;
    const auto send = [&](bool forge) {
        sealed.clear();
        from.seal(message, to_logs, now_ns, sealed);
        sealed.back() = static_cast<char>(sealed.back() ^ (forge ? 1 : 0));
        return opener.open(sealed, to_logs, now_ns, opened);
    };
    REQUIRE(send(false) == seal_verdict::good);

    const allocation_count allocations;
    int good = 0;
    int forged = 0;
    for (int i = 0; i < 1000; ++i) {
        good += send(false) == seal_verdict::good ? 1 : 0;
        forged += send(true) == seal_verdict::forged ? 1 : 0;
    }
    const std::uint64_t counted = allocations.so_far();
    CHECK(good == 1000);
    CHECK(forged == 1000);
    CHECK(counted == 0);
}
