// An application may cancel a thread that logs: the line under way is finished first.
#include <mailslog/mailslot_sink.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include <spdlog/logger.h>

#include "mailslot/datagram.h"
#include "tests/support/cancelled_thread_posix.h"
#include "tests/support/catch.h"
#include "tests/support/line_catcher.h"
#include "tests/support/network_slot.h"
#include "tests/support/unique_slot.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

struct local_log {
    unique_slot slot;
    std::shared_ptr<mailslot_sink_mt> sink = std::make_shared<mailslot_sink_mt>(config());
    spdlog::logger log{"log", sink};

    mailslot_sink_config config() const {
        mailslot_sink_config config;
        config.slot = slot.str();
        config.lane_bytes = min_lane_bytes;
        config.overflow = overflow_policy::wait;
        config.overflow_timeout = 10ms;
        return config;
    }
};

TEST_CASE("a thread is not cancelled while it waits for room in a lane", "[cancellation]") {
    local_log local;
    const auto fill = [&] {
        while (local.sink->stats().dropped == 0) {
            local.log.info("line");
        }
    };
    CHECK(ends_before_cancellation(fill));
    CHECK(local.sink->stats().dropped == 1);
}

TEST_CASE("a thread is not cancelled while it tells a collector of its lane", "[cancellation]") {
    local_log local;
    local.log.info("line");
    line_catcher collector{local.slot.name()};
    SECTION("in a flush") {
        std::this_thread::sleep_for(100ms); // when one is due
        CHECK(ends_before_cancellation([&] { local.log.flush(); }));
    }
    SECTION("when it ends the sink") {
        CHECK(ends_before_cancellation([&] {
            local.log.sinks().clear();
            local.sink.reset();
        }));
    }
    collector.catch_lines(1);
}

TEST_CASE("a thread is not cancelled while it makes or ends a sink", "[cancellation]") {
    const unique_slot slot;
    const line_catcher collector{slot.name()};
    mailslot_sink_config config;
    config.slot = slot.str();
    CHECK(ends_before_cancellation([&] { const mailslot_sink_mt sink{config}; }));
}

TEST_CASE("a thread is not cancelled while it waits for room in an outbox", "[cancellation]") {
    mailslot_sink_config config;
    config.slot = R"(\\NÖBODY\mailslot\logs)"; // no NetBIOS name: nothing is looked up
    config.network = network_slot{}.route();
    config.outbox_bytes = min_lane_bytes;
    config.overflow = overflow_policy::wait;
    config.overflow_timeout = 10ms;
    config.close_timeout = 10ms;
    auto sink = std::make_shared<mailslot_sink_mt>(config);
    spdlog::logger log{"log", sink};
    const auto fill = [&] {
        while (sink->stats().dropped == 0) {
            log.info("line");
        }
        log.sinks().clear();
        sink.reset();
    };
    CHECK(ends_before_cancellation(fill));
}

} // namespace
