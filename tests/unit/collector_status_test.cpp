#include "collector/status/collector_status.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

constexpr std::int64_t second_ns = 1'000'000'000;

struct fixture {
    collector_status status;

    /// The collector says at this second that so many lines have been written.
    void say(std::int64_t second, std::uint64_t written) {
        status.updated_ns = second * second_ns;
        status.totals.written = written;
        take_sample(status);
    }
    double rate_at(std::int64_t second) const {
        return rate_of(status, second * second_ns).written;
    }
};

TEST_CASE("a steady flow has its rate", "[collector_status]") {
    fixture f;
    for (int second = 100; second <= 130; ++second) {
        f.say(second, static_cast<std::uint64_t>(second) * 50);
    }
    CHECK(f.rate_at(130) == Approx(50));
}

TEST_CASE("just after the start the average is over the time since then", "[collector_status]") {
    fixture f;
    f.say(100, 1000);
    CHECK(f.rate_at(100) == 0);
    f.say(102, 1200);
    CHECK(f.rate_at(102) == Approx(100));
}

TEST_CASE("a rate ends with the flow, although nothing is said any more", "[collector_status]") {
    fixture f;
    for (int second = 100; second <= 120; ++second) {
        f.say(second, static_cast<std::uint64_t>(second) * 50);
    }
    CHECK(f.rate_at(125) == Approx(25));
    CHECK(f.rate_at(131) == 0);
}

TEST_CASE("lines after a long silence count within the window", "[collector_status]") {
    fixture f;
    f.say(100, 10);
    f.say(500, 110);
    CHECK(f.rate_at(500) == Approx(10));
}

TEST_CASE("samples are bounded and a second from each other", "[collector_status]") {
    fixture f;
    for (int i = 0; i < 1000; ++i) {
        f.status.updated_ns = i * second_ns / 10;
        take_sample(f.status);
    }
    REQUIRE(f.status.samples.size() == collector_status::max_samples);
    CHECK(f.status.samples[1].time_ns - f.status.samples[0].time_ns == second_ns);
}

TEST_CASE("a clock that was set back spoils no rate for long", "[collector_status]") {
    fixture f;
    f.say(1000, 100);
    f.say(10, 200);
    CHECK(f.rate_at(10) == 0);
    f.say(12, 400);
    CHECK(f.rate_at(12) == Approx(100));
}

} // namespace
