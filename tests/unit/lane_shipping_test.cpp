// What only a lane can do: keep lines for a collector that comes, or comes back.
#include <mailslog/line_shipper.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <mailslog/mailslot_sink.h>
#include <mailslog/slot_reader.h>
#include <mailslog/slot_writer.h>
#include <spdlog/logger.h>

#include "mailslot/lane.h"
#include "mailslot/unix_time.h"
#include "tests/support/allocation_count.h"
#include "tests/support/catch.h"
#include "tests/support/child_posix.h"
#include "tests/support/line_catcher.h"
#include "tests/support/raw_socket_posix.h"
#include "tests/support/refused_call_posix.h"
#include "tests/support/reopened_descriptors_posix.h"
#include "tests/support/unique_slot.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

mailslot_sink_config config_for(const unique_slot &slot) {
    mailslot_sink_config config;
    config.slot = slot.str();
    return config;
}

void ship(line_shipper &shipper, const std::string &text) {
    shipped_line line;
    line.time_ns = unix_time_ns();
    line.text = text;
    shipper.ship(line);
}

/// How often a lane may have been offered by a sender that began then: at once, and every second.
std::uint64_t most_offers_since(std::chrono::steady_clock::time_point begun) {
    const auto since = std::chrono::steady_clock::now() - begun;
    return 1 + static_cast<std::uint64_t>(since / 1s);
}

/// Whether a child that may do no more than `restrict` leaves it still logs, by datagram.
template <typename Restrict>
bool logs_by_datagram(Restrict restrict) {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    const pid_t child = in_child([&] {
        if (!restrict()) {
            ::_exit(2);
        }
        line_shipper shipper{config_for(slot)};
        ship(shipper, "text");
        ::_exit(shipper.stats().by_datagram && shipper.stats().dropped == 0 ? 0 : 1);
    });
    if (!ended_well(child)) {
        return false;
    }
    collector.catch_lines(1);
    return !collector.lines[0].by_lane;
}

TEST_CASE("lines go through the lane, and stats() says so", "[lane_shipping]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    const auto begun = std::chrono::steady_clock::now();
    line_shipper shipper{config_for(slot)};
    ship(shipper, "text");
    collector.catch_lines(1);
    CHECK(collector.lines[0].by_lane);
    CHECK_FALSE(shipper.stats().by_datagram);
    CHECK(shipper.stats().offers >= 1);
    CHECK(shipper.stats().offers <= most_offers_since(begun));
    CHECK(shipper.stats().waiting_bytes == 0);
}

TEST_CASE("a writer that is gone leaves its lines and its counters", "[lane_shipping]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    {
        line_shipper shipper{config_for(slot)};
        for (int i = 0; i < 200; ++i) {
            ship(shipper, std::to_string(i));
        }
    }
    collector.catch_lines(200);
    CHECK(collector.lines.back().text == "199");
    CHECK(collector.counters().logged == 200);
}

TEST_CASE("what a collector read and did not consume comes to the next one", "[lane_shipping]") {
    const unique_slot slot;
    line_shipper shipper{config_for(slot)};
    {
        line_catcher killed{slot.name()};
        killed.consumes = false;
        shipper.flush();
        ship(shipper, "before");
        killed.look_until([&] {
            shipper.flush();
            return killed.lines.size() == 1;
        });
    }
    ship(shipper, "between");
    line_catcher successor{slot.name()};
    successor.look_until([&] {
        shipper.flush();
        return successor.lines.size() == 2;
    });
    CHECK(successor.texts() == std::vector<std::string>{"before", "between"});
}

TEST_CASE(
    "a collector that has the lane gets it offered once a second, not once a line",
    "[lane_shipping]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    const auto begun = std::chrono::steady_clock::now();
    line_shipper shipper{config_for(slot)};
    shipped_line line;
    for (int i = 0; i < 50'000; ++i) {
        line.time_ns += std::chrono::nanoseconds{1min}.count(); // times that a replayed log has
        shipper.ship(line);
    }
    CHECK(shipper.stats().offers <= most_offers_since(begun));
}

