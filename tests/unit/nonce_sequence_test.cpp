#include <cstdint>
#include <limits>
#include <string_view>

#include "mailslot/network/nonce_sequence.h"
#include "mailslot/wire.h"
#include "tests/support/catch.h"

using namespace mailslog;

namespace {

struct parts {
    explicit parts(const nonce_sequence::nonce &nonce) {
        wire::reader in{std::string_view{nonce.data(), nonce.size()}};
        session = in.u64();
        count = in.u32();
        REQUIRE(in.ok());
        REQUIRE(in.rest().empty());
    }
    std::uint64_t session;
    std::uint32_t count;
};

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
