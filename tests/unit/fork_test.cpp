// A child of fork() is a stream of its own, whatever its parent was doing at that moment.
#include <mailslog/fork_aware_mutex.h>
#include <mailslog/mailslot_sink.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include <spdlog/logger.h>

#include "mailslot/process.h"
#include "tests/support/catch.h"
#include "tests/support/child_posix.h"
#include "tests/support/environment.h"
#include "tests/support/line_catcher.h"
#include "tests/support/reopened_descriptors_posix.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unique_slot.h"

namespace mailslog {

/// As a child finds the mutex, if another thread of its parent was giving it to the parent.
struct fork_aware_mutex_moment {
    static void of_renewal_by(std::uint64_t parent, fork_aware_mutex &mutex) {
        mutex.mark_ = parent | fork_aware_mutex::being_renewed;
    }
};

} // namespace mailslog

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

struct parent_log {
    unique_slot slot;
    line_catcher collector{slot.name()};
    std::shared_ptr<mailslot_sink_mt> sink = std::make_shared<mailslot_sink_mt>(config());
    spdlog::logger log{"parent", sink};

    mailslot_sink_config config() const {
        mailslot_sink_config config;
        config.slot = slot.str();
        return config;
    }
};

TEST_CASE("the mark of a child differs from its parent's, and a grandchild's from both", "[fork]") {
    const std::uint64_t mine = fork_mark();
    CHECK(fork_mark() == mine);
    CHECK(ended_well(in_child([mine] {
        const std::uint64_t childs = fork_mark();
        const bool grandchild_differs = ended_well(in_child(
            [mine, childs] { ::_exit(fork_mark() != mine && fork_mark() != childs ? 0 : 1); }));
        ::_exit(childs != mine && grandchild_differs ? 0 : 1);
    })));
    CHECK(fork_mark() == mine);
}

TEST_CASE("a lock that another thread held at the fork is free in the child", "[fork]") {
    fork_aware_mutex mutex;
    mutex.lock();
    CHECK(ended_well(in_child([&] {
        mutex.lock();
        mutex.unlock();
    })));
    mutex.unlock();
    mutex.lock(); // the parent's own was never touched
    mutex.unlock();
}

TEST_CASE("a lock that was being renewed at the fork is renewed again in the child", "[fork]") {
    fork_aware_mutex mutex;
    fork_aware_mutex_moment::of_renewal_by(fork_mark(), mutex);
    CHECK(ended_well(in_child([&] {
        mutex.lock();
        mutex.unlock();
    })));
}

TEST_CASE("parent and child both go on, each a stream of its own", "[fork]") {
    parent_log parent;
    parent.log.info("before");
    const pid_t child = in_child([&] {
        parent.log.info("child 1");
        parent.log.info("child 2");
        const mailslot_sink_stats figures = parent.sink->stats();
        ::_exit(figures.logged == 2 && figures.dropped == 0 ? 0 : 1);
    });
    parent.log.info("after");
    CHECK(ended_well(child));
    parent.collector.catch_lines(4);

    CHECK(parent.sink->stats().logged == 2);
    for (const caught_line &line : parent.collector.lines) {
        const bool is_childs = line.text.rfind("child", 0) == 0;
        CHECK(line.process_id == static_cast<std::uint32_t>(is_childs ? child : ::getpid()));
        CHECK(line.sequence == (line.text == "before" || line.text == "child 1" ? 1 : 2));
    }
    const auto &lines = parent.collector.lines;
    CHECK(std::count_if(lines.begin(), lines.end(), [&](const caught_line &line) {
              return line.stream_id == lines[0].stream_id;
          }) == 2);
}

TEST_CASE("a child logs where its parent does, whatever its environment", "[fork]") {
    const temporary_folder folder;
    const environment_variable chosen{"MAILSLOT_DIR", folder.path()};
    parent_log parent;
    CHECK(ended_well(in_child([&] {
        ::unsetenv("MAILSLOT_DIR");
        parent.log.info("child");
    })));
    parent.collector.catch_lines(1);
    CHECK(parent.collector.lines[0].text == "child");
}

TEST_CASE("a child that never logs leaves its parent's stream alone", "[fork]") {
    parent_log parent;
    parent.log.info("before");
    CHECK(ended_well(in_child([&] { parent.sink.reset(); })));
    parent.log.info("after");
    parent.collector.catch_lines(2);
    CHECK(parent.collector.lines[1].sequence == 2);
    CHECK(parent.collector.goodbyes.empty());
}

TEST_CASE("children forked while threads log never hang, and lose nothing", "[fork]") {
    constexpr int children = 30;
    parent_log parent;
    constexpr int threads = 4;
    std::atomic<bool> done{false};
    std::atomic<int> begun{0};
    std::vector<std::thread> writers;
    for (int t = 0; t < threads; ++t) {
        writers.emplace_back([&] {
            parent.log.info("parent");
            ++begun;
            while (!done) {
                parent.log.info("parent");
                std::this_thread::sleep_for(10us);
            }
        });
    }
    // A thread that begins allocates, and AddressSanitizer's allocator, unlike the C library's,
    // hangs in a child that was forked meanwhile.
    while (begun != threads) {
        std::this_thread::yield();
    }
    int well = 0;
    for (int i = 0; i < children; ++i) {
        well += ended_well(in_child([&] { parent.log.info("child"); })) ? 1 : 0;
        parent.collector.look();
    }
    done = true;
    for (std::thread &writer : writers) {
        writer.join();
    }
    CHECK(well == children);
    const mailslot_sink_stats figures = parent.sink->stats();
    parent.collector.catch_lines(figures.logged - figures.dropped + children);
    const auto &lines = parent.collector.lines;
    CHECK(std::count_if(lines.begin(), lines.end(), [](const caught_line &line) {
              return line.text == "child" && line.sequence == 1;
          }) == children);
}

TEST_CASE("a child that closed all descriptors keeps those that it opens then", "[fork]") {
    parent_log parent;
    parent.log.info("before");
    SECTION("when it logs") {
        CHECK(ended_well(in_child([&] {
            const reopened_descriptors theirs{"/dev/null"};
            parent.log.info("child");
            ::_exit(theirs.are_untouched() ? 0 : 1);
        })));
        parent.collector.catch_lines(2);
        CHECK(parent.collector.lines[1].text == "child");
    }
    SECTION("when it ends the sink") {
        CHECK(ended_well(in_child([&] {
            const reopened_descriptors theirs{"/dev/null"};
            parent.log.sinks().clear();
            parent.sink.reset();
            ::_exit(theirs.are_untouched() ? 0 : 1);
        })));
    }
}

TEST_CASE("no handle of a sink's passes to a program that is executed", "[fork]") {
    parent_log parent;
    parent.log.info("before");
    const pid_t child = in_child([] {
        // 0, 1, 2 and the one that lists; what the test's own runner left open is not ours
        ::execl(
            "/bin/sh", "sh", "-c",
            "for f in /proc/self/fd/*; do readlink $f; done | grep -c -e mailslog-lane && exit 1;"
            "exit 0",
            static_cast<char *>(nullptr));
    });
    CHECK(ended_well(child));
}

} // namespace
