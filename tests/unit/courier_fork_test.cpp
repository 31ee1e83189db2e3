#include <mailslog/mailslot_sink.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "mailslot/datagram.h"
#include "tests/support/catch.h"
#include "tests/support/child_posix.h"
#include "tests/support/network_slot.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

TEST_CASE("a child of a process that logs to another machine is a stream, too", "[courier_fork]") {
    network_slot slot;
    mailslot_sink_config config;
    config.slot = R"(\\COLLECTOR\mailslot\logs)";
    config.network = slot.route();
    config.close_timeout = 10s;
    auto sink = std::make_unique<mailslot_sink_mt>(config);
    const auto log_one = [&sink](const std::string &text) {
        sink->log({spdlog::string_view_t{"log"}, spdlog::level::info, text});
    };
    std::vector<std::string> lines;
    std::set<std::uint64_t> streams;
    std::size_t goodbyes = 0;
    const auto read_one = [&] {
        const std::string bytes = slot.read();
        datagram opened;
        REQUIRE(decode_datagram(bytes, opened) == datagram_error::none);
        goodbyes += opened.kind == datagram_kind::goodbye ? 1 : 0;
        streams.insert(opened.header.stream_id);
        line_record record;
        while (opened.kind == datagram_kind::records &&
               next_record(opened.records, opened.header.process_id, record)) {
            lines.emplace_back(record.line);
        }
    };
    log_one("parent");
    read_one(); // AddressSanitizer's allocator does not outlive a fork() while a thread starts
    CHECK(ended_well(in_child([&] {
        log_one("child");
        sink.reset(); // says goodbye, and must not wait for the parent's thread
    })));
    sink.reset();
    while (goodbyes < 2 || lines.size() < 2) {
        read_one();
    }
    std::sort(lines.begin(), lines.end());
    CHECK(lines == std::vector<std::string>{"child", "parent"});
    CHECK(streams.size() == 2);
}

} // namespace
