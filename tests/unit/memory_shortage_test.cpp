// A sink whose process gets no more memory: no crash, no exception that spdlog does not expect, and
// every line is accounted for. Where operator new is not ours (sanitizers) these see plenty.
#include <mailslog/mailslot_sink.h>

#include <chrono>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <thread>

#include "tests/support/allocation_count.h"
#include "tests/support/catch.h"
#include "tests/support/line_catcher.h"
#include "tests/support/network_slot.h"
#include "tests/support/unique_slot.h"

namespace {

using namespace mailslog;
using mailslog::test::memory_shortage;
using namespace std::chrono_literals;

constexpr int most_allocations = 500; // that making a sink may take

mailslot_sink_config config_for(const unique_slot &slot) {
    mailslot_sink_config config;
    config.slot = slot.str();
    config.lane_bytes = std::size_t{4} * 1024;
    config.outbox_bytes = std::size_t{4} * 1024;
    config.close_timeout = 0ms;
    return config;
}

mailslot_sink_config remote_config(const network_slot &slot) {
    mailslot_sink_config config;
    config.slot = R"(\\COLLECTOR\mailslot\logs)";
    config.network = slot.route();
    config.process_name = "a name that no short string has room for";
    return config;
}

/// An application's own, which takes its memory by operator new; fmt may take it by malloc().
class copying_formatter final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg &msg, spdlog::memory_buf_t &to) override {
        const std::string copy(msg.payload.data(), msg.payload.size());
        to.append(copy.data(), copy.data() + copy.size());
    }
    std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<copying_formatter>();
    }
};

spdlog::details::log_msg message(spdlog::string_view_t text) {
    return {"shop", spdlog::level::info, text};
}

/// Makes a sink with so many allocations and logs a line; whether there was one.
bool log_with(int allocations, const mailslot_sink_config &config) {
    std::optional<mailslot_sink_mt> sink;
    const auto line = message("order accepted");
    bool is_made = true;
    try {
        const memory_shortage shortage{static_cast<std::uint64_t>(allocations)};
        sink.emplace(config);
        sink->log(line);
        sink->flush();
    } catch (const spdlog::spdlog_ex &) {
        is_made = false;
    } catch (const std::bad_alloc &) { // not even enough to say so
        is_made = false;
    }
    CHECK((!is_made || sink->stats().logged == 1));
    return is_made;
}

TEST_CASE("a sink that finds no memory is refused, or logs", "[memory_shortage]") {
    const unique_slot slot;
    const network_slot remote;
    const mailslot_sink_config config =
        GENERATE(true, false) ? config_for(slot) : remote_config(remote);
    int made = 0;
    for (int allocations = 0; allocations < most_allocations && made < 20; ++allocations) {
        made += log_with(allocations, config) ? 1 : 0;
    }
    CHECK(made == 20);
}

TEST_CASE("a sink logs without memory, and what it loses for it is counted", "[memory_shortage]") {
    const unique_slot slot;
    line_catcher collector{slot.name()};
    mailslot_sink_mt sink{config_for(slot)};
    const auto line = message("order accepted");
    {
        const memory_shortage shortage;
        for (int i = 0; i < 10; ++i) {
            sink.log(line);
        }
        sink.flush();
    }
    const std::uint64_t dropped = sink.stats().dropped;
    collector.catch_lines(10 - dropped);
    CHECK((dropped == 0 || sink.stats().by_datagram)); // a lane takes no memory
}

TEST_CASE("a slot that can't be opened for want of memory is found later", "[memory_shortage]") {
    const unique_slot slot;
    std::optional<mailslot_sink_mt> sink;
    int allocations = 0;
    const mailslot_sink_config config = config_for(slot);
    while (!sink && allocations < most_allocations) { // the fewest that are enough
        try {
            const memory_shortage shortage{static_cast<std::uint64_t>(allocations++)};
            sink.emplace(config);
        } catch (const std::exception &) {
            continue;
        }
    }
    REQUIRE(sink);
    constexpr std::uint64_t count = 200; // more than there is room for
    const auto line = message("order accepted, and a little more about it");
    {
        const memory_shortage shortage;
        for (std::uint64_t i = 0; i < count; ++i) {
            sink->log(line);
        }
    }
    const mailslot_sink_stats short_of_memory = sink->stats();
    CHECK(short_of_memory.logged == count);
    CHECK(short_of_memory.dropped > 0);
    CHECK(short_of_memory.dropped < count);
    line_catcher collector{slot.name()};
    collector.look_until([&] {
        sink->log(line);
        sink->flush();
        return !collector.lines.empty();
    });
    mailslot_sink_stats all;
    collector.look_until([&] {
        sink->flush();
        all = sink->stats();
        return collector.lines.size() + all.dropped >= all.logged;
    });
    CHECK(collector.lines.size() + all.dropped == all.logged);
}

TEST_CASE("a line that can't be formatted is counted, and spdlog told", "[memory_shortage]") {
    const unique_slot slot;
    mailslot_sink_config config = config_for(slot);
    config.enable_formatting = true;
    mailslot_sink_mt sink{config};
    sink.set_formatter(std::make_unique<copying_formatter>());
    const auto line = message("order accepted, and a little more about it");
    sink.log(line);
    bool was_told = false;
    try {
        const memory_shortage shortage;
        sink.log(line);
    } catch (const std::bad_alloc &) {
        was_told = true;
    }
    const bool is_short = test::counts_allocations();
    CHECK(was_told == is_short);
    CHECK(sink.stats().logged == 2);
    CHECK(sink.stats().dropped == (is_short ? 1 : 0));
}

TEST_CASE("a courier works without memory", "[memory_shortage]") {
    network_slot slot;
    mailslot_sink_mt sink{remote_config(slot)};
    const auto line = message("order accepted");
    {
        const memory_shortage shortage;
        sink.log(line);
        sink.flush();
        const auto deadline = std::chrono::steady_clock::now() + 10s;
        while (test::counts_allocations() && shortage.refused() == 0 &&
               std::chrono::steady_clock::now() < deadline) {
            std::this_thread::yield(); // until the courier has failed to open the slot
        }
    }
    sink.log(line);
    std::uint64_t heard = 0;
    while (heard < 2) {
        datagram opened;
        const std::string bytes = slot.read();
        REQUIRE(decode_datagram(bytes, opened) == datagram_error::none);
        line_record record;
        while (opened.kind == datagram_kind::records &&
               next_record(opened.records, opened.header.process_id, record)) {
            ++heard;
        }
    }
    CHECK(sink.stats().dropped == 0);
}

} // namespace
