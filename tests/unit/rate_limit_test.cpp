#include "collector/intake/rate_limit.h"

#include "mailslot/unix_time.h"
#include "tests/support/catch.h"

using namespace mailslog;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

const wall_time noon{hours{12 + 24 * 365}};
constexpr sender_key shop{sender_key::kind::stream, 7};

/// A limit and its senders, whose clocks go as the collector's unless told otherwise.
struct story {
    rate_limit limit{line_rate{3, seconds{10}}};
    wall_time now = noon;

    /// Whether the line is written.
    bool log(const sender_key &sender, std::int64_t time_ns) {
        const bool has_room = limit.has_room_for(sender, time_ns, now);
        if (has_room) {
            limit.enter(sender, time_ns, now);
        }
        return has_room;
    }
    bool log(const sender_key &sender = shop) { return log(sender, unix_time_ns(now)); }
    /// How many of so many lines are written.
    int log_many(int count, const sender_key &sender = shop) {
        int written = 0;
        for (; count > 0; --count) {
            written += log(sender) ? 1 : 0;
        }
        return written;
    }
};

} // namespace

TEST_CASE("without a limit every line has room", "[rate_limit]") {
    story story;
    story.limit = {};
    CHECK(story.log_many(100) == 100);
    CHECK_FALSE(story.limit.window_end(shop, noon));
}

TEST_CASE("a window has room for so many lines of a sender and no more", "[rate_limit]") {
    story story;
    CHECK(story.log_many(3) == 3);
    CHECK(story.log_many(5) == 0);
    CHECK(story.log_many(5, {sender_key::kind::stream, 8}) == 3);
    CHECK(story.log_many(5, {sender_key::kind::process, 7}) == 3);
}

TEST_CASE("a window begins with its first line and ends after its time", "[rate_limit]") {
    story story;
    story.log_many(4);
    CHECK(story.limit.window_end(shop, story.now) == noon + seconds{10});
    story.now = noon + seconds{10} - wall_time::duration{1};
    CHECK_FALSE(story.log());
    story.now = noon + seconds{10};
    CHECK_FALSE(story.limit.window_end(shop, story.now));
    CHECK(story.log_many(5) == 3);
}

TEST_CASE("lines that waited before they came were not too fast", "[rate_limit]") {
    story story;
    for (int i = 0; i < 100; ++i) { // one each four seconds, all read now
        INFO(i);
        CHECK(story.log(shop, unix_time_ns(noon - seconds{400 - 4 * i})));
    }
}

TEST_CASE("a sender's clock is believed within an hour before now", "[rate_limit]") {
    story story;
    CHECK(story.log(shop, 0)); // 1970
    CHECK(story.log(shop, unix_time_ns(noon - rate_limit::credible + seconds{9})));
    CHECK(story.log(shop, unix_time_ns(noon - hours{2})));
    CHECK_FALSE(story.log(shop, unix_time_ns(noon - rate_limit::credible + seconds{9})));
    CHECK(story.log(shop, unix_time_ns(noon + hours{2}))); // now at most
    story.log_many(2);
    CHECK_FALSE(story.log(shop, unix_time_ns(noon + hours{4})));
}

TEST_CASE("times that jump to and fro gain no more windows", "[rate_limit]") {
    story story;
    int written = 0;
    for (int i = 0; i < 100; ++i) {
        written += story.log(shop, unix_time_ns(noon - seconds{i % 2 == 0 ? 3000 : 0})) ? 1 : 0;
    }
    CHECK(written == 4); // one then, three now
}

TEST_CASE("a clock that was set back holds nobody's lines up", "[rate_limit]") {
    story story;
    story.log_many(4);
    story.now -= hours{24};
    CHECK(story.log_many(5) == 3);
    story.now += seconds{10};
    CHECK(story.log_many(5) == 3);
}

TEST_CASE("very many senders are forgotten, those of before first", "[rate_limit]") {
    story story;
    for (std::uint64_t i = 1; i <= rate_limit::max_senders - 1; ++i) {
        story.log({sender_key::kind::address, i});
    }
    story.now += seconds{10};
    story.log_many(4);
    CHECK(story.log({sender_key::kind::address, rate_limit::max_senders}));
    CHECK_FALSE(story.log()); // is remembered
    for (std::uint64_t i = 1; i <= rate_limit::max_senders; ++i) {
        story.log({sender_key::kind::process, i});
    }
    CHECK(story.log()); // is not
}

TEST_CASE("text is of its process, or of the address that it came from", "[rate_limit]") {
    incoming line;
    line.sender = {7, 1, 4711, "shop"};
    const auto is = [&line](sender_key::kind of, std::uint64_t number) {
        const sender_key key = sender_key::of_line(line);
        return key.of == of && key.number == number;
    };
    CHECK(is(sender_key::kind::stream, 7));
    line.has_number = false;
    CHECK(is(sender_key::kind::process, 4711));
    line.origin = {"HOST", "10.0.0.7"};
    CHECK(is(sender_key::kind::address, 0x0A000007));
}
