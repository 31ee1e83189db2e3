#include "mailslot/process.h"

#include <set>
#include <string>

#include "tests/support/catch.h"

TEST_CASE("a process knows its id and its name", "[process]") {
    CHECK(mailslog::process_id() != 0);
    CHECK(mailslog::process_id() == mailslog::process_id());
    CHECK(mailslog::process_name() == "unit_tests");
}

TEST_CASE("this computer has a name", "[process]") {
    const std::string name = mailslog::host_name();
    CHECK_FALSE(name.empty());
    CHECK(name.find('\0') == std::string::npos);
}

TEST_CASE("random bits do not repeat", "[process]") {
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 1000; ++i) {
        seen.insert(mailslog::random_bits());
    }
    CHECK(seen.size() == 1000);
}

TEST_CASE("a process that does not exist has no name", "[process]") {
    CHECK(mailslog::process_name_of(0).empty());
    CHECK(mailslog::process_name_of(-1).empty());
    CHECK(mailslog::process_name_of(0x7FFFFFFFFFFFFFFF).empty());
}

TEST_CASE("a process goes by its own number and no other", "[process]") {
    const std::int64_t own = mailslog::process_id();
    CHECK(mailslog::process_goes_by(own, own));
    CHECK_FALSE(mailslog::process_goes_by(own, own + 1));
    CHECK_FALSE(mailslog::process_goes_by(own, -own));
    CHECK_FALSE(mailslog::process_goes_by(own, own * 10));
}

TEST_CASE("another process's name is what the system shows", "[process]") {
    const std::string own = mailslog::process_name_of(mailslog::process_id());
    CHECK(own == "unit_tests");
}
