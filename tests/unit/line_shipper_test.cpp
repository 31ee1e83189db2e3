#include <mailslog/line_shipper.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include "mailslot/process.h"
#include "tests/support/catch.h"
#include "tests/support/contains_text.h"
#include "tests/support/line_catcher.h"
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
    line.level = 2;
    line.time_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
    line.logger = "orders";
    line.text = text;
    shipper.ship(line);
}

TEST_CASE("lines arrive numbered from one, in order, with all their fields", "[line_shipper]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    mailslot_sink_config config = config_for(slot);
    config.process_name = "shop";
    line_shipper shipper{config};

    shipped_line line;
    line.level = 4;
    line.time_ns = 1'700'000'000'123'456'789;
    line.thread_id = 77;
    line.logger = "orders";
    line.source_file = "shop.cpp";
    line.source_line = 12;
    line.source_function = "sell";
    line.text = "first";
    shipper.ship(line);
    ship(shipper, "second");
    collector.catch_lines(2);

    const caught_line &first = collector.lines[0];
    CHECK(first.sequence == 1);
    CHECK(first.process_id == process_id());
    CHECK(first.process_name == "shop");
    CHECK(first.level == level::err);
    CHECK(first.time_ns == 1'700'000'000'123'456'789);
    CHECK(first.thread_id == 77);
    CHECK(first.logger == "orders");
    CHECK(first.source_file == "shop.cpp");
    CHECK(first.source_line == 12);
    CHECK(first.source_function == "sell");
    CHECK(first.text == "first");
    CHECK(collector.lines[1].sequence == 2);
    CHECK(collector.lines[1].text == "second");
    CHECK(collector.lines[1].stream_id == first.stream_id);
}

TEST_CASE("without a name of its own a process goes by its executable's", "[line_shipper]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    line_shipper shipper{config_for(slot)};
    ship(shipper, "text");
    collector.catch_lines(1);
    CHECK(collector.lines[0].process_name == "unit_tests");
}

TEST_CASE("lines logged before any collector wait for it", "[line_shipper]") {
    const unique_slot slot;
    line_shipper shipper{config_for(slot)};
    for (const char *text : {"one", "two", "three"}) {
        ship(shipper, text);
    }
    CHECK(shipper.stats().dropped == 0);
    CHECK(shipper.stats().waiting_bytes > 0);

    line_catcher collector{slot.name()};
    collector.look_until([&] {
        shipper.flush();
        return collector.lines.size() == 3;
    });
    CHECK(collector.texts() == std::vector<std::string>{"one", "two", "three"});
}

TEST_CASE("a line that is too long is cut and says how long it was", "[line_shipper]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    line_shipper shipper{config_for(slot)};
    const std::string text(1000, 'x');
    ship(shipper, text);
    collector.catch_lines(1);
    CHECK(collector.lines[0].full_bytes == 1000);
    CHECK(collector.lines[0].text == text.substr(0, collector.lines[0].text.size()));
    CHECK(collector.lines[0].text.size() > 300);
    CHECK(shipper.stats().truncated == 1);
}

TEST_CASE(
    "what finds no room is dropped and counted, and its number is used up", "[line_shipper]") {
    const unique_slot slot;
    mailslot_sink_config config = config_for(slot);
    config.lane_bytes = 4096;
    config.outbox_bytes = 4096;
    line_shipper shipper{config};
    for (int i = 0; i < 1000; ++i) {
        ship(shipper, "no collector yet");
    }
    const mailslot_sink_stats before = shipper.stats();
    CHECK(before.logged == 1000);
    CHECK(before.dropped > 900);
    CHECK(before.dropped < 1000);

    line_catcher collector{slot.name()};
    collector.look_until([&] {
        shipper.flush();
        return collector.lines.size() == 1000 - before.dropped;
    });
    ship(shipper, "after");
    collector.look_until([&] { return collector.lines.back().text == "after"; });
    CHECK(collector.lines.back().sequence == 1001);
    CHECK(shipper.stats().dropped == before.dropped);
}

TEST_CASE("overflow = wait waits its bound once and then drops at once", "[line_shipper]") {
    const unique_slot slot;
    mailslot_sink_config config = config_for(slot);
    config.lane_bytes = 4096;
    config.outbox_bytes = 4096;
    config.overflow = overflow_policy::wait;
    config.overflow_timeout = 200ms;
    line_shipper shipper{config};
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 1000; ++i) {
        ship(shipper, "no collector comes");
    }
    const auto took = std::chrono::steady_clock::now() - begin;
    CHECK(took >= 200ms);
    CHECK(took < 1000 * 200ms);
    CHECK(shipper.stats().dropped > 900);
}

TEST_CASE("a setting that can't be is refused by name", "[line_shipper]") {
    mailslot_sink_config config;
    std::string named;
    SECTION("slot") {
        config.slot = "logs";
        named = "logs";
    }
    SECTION("datagram_bytes below") {
        config.datagram_bytes = 127;
        named = "datagram_bytes is 127";
    }
    SECTION("datagram_bytes above") {
        config.datagram_bytes = 65'537;
        named = "datagram_bytes is 65537";
    }
    SECTION("lane_bytes below") {
        config.lane_bytes = 4095;
        named = "lane_bytes is 4095";
    }
    SECTION("lane_bytes above") {
        config.lane_bytes = std::size_t{64} * 1024 * 1024 + 1;
        named = "lane_bytes is 67108865";
    }
    SECTION("lane_bytes too small for the datagrams") {
        config.datagram_bytes = 1025;
        config.lane_bytes = 4096;
        named = "lane_bytes is 4096";
    }
    SECTION("outbox_bytes") {
        config.outbox_bytes = 1;
        named = "outbox_bytes is 1";
    }
    SECTION("overflow_timeout") {
        config.overflow_timeout = -1ms;
        named = "overflow_timeout is -1";
    }
    SECTION("close_timeout") {
        config.close_timeout = 60'001ms;
        named = "close_timeout is 60001";
    }
    CHECK_THROWS_WITH(line_shipper{config}, contains_text(named));
}

} // namespace
