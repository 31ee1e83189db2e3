// What a process may do to itself while it logs to another machine.
#include <mailslog/mailslot_sink.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <mailslog/slot_writer.h>

#include "mailslot/datagram.h"
#include "mailslot/descriptor_posix.h"
#include "tests/support/catch.h"
#include "tests/support/child_posix.h"
#include "tests/support/key_folder.h"
#include "tests/support/network_slot.h"
#include "tests/support/reopened_descriptors_posix.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

mailslot_sink_config config_for(const network_slot &slot) {
    mailslot_sink_config config;
    config.slot = R"(\\COLLECTOR\mailslot\logs)";
    config.network = slot.route();
    config.close_timeout = 10s;
    return config;
}

void log_one(mailslot_sink_mt &sink, const std::string &text) {
    sink.log({spdlog::string_view_t{"log"}, spdlog::level::info, text});
}

/// What has come to a slot.
struct post {
    std::vector<std::string> lines;
    std::set<std::uint64_t> streams;
    std::size_t goodbyes = 0;

    void read_one(network_slot &slot) {
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
    }
};

TEST_CASE("a child of a process that logs to another machine is a stream, too", "[courier_fork]") {
    network_slot slot;
    auto sink = std::make_unique<mailslot_sink_mt>(config_for(slot));
    post come;
    log_one(*sink, "parent");
    come.read_one(slot); // AddressSanitizer's allocator outlives no fork() while a thread starts
    CHECK(ended_well(in_child([&] {
        log_one(*sink, "child");
        sink.reset(); // says goodbye, and must not wait for the parent's thread
    })));
    sink.reset();
    while (come.goodbyes < 2 || come.lines.size() < 2) {
        come.read_one(slot);
    }
    std::sort(come.lines.begin(), come.lines.end());
    CHECK(come.lines == std::vector<std::string>{"child", "parent"});
    CHECK(come.streams.size() == 2);
}

TEST_CASE("a child needs none of the files that its parent was set up with", "[courier_fork]") {
    const key_folder key;
    listen_options options = network_slot::default_options();
    options.network.key_file = key.path();
    network_slot slot{options};
    mailslot_sink_config config = config_for(slot);
    config.network.key_file = key.path();
    post come;
    auto sink = std::make_unique<mailslot_sink_mt>(config);
    log_one(*sink, "parent");
    come.read_one(slot);
    std::filesystem::remove(key.path());
    CHECK(ended_well(in_child([&] {
        log_one(*sink, "child");
        sink.reset();
    })));
    while (come.lines.size() < 2) {
        come.read_one(slot);
    }
    CHECK(come.lines == std::vector<std::string>{"parent", "child"});
    CHECK(slot.refused().empty());
}

TEST_CASE("what a child writes is no copy of what its parent writes", "[courier_fork]") {
    network_slot slot;
    slot_writer writer;
    REQUIRE_FALSE(writer.open(*slot_name::parse(R"(\\COLLECTOR\mailslot\logs)"), slot.route()));
    REQUIRE_FALSE(writer.write("begin", 5));
    CHECK(ended_well(in_child([&] { (void)writer.write("ready", 5); })));
    REQUIRE_FALSE(writer.write("ready", 5));
    CHECK(slot.read() == "begin");
    CHECK(slot.read() == "ready");
    CHECK(slot.read() == "ready");
    CHECK(slot.refused().empty());
}

TEST_CASE(
    "nothing of a way to another computer takes the number of a closed stream", "[courier_fork]") {
    const network_slot slot;
    CHECK(ended_well(in_child([&] {
        for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
            ::close(stream);
        }
        slot_writer writer;
        const bool is_open =
            !writer.open(*slot_name::parse(R"(\\COLLECTOR\mailslot\logs)"), slot.route());
        for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
            if (!is_open || ::fcntl(stream, F_GETFD) >= 0) {
                ::_exit(1);
            }
        }
    })));
}

TEST_CASE(
    "a sink goes on when all descriptors were closed, and touches no other", "[courier_fork]") {
    network_slot slot;
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    const descriptor when_it_came{ends[0]};
    const descriptor it_came{ends[1]};
    const pid_t child = in_child([&] {
        auto sink = std::make_unique<mailslot_sink_mt>(config_for(slot));
        log_one(*sink, "before");
        char byte = 0;
        if (::read(when_it_came.get(), &byte, 1) != 1) {
            ::_exit(2);
        }
        const reopened_descriptors theirs{"/dev/null"};
        log_one(*sink, "behind");
        sink.reset();
        ::_exit(theirs.are_untouched() ? 0 : 1);
    });
    post come;
    come.read_one(slot);
    REQUIRE(::write(it_came.get(), "", 1) == 1);
    CHECK(ended_well(child));
    while (come.lines.size() < 2) {
        come.read_one(slot);
    }
    CHECK(come.lines == std::vector<std::string>{"before", "behind"});
    CHECK(come.streams.size() == 1);
}

} // namespace
