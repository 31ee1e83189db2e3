#include "collector/intake/sender_claim.h"

#include "mailslot/process.h"
#include "tests/support/catch.h"

namespace {

using namespace mailslog;

TEST_CASE("a claim that is the process's id is true", "[sender_claim]") {
    sender_claim claim{process_id()};
    CHECK_FALSE(claim.falsity_of(process_id()));
}

TEST_CASE("any other claim is false, and is said", "[sender_claim]") {
    sender_claim claim{process_id()};
    CHECK(claim.falsity_of(1) == 1U);
    CHECK(claim.falsity_of(0) == 0U);
    CHECK(claim.falsity_of(0xFFFFFFFF) == 0xFFFFFFFF);
    CHECK(claim.falsity_of(1) == 1U);
    CHECK_FALSE(claim.falsity_of(process_id()));
}

TEST_CASE("a process that is gone has no second number", "[sender_claim]") {
    sender_claim claim{0x7FFFFFFF}; // above any pid_max (proc(5))
    CHECK(claim.falsity_of(1) == 1U);
    CHECK_FALSE(claim.falsity_of(0x7FFFFFFF));
}

} // namespace
