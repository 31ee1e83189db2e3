// A child of fork() never uses a nonce of its parent's.
#include <string>
#include <string_view>

#include <sys/wait.h>
#include <unistd.h>

#include "mailslot/descriptor_posix.h"
#include "mailslot/network/seal.h"
#include "tests/support/catch.h"

using namespace mailslog;

namespace {

constexpr std::int64_t now_ns = 1'795'357'321'123'456'789;
constexpr seal_context to_logs{"logs", "BUILDHOST"};

std::string sealed_by(sealer &from, std::string_view message) {
    std::string sealed;
    REQUIRE(from.seal(message, to_logs, now_ns, sealed));
    return sealed;
}

std::string session_of(const std::string &sealed) {
    return sealed.substr(1, 8);
}

std::string read_to_end(const descriptor &from) {
    std::string all;
    char some[512];
    for (ssize_t size = 0; (size = ::read(from.get(), some, sizeof some)) > 0;) {
        all.append(some, static_cast<std::size_t>(size));
    }
    return all;
}

/// What a child seals by the sealer that it inherited.
std::string sealed_by_child(sealer &from, std::string_view message) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    descriptor out{ends[0]};
    descriptor in{ends[1]};
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(30); // a hang ends as a failure
        std::string sealed;
        const bool done = from.seal(message, to_logs, now_ns, sealed);
        const auto written = ::write(in.get(), sealed.data(), sealed.size());
        ::_exit(done && written == static_cast<ssize_t>(sealed.size()) ? 0 : 1);
    }
    in.reset();
    std::string sealed = read_to_end(out);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    return sealed;
}

} // namespace

TEST_CASE("a child begins a session of its own, and so does its sibling", "[seal_fork]") {
    sealer parent{seal_key{1, 2, 3}};
    const std::string before = sealed_by(parent, "before");
    const std::string child = sealed_by_child(parent, "child");
    const std::string sibling = sealed_by_child(parent, "sibling");
    const std::string after = sealed_by(parent, "after");

    CHECK(session_of(before) == session_of(after));
    CHECK(session_of(child) != session_of(before));
    CHECK(session_of(sibling) != session_of(before));
    CHECK(session_of(child) != session_of(sibling));

    seal_opener opener{seal_key{1, 2, 3}};
    std::string message;
    for (const std::string &sealed : {before, child, sibling, after}) {
        CHECK(opener.open(sealed, to_logs, now_ns, message) == seal_verdict::good);
    }
}

TEST_CASE("a child whose parent never sealed has a session of its own", "[seal_fork]") {
    sealer parent{seal_key{1, 2, 3}};
    const std::string child = sealed_by_child(parent, "child");
    CHECK(session_of(child) != session_of(sealed_by(parent, "parent")));
}