TEST_CASE("overflow = wait loses nothing to a slow collector", "[lane_shipping]") {
    const unique_slot slot;
    mailslot_sink_config config = config_for(slot);
    config.lane_bytes = 4096;
    config.overflow = overflow_policy::wait;
    config.overflow_timeout = 30s;
    line_catcher collector{slot.name()};
    line_shipper shipper{config};
    std::thread writer{[&] {
        for (int i = 0; i < 2000; ++i) {
            ship(shipper, std::to_string(i));
        }
    }};
    collector.catch_lines(2000);
    writer.join();
    CHECK(shipper.stats().dropped == 0);
    CHECK(collector.lines.back().text == "1999");
}

TEST_CASE(
    "100,000 lines take nothing from the heap, with and without a collector", "[lane_shipping]") {
    if (!test::counts_allocations()) {
        return;
    }
    const unique_slot slot;
    auto sink = std::make_shared<mailslot_sink_mt>(config_for(slot));
    spdlog::logger log{"orders", sink};
    const auto allocations_of = [&log] {
        const test::allocation_count count;
        for (int i = 0; i < 50'000; ++i) {
            log.info("order {} accepted", i);
        }
        return count.so_far();
    };
    CHECK(allocations_of() == 0);
    line_catcher collector{slot.name()};
    collector.look_until([&] {
        sink->flush();
        return collector.offers > 0;
    });
    CHECK(allocations_of() == 0);
    CHECK(sink->stats().logged == 100'000);
}

/// Takes every descriptor that the process may still open but `left`.
class full_descriptor_table {
public:
    explicit full_descriptor_table(int left = 0) {
        wait_for_closers(); // what they close would be free then
        ::getrlimit(RLIMIT_NOFILE, &old_);
        rlimit low = old_;
        low.rlim_cur = 256;
        ::setrlimit(RLIMIT_NOFILE, &low);
        for (int fd = ::open("/dev/null", O_RDONLY); fd >= 0; fd = ::open("/dev/null", O_RDONLY)) {
            taken_.push_back(fd);
        }
        for (; left > 0; --left) {
            ::close(taken_.back());
            taken_.pop_back();
        }
    }
    ~full_descriptor_table() {
        for (const int fd : taken_) {
            ::close(fd);
        }
        ::setrlimit(RLIMIT_NOFILE, &old_);
    }
    full_descriptor_table(const full_descriptor_table &) = delete;
    full_descriptor_table &operator=(const full_descriptor_table &) = delete;

private:
    rlimit old_{};
    std::vector<int> taken_;
};

TEST_CASE(
    "a sender with too few descriptors keeps its lines until there is room for a lane",
    "[lane_shipping]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    std::unique_ptr<line_shipper> shipper;
    {
        const full_descriptor_table full{GENERATE(0, 1, 2, 3)};
        shipper = std::make_unique<line_shipper>(config_for(slot));
        ship(*shipper, "first");
        ship(*shipper, "second");
        shipper->flush();
        CHECK(shipper->stats().by_datagram);
    }
    collector.look_until([&] {
        ship(*shipper, "later");
        return collector.lines.size() > 2;
    });
    CHECK(collector.lines[0].text == "first");
    CHECK(collector.lines[0].sequence == 1);
    CHECK(collector.lines[1].text == "second");
    CHECK(shipper->stats().dropped == 0);
    CHECK_FALSE(shipper->stats().by_datagram);
}

TEST_CASE("a flush moves what waited for descriptors into a lane", "[lane_shipping]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    std::unique_ptr<line_shipper> shipper;
    {
        const full_descriptor_table full{1};
        shipper = std::make_unique<line_shipper>(config_for(slot));
        ship(*shipper, "only");
    }
    collector.look_until([&] {
        shipper->flush();
        return collector.lines.size() == 1;
    });
    CHECK(collector.lines[0].by_lane);
}

TEST_CASE(
    "a sender that ends without a lane hands over what its outbox holds, and its last number",
    "[lane_shipping]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    mailslot_sink_config config = config_for(slot);
    config.outbox_bytes = 4096;
    config.close_timeout = 30s;
    std::uint64_t kept = 0;
    std::thread sender;
    {
        const full_descriptor_table full{1};
        auto shipper = std::make_unique<line_shipper>(config);
        for (int i = 1; i <= 1000; ++i) {
            ship(*shipper, std::to_string(i));
        }
        CHECK(shipper->stats().waiting_bytes <= config.outbox_bytes);
        kept = 1000 - shipper->stats().dropped;
        sender = std::thread{[&] { shipper.reset(); }};
        collector.look_until([&] { return !collector.goodbyes.empty(); });
        sender.join();
    }
    REQUIRE(collector.lines.size() == kept);
    CHECK(kept > 10);
    CHECK(kept < 1000);
    CHECK(collector.lines.back().text == "1000");
    CHECK(collector.goodbyes.back() == 1000);
}

TEST_CASE("lines that were dropped before there was a lane show on its page", "[lane_shipping]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    {
        std::unique_ptr<line_shipper> shipper;
        {
            const full_descriptor_table full;
            shipper = std::make_unique<line_shipper>(config_for(slot));
            shipper->drop();
            shipper->drop();
        }
        shipper.reset();
    }
    collector.look_until([&] { return collector.lane_count() == 1; });
    CHECK(collector.counters().logged == 2);
    CHECK(collector.counters().dropped == 2);
}

