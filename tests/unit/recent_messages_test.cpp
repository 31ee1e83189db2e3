#include "mailslot/network/recent_messages.h"

#include <string>

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

nbt_datagram message(std::uint16_t id, const char *bytes, const char *computer = "HOST1") {
    nbt_datagram made;
    made.id = id;
    made.source = *netbios_name::make(computer);
    made.bytes = bytes;
    return made;
}

TEST_CASE("a message is repeated if sender, number and bytes are the same", "[recent_messages]") {
    recent_messages recent;
    CHECK_FALSE(recent.is_repeated(message(1, "a"), 0));
    CHECK(recent.is_repeated(message(1, "a"), 0));
    CHECK_FALSE(recent.is_repeated(message(2, "a"), 0));
    CHECK_FALSE(recent.is_repeated(message(1, "b"), 0));
    CHECK_FALSE(recent.is_repeated(message(1, "a", "HOST2"), 0));
}

TEST_CASE("a message is forgotten after two seconds, not before", "[recent_messages]") {
    recent_messages recent;
    recent.is_repeated(message(1, "a"), 0);
    CHECK(recent.is_repeated(message(1, "a"), recent_messages::memory_ns - 1));
    CHECK_FALSE(recent.is_repeated(message(1, "a"), recent_messages::memory_ns));
}

TEST_CASE("a clock that is set back lets a message come again", "[recent_messages]") {
    recent_messages recent;
    recent.is_repeated(message(1, "a"), std::int64_t{3600} * 1'000'000'000);
    CHECK_FALSE(recent.is_repeated(message(1, "a"), 0));
    CHECK(recent.is_repeated(message(1, "a"), 1));
}

TEST_CASE("of too many messages the oldest is forgotten", "[recent_messages]") {
    recent_messages recent;
    for (std::size_t i = 0; i < recent_messages::max_messages; ++i) {
        recent.is_repeated(message(static_cast<std::uint16_t>(i), "a"), 0);
    }
    CHECK(recent.is_repeated(message(0, "a"), 0));
    recent.is_repeated(message(0, "b"), 0);
    CHECK_FALSE(recent.is_repeated(message(0, "a"), 0));
}

} // namespace
