#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "mailslot/network/nonce_sequence.h"
#include "mailslot/wire.h"
#include "tests/support/catch.h"

using namespace mailslog;

namespace {

struct parts {
    explicit parts(const std::optional<nonce_sequence::nonce> &nonce) {
        REQUIRE(nonce);
        wire::reader in{std::string_view{nonce->data(), nonce->size()}};
        session = in.u64();
        count = in.u32();
        REQUIRE(in.ok());
        REQUIRE(in.rest().empty());
    }
    std::uint64_t session;
    std::uint32_t count;
};

/// Has some at every second call.
std::optional<std::uint64_t> poor_source() noexcept {
    static bool has_some = true;
    has_some = !has_some;
    return has_some ? std::optional{std::uint64_t{7}} : std::nullopt;
}

} // namespace

TEST_CASE("a session's nonces count from zero", "[nonce_sequence]") {
    nonce_sequence nonces;
    const std::uint64_t session = parts{nonces.next()}.session;
    for (std::uint32_t count = 1; count < 1000; ++count) {
        const parts next{nonces.next()};
        REQUIRE(next.session == session);
        REQUIRE(next.count == count);
    }
    CHECK(parts{nonce_sequence{}.next()}.count == 0);
}

TEST_CASE("each sequence is a session of its own", "[nonce_sequence]") {
    nonce_sequence one;
    nonce_sequence other;
    CHECK(parts{one.next()}.session != parts{other.next()}.session);
}

TEST_CASE("a counter that is used up begins a new session", "[nonce_sequence]") {
    constexpr std::uint32_t last = std::numeric_limits<std::uint32_t>::max();
    nonce_sequence nonces{last - 1};
    const parts last_but_one{nonces.next()};
    const parts last_of_all{nonces.next()};
    const parts first{nonces.next()};
    const parts second{nonces.next()};
    CHECK(last_but_one.count == last - 1);
    CHECK(last_of_all.count == last);
    CHECK(last_of_all.session == last_but_one.session);
    CHECK(first.count == 0);
    CHECK(first.session != last_of_all.session);
    CHECK(second.count == 1);
    CHECK(second.session == first.session);
}

TEST_CASE("without random bits there is no nonce", "[nonce_sequence]") {
    const auto none = []() noexcept -> std::optional<std::uint64_t> { return std::nullopt; };
    nonce_sequence nonces{0, none};
    CHECK_FALSE(nonces.next());
    CHECK_FALSE(nonces.next());
}

TEST_CASE("once there are random bits, a session begins", "[nonce_sequence]") {
    nonce_sequence nonces{0, poor_source};
    const parts first{nonces.next()};
    CHECK(first.session == 7);
    CHECK(first.count == 0);
    CHECK(parts{nonces.next()}.count == 1);
}
