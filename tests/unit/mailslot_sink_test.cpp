#include <mailslog/mailslot_sink.h>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <spdlog/async.h>
#include <spdlog/spdlog.h>

#include "tests/support/catch.h"
#include "tests/support/line_catcher.h"
#include "tests/support/unique_slot.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

/// A logger with a sink of its own, gone from spdlog's registry with the case.
template <typename Sink>
struct own_logger {
    std::shared_ptr<Sink> sink;
    spdlog::logger log;

    explicit own_logger(const mailslot_sink_config &config)
        : sink{std::make_shared<Sink>(config)}, log{"orders", sink} {}
};

mailslot_sink_config config_for(const unique_slot &slot) {
    mailslot_sink_config config;
    config.slot = slot.str();
    return config;
}

TEST_CASE("what spdlog knows of a message arrives with it", "[mailslot_sink]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    own_logger<mailslot_sink_mt> orders{config_for(slot)};
    const auto before = std::chrono::system_clock::now().time_since_epoch();
    orders.log.log(
        spdlog::source_loc{"shop.cpp", 12, "sell"}, spdlog::level::warn, "order {} late", 42);
    collector.catch_lines(1);

    const caught_line &line = collector.lines[0];
    CHECK(line.text == "order 42 late");
    CHECK(line.level == level::warn);
    CHECK(line.logger == "orders");
    CHECK(line.source_file == "shop.cpp");
    CHECK(line.source_line == 12);
    CHECK(line.source_function == "sell");
    CHECK(line.thread_id == spdlog::details::os::thread_id());
    CHECK(line.time_ns >= std::chrono::nanoseconds{before}.count());
}

TEST_CASE("every level keeps its name", "[mailslot_sink]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    own_logger<mailslot_sink_st> orders{config_for(slot)};
    orders.log.set_level(spdlog::level::trace);
    for (int i = 0; i <= static_cast<int>(spdlog::level::critical); ++i) {
        orders.log.log(static_cast<spdlog::level::level_enum>(i), "text");
    }
    collector.catch_lines(6);
    for (int i = 0; i < 6; ++i) {
        CHECK(static_cast<int>(collector.lines[static_cast<std::size_t>(i)].level) == i);
    }
}

TEST_CASE(
    "enable_formatting ships the sink's own pattern, without its line end", "[mailslot_sink]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    mailslot_sink_config config = config_for(slot);
    config.enable_formatting = true;
    own_logger<mailslot_sink_mt> orders{config};
    orders.log.set_pattern("<%n> %v");
    orders.log.info("text");
    collector.catch_lines(1);
    CHECK(collector.lines[0].text == "<orders> text");
}

TEST_CASE("a bad slot name throws spdlog's exception and says what is wrong", "[mailslot_sink]") {
    mailslot_sink_config config;
    config.slot = "logs";
    CHECK_THROWS_AS(mailslot_sink_mt{config}, spdlog::spdlog_ex);
    CHECK_THROWS_WITH(mailslot_sink_mt{config}, Catch::Matchers::StartsWith("mailslot_sink: "));
}

TEST_CASE(
    "the factories make registered loggers, from a slot or from a config", "[mailslot_sink]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    mailslot_logger_mt("by-slot", slot.str())->info("one");
    mailslot_logger_st("by-config", config_for(slot))->info("two");
    CHECK(spdlog::get("by-slot") != nullptr);
    CHECK(spdlog::get("by-config") != nullptr);
    collector.catch_lines(2);
    spdlog::drop("by-slot");
    spdlog::drop("by-config");
}

TEST_CASE(
    "spdlog's async factory works, and its shutdown hands everything over", "[mailslot_sink]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    {
        auto log = mailslot_logger_mt<spdlog::async_factory>("async", slot.str());
        for (int i = 0; i < 200; ++i) { // what Wine's slots hold unread
            log->info("line {}", i);
        }
    }
    spdlog::shutdown();
    collector.catch_lines(200);
    CHECK(collector.lines.back().text == "line 199");
    CHECK(collector.lines.back().thread_id == spdlog::details::os::thread_id());
}

TEST_CASE("eight threads share one sink, and no line is lost or torn", "[mailslot_sink]") {
    constexpr int threads = 8;
    constexpr int lines = 2000;
    const unique_slot slot;
    line_catcher collector{slot.name()};
    mailslot_sink_config config = config_for(slot);
    config.overflow = overflow_policy::wait;
    config.overflow_timeout = 30s;
    own_logger<mailslot_sink_mt> orders{config};
    std::vector<std::thread> writers;
    for (int t = 0; t < threads; ++t) {
        writers.emplace_back([&, t] {
            for (int i = 0; i < lines; ++i) {
                orders.log.info("{} {}", t, i);
            }
        });
    }
    collector.catch_lines(std::size_t{threads} * lines);
    for (std::thread &writer : writers) {
        writer.join();
    }
    const std::vector<std::string> texts = collector.texts();
    CHECK(std::set<std::string>(texts.begin(), texts.end()).size() == std::size_t{threads} * lines);
    CHECK(orders.sink->stats().dropped == 0);
    for (std::size_t i = 0; i < collector.lines.size(); ++i) {
        REQUIRE(collector.lines[i].sequence == i + 1);
    }
}

TEST_CASE("two sinks on one slot are two streams", "[mailslot_sink]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    own_logger<mailslot_sink_mt> first{config_for(slot)};
    own_logger<mailslot_sink_mt> second{config_for(slot)};
    first.log.info("one");
    second.log.info("two");
    collector.catch_lines(2);
    CHECK(collector.lines[0].stream_id != collector.lines[1].stream_id);
    CHECK(collector.lines[0].sequence == 1);
    CHECK(collector.lines[1].sequence == 1);
}

} // namespace