TEST_CASE("overflow = wait waits for a lane when the outbox is full", "[lane_shipping]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    mailslot_sink_config config = config_for(slot);
    config.outbox_bytes = 4096;
    config.overflow = overflow_policy::wait;
    config.overflow_timeout = 30s;
    auto full = std::make_unique<full_descriptor_table>(1);
    line_shipper shipper{config};
    std::thread writer{[&] {
        for (int i = 1; i <= 1000; ++i) {
            ship(shipper, std::to_string(i));
        }
    }};
    std::this_thread::sleep_for(50ms);
    full.reset();
    writer.join();
    CHECK(shipper.stats().dropped == 0);
    collector.catch_lines(1000);
    CHECK(collector.lines.back().sequence == 1000);
}

TEST_CASE("a limit on the size of files ends no application", "[lane_shipping]") {
    for (const rlim_t most_bytes : {rlim_t{0}, rlim_t{1} << 20}) {
        CAPTURE(most_bytes);
        CHECK(logs_by_datagram([most_bytes] {
            const rlimit limit{most_bytes, most_bytes};
            return ::setrlimit(RLIMIT_FSIZE, &limit) == 0;
        }));
    }
}

TEST_CASE("where shared memory may not be taken lines go by datagram", "[lane_shipping]") {
    const int call = GENERATE(SYS_memfd_create, SYS_ftruncate, SYS_fallocate, SYS_pipe2);
    CAPTURE(call);
    CHECK(logs_by_datagram([call] { return refuse_call(static_cast<unsigned>(call), EPERM); }));
}

TEST_CASE("where none is left lines wait, and go by datagram in the end", "[lane_shipping]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    const pid_t child = in_child([&] {
        if (!refuse_call(SYS_fallocate, ENOSPC)) {
            ::_exit(2);
        }
        std::optional<line_shipper> shipper{config_for(slot)};
        ship(*shipper, "text");
        const bool waits = shipper->stats().waiting_bytes != 0 && shipper->stats().dropped == 0;
        shipper.reset();
        ::_exit(waits ? 0 : 1);
    });
    REQUIRE(ended_well(child));
    collector.catch_lines(1);
    CHECK_FALSE(collector.lines[0].by_lane);
}

TEST_CASE("who has read how much was logged finds all of it in the lane", "[lane_shipping]") {
    const unique_slot slot;
    slot_reader owner;
    REQUIRE_FALSE(owner.create(slot.name()));
    mailslot_sink_config config = config_for(slot);
    config.overflow = overflow_policy::wait;
    config.overflow_timeout = 30s;
    line_shipper shipper{config};
    message_batch offers;
    REQUIRE_FALSE(owner.receive(offers, 30s));
    lane_reader lane;
    REQUIRE_FALSE(lane.map(std::move(offers.messages.at(0).handles)));

    constexpr std::uint64_t count = 400'000;
    std::thread writer{[&] {
        for (std::uint64_t i = 0; i < count; ++i) {
            ship(shipper, "line");
        }
    }};
    std::uint64_t taken = 0;
    std::size_t looks_in_vain = 0;
    for (ring_batch batch; taken < count;) {
        const std::uint64_t logged = lane.counters().logged;
        lane.read(std::size_t{64} * 1024, batch);
        taken += batch.frames.size();
        looks_in_vain += taken < logged && !lane.has_more() ? 1 : 0;
        lane.consume(taken);
    }
    writer.join();
    CHECK(looks_in_vain == 0);
}

