#include "sink/src/courier.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <mailslog/line_shipper.h>
#include <mailslog/mailslot_sink_config.h>

#include "tests/support/catch.h"
#include "tests/support/key_folder.h"
#include "tests/support/network_slot.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

mailslot_sink_config config_for(const network_slot &slot) {
    mailslot_sink_config config;
    config.slot = R"(\\COLLECTOR\mailslot\logs)";
    config.network = slot.route();
    config.process_name = "shop";
    config.close_timeout = 10s;
    return config;
}

void ship(line_shipper &shipper, const std::string &text) {
    shipped_line line;
    line.level = 2;
    line.text = text;
    shipper.ship(line);
}

/// Those of this process, where the system tells; else 0.
std::size_t count_threads() {
    std::error_code ignored;
    const std::filesystem::directory_iterator threads{"/proc/self/task", ignored};
    return static_cast<std::size_t>(std::distance(begin(threads), end(threads)));
}

struct heard {
    std::vector<std::string> lines;
    std::vector<std::uint64_t> numbers;
};

/// Everything up to the goodbye that says this last number.
heard hear(network_slot &slot, std::uint64_t last_number) {
    heard all;
    datagram opened;
    while (opened.kind != datagram_kind::goodbye || opened.header.sequence != last_number) {
        const std::string bytes = slot.read();
        REQUIRE(decode_datagram(bytes, opened) == datagram_error::none);
        std::uint64_t number = opened.header.sequence;
        line_record record;
        while (opened.kind == datagram_kind::records &&
               next_record(opened.records, opened.header.process_id, record)) {
            all.lines.emplace_back(record.line);
            all.numbers.push_back(number++);
        }
    }
    return all;
}

TEST_CASE("lines to another computer arrive numbered, and the end is said", "[courier]") {
    network_slot slot;
    {
        line_shipper shipper{config_for(slot)};
        ship(shipper, "first");
        ship(shipper, "second");
        CHECK(shipper.stats().by_datagram);
    }
    const heard all = hear(slot, 2);
    CHECK(all.lines == std::vector<std::string>{"first", "second"});
    CHECK(all.numbers == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("many lines arrive once each, in their order", "[courier]") {
    network_slot slot;
    constexpr std::uint64_t count = 100; // in a datagram each they have room in the slot's socket
    std::vector<std::uint64_t> numbers;
    {
        line_shipper shipper{config_for(slot)};
        for (std::uint64_t number = 1; number <= count; ++number) {
            ship(shipper, "a short line");
            numbers.push_back(number);
        }
        CHECK(shipper.stats().dropped == 0);
    }
    CHECK(hear(slot, count).numbers == numbers);
}

TEST_CASE("a computer that is nowhere to be found costs the caller nothing", "[courier]") {
    mailslot_sink_config config;
    config.slot = R"(\\no-such-host-x9\mailslot\logs)";
    config.network.port = 20138;
    config.outbox_bytes = 4096;
    config.close_timeout = 0ms;
    mailslot_sink_stats stats;
    const std::size_t threads = count_threads();
    {
        line_shipper shipper{config};
        for (int i = 0; i < 1000; ++i) {
            ship(shipper, "a line for nobody");
        }
        stats = shipper.stats();
    }
    // A courier that still looks for the computer takes descriptors that other cases count.
    const auto bound = std::chrono::steady_clock::now() + 60s;
    while (count_threads() > threads && std::chrono::steady_clock::now() < bound) {
        std::this_thread::sleep_for(1ms);
    }
    CHECK(stats.logged == 1000);
    CHECK(stats.dropped > 900);
    CHECK(stats.waiting_bytes <= 4096);
}

TEST_CASE(
    "the files that a sink's settings name are needed when it is made, not later", "[courier]") {
    const key_folder key;
    const std::string lmhosts = key.path() + ".lmhosts";
    std::ofstream{lmhosts} << "127.0.0.1 COLLECTOR\n";
    listen_options options = network_slot::default_options();
    options.network.key_file = key.path();
    network_slot slot{options};

    mailslot_sink_config config = config_for(slot);
    config.network.addresses.clear();
    config.network.port = slot.port();
    config.network.lmhosts_file = lmhosts;
    config.network.key_file = key.path();
    {
        line_shipper shipper{config};
        std::filesystem::remove(config.network.key_file);
        std::filesystem::remove(lmhosts);
        ship(shipper, "sealed");
    }
    CHECK(hear(slot, 1).lines == std::vector<std::string>{"sealed"});
    CHECK(slot.refused().empty());
}

TEST_CASE("remote settings that can't be are refused with their name", "[courier]") {
    const auto refusal = [](const mailslot_sink_config &config) -> std::string {
        try {
            const line_shipper refused{config};
        } catch (const std::invalid_argument &why) {
            return why.what();
        }
        return "taken";
    };
    mailslot_sink_config config;
    config.slot = R"(\\*\mailslot\logs)";
    config.network.addresses = {"COLLECTOR=300.1.1.1"};
    CHECK(refusal(config).find("network.addresses") == 0);
    CHECK(refusal(config).find("300.1.1.1") != std::string::npos);
    config.network.addresses.clear();
    config.network.key_file = "no/such/key";
    CHECK(refusal(config).find("no/such/key") != std::string::npos);
}

} // namespace
