#include "collector/intake/inbox.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <mailslog/slot_writer.h>

#include "mailslot/wire.h"
#include "tests/support/catch.h"
#include "tests/support/unique_slot.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

/// Counts wake-ups and lets a test wait for one.
class alarm {
public:
    void ring() {
        {
            const std::lock_guard<std::mutex> guard{lock_};
            rung_ = true;
        }
        changed_.notify_one();
    }
    bool wait() {
        std::unique_lock<std::mutex> guard{lock_};
        const bool came = changed_.wait_for(guard, 30s, [this] { return rung_; });
        rung_ = false;
        return came;
    }

private:
    std::mutex lock_;
    std::condition_variable changed_;
    bool rung_ = false;
};

struct drained_slot {
    unique_slot slot;
    alarm woken;
    slot_writer writer;
    std::optional<inbox> box;

    drained_slot() {
        slot_reader reader;
        REQUIRE_FALSE(reader.create(slot.name()));
        REQUIRE_FALSE(writer.open(slot.name()));
        box.emplace(std::move(reader), [this] { woken.ring(); });
    }

    void send(const std::string &text) {
        REQUIRE_FALSE(writer.write(text.data(), text.size(), 30s));
    }

    std::vector<std::string> take() {
        inbox_batch batch;
        box->take(batch);
        std::vector<std::string> texts;
        for (const inbox_message &message : batch.messages) {
            texts.emplace_back(batch.bytes(message));
        }
        return texts;
    }
};

TEST_CASE("what comes to the slot wakes the collector and can be taken once", "[inbox]") {
    drained_slot drained;
    drained.send("one");
    REQUIRE(drained.woken.wait());
    CHECK(drained.take() == std::vector<std::string>{"one"});
    CHECK(drained.take().empty());
    drained.send("two");
    REQUIRE(drained.woken.wait());
    CHECK(drained.take() == std::vector<std::string>{"two"});
}

TEST_CASE("more messages than any slot holds wait in the inbox, in order", "[inbox]") {
    constexpr int count = 2000;
    drained_slot drained;
    for (int i = 0; i < count; ++i) {
        drained.send(std::to_string(i));
    }
    drained.box->stop();
    const std::vector<std::string> texts = drained.take();
    REQUIRE(texts.size() == count);
    for (int i = 0; i < count; ++i) {
        REQUIRE(texts[static_cast<std::size_t>(i)] == std::to_string(i));
    }
}

TEST_CASE("writers that never stop can't fill the memory when it does", "[inbox]") {
    drained_slot drained;
    const std::string text(wire::max_datagram_bytes, 'x');
    std::atomic<bool> over{false};
    std::vector<std::thread> writers;
    for (int i = 0; i < 3; ++i) {
        writers.emplace_back([&] {
            slot_writer writer;
            (void)writer.open(drained.slot.name());
            while (!over) {
                (void)writer.write(text.data(), text.size(), 100ms);
            }
        });
    }
    std::this_thread::sleep_for(500ms); // by then the inbox is full
    drained.box->stop();
    over = true;
    for (std::thread &writer : writers) {
        writer.join();
    }
    inbox_batch batch;
    drained.box->take(batch);
    CHECK(batch.memory.size() < 2 * inbox::max_queued_bytes + std::size_t{16} * 1024 * 1024);
}

TEST_CASE("a stopped inbox has given up its slot and failed at nothing", "[inbox]") {
    drained_slot drained;
    drained.box->stop();
    drained.box->stop();
    CHECK_FALSE(drained.box->failure());
    slot_reader successor;
    drained.writer.close();
    CHECK_FALSE(successor.create(drained.slot.name()));
}

} // namespace