TEST_CASE("a lane counts no line that still waits for room in it", "[lane_shipping]") {
    const unique_slot slot;
    slot_reader owner;
    REQUIRE_FALSE(owner.create(slot.name()));
    mailslot_sink_config config = config_for(slot);
    config.lane_bytes = 4096;
    config.outbox_bytes = 8192;
    config.overflow = overflow_policy::wait;
    config.overflow_timeout = 30s;
    std::unique_ptr<line_shipper> shipper;
    const std::string line(config.datagram_bytes, 'x');
    std::uint64_t logged = 0;
    {
        const full_descriptor_table full;
        shipper = std::make_unique<line_shipper>(config);
        for (; shipper->stats().waiting_bytes < 8000; ++logged) {
            ship(*shipper, line);
        }
    }
    // The outbox has no room for it, and the lane that is opened none for all that the outbox held.
    std::atomic<bool> is_shipped = false;
    std::thread writer{[&] {
        ship(*shipper, line);
        is_shipped = true;
    }};
    message_batch offers;
    REQUIRE_FALSE(owner.receive(offers, 30s));
    lane_reader lane;
    REQUIRE_FALSE(lane.map(std::move(offers.messages.at(0).handles)));
    CHECK(lane.counters().logged == logged);
    std::uint64_t taken = 0;
    for (ring_batch batch; !is_shipped || lane.has_more();) {
        REQUIRE(lane.read(std::size_t{64} * 1024, batch));
        taken += batch.frames.size();
        lane.consume(taken);
    }
    writer.join();
    CHECK(lane.counters().logged == logged + 1);
    CHECK(taken == logged + 1);
    CHECK(shipper->stats().dropped == 0);
}

TEST_CASE("no flush and no end waits for room in a lane that comes late", "[lane_shipping]") {
    const unique_slot slot;
    mailslot_sink_config config = config_for(slot);
    config.lane_bytes = 4096;
    config.outbox_bytes = 8192;
    config.overflow = overflow_policy::wait;
    config.overflow_timeout = 60s;
    config.close_timeout = 0s;
    const bool is_flushed = GENERATE(false, true);
    CHECK(ended_well(in_child([&] { // which ends in half that time
        std::unique_ptr<line_shipper> shipper;
        {
            const full_descriptor_table full;
            shipper = std::make_unique<line_shipper>(config);
            while (shipper->stats().waiting_bytes < 8000) {
                ship(*shipper, std::string(config.datagram_bytes, 'x'));
            }
        }
        while (is_flushed && shipper->stats().by_datagram) {
            std::this_thread::sleep_for(10ms);
            shipper->flush();
        }
        shipper.reset();
    })));
}

TEST_CASE("a last offer waits for room at a collector that came new", "[lane_shipping]") {
    const unique_slot slot;
    mailslot_sink_config config = config_for(slot);
    config.close_timeout = 30s;
    auto shipper = std::make_unique<line_shipper>(config);
    {
        line_catcher first{slot.name()};
        ship(*shipper, "first");
        first.look_until([&] {
            shipper->flush();
            return !first.lines.empty();
        });
    }
    line_catcher collector{slot.name()};
    slot_writer stranger;
    REQUIRE_FALSE(stranger.open(slot.name()));
    while (!stranger.write("a text", 6)) {
    }
    ship(*shipper, "last");
    std::thread sender{[&] { shipper.reset(); }};
    std::this_thread::sleep_for(50ms); // so that it finds the socket full
    const auto bound = std::chrono::steady_clock::now() + 30s;
    while (collector.lane_count() == 0 && std::chrono::steady_clock::now() < bound) {
        collector.look();
    }
    sender.join();
    REQUIRE(collector.lane_count() == 1);
    collector.look_until([&] { return collector.lines.back().text == "last"; });
}

TEST_CASE("a lane that nobody can get any more is told of in the end", "[lane_shipping]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    CHECK(ended_well(in_child([&] {
        std::optional<line_shipper> shipper{config_for(slot)};
        ship(*shipper, "first");
        const reopened_descriptors theirs{"/dev/null"};
        const rlimit no_file{0, 0};
        if (::setrlimit(RLIMIT_FSIZE, &no_file) != 0) {
            ::_exit(2);
        }
        ship(*shipper, "second");
        shipper.reset();
        ::_exit(theirs.are_untouched() ? 0 : 1);
    })));
    collector.look_until([&] { return !collector.goodbyes.empty(); });
    CHECK(collector.goodbyes == std::vector<std::uint64_t>{2});
}

} // namespace
