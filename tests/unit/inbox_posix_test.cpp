#include "collector/intake/inbox.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <thread>

#include <mailslog/slot_reader.h>

#include "mailslot/slot_folder_posix.h"
#include "tests/support/catch.h"
#include "tests/support/hostile_lane_posix.h"
#include "tests/support/raw_socket_posix.h"
#include "tests/support/unique_slot.h"

namespace {

using namespace mailslog;

/// An inbox, and somebody who sends it messages with two handles each.
struct offered_inbox {
    unique_slot slot;
    hostile_lane lane;
    std::string path = writer_socket_paths(slot.name()).at(0);
    std::optional<inbox> box;

    offered_inbox() {
        slot_reader reader;
        REQUIRE_FALSE(reader.create(slot.name()));
        box.emplace(std::move(reader), [] {});
    }

    bool send() const {
        return send_with_handles(path, "offer", {lane.memory().get(), lane.bell().get()}) == 0;
    }
    /// Sends until nothing is taken for a while, a long one as long as there must be room; returns
    /// how many were.
    std::size_t send_until_full() const {
        constexpr std::chrono::milliseconds while_nothing_moves{100};
        constexpr std::chrono::seconds while_there_is_room{30};
        std::size_t sent = 0;
        auto last = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() - last <
               (sent < inbox::max_queued_offers ? while_there_is_room : while_nothing_moves)) {
            if (send()) {
                ++sent;
                last = std::chrono::steady_clock::now();
            }
        }
        return sent;
    }
};

TEST_CASE("offers that nobody looks at take a bounded number of descriptors", "[inbox_posix]") {
    offered_inbox inbox;
    const std::size_t descriptors = count_open_descriptors();
    const std::size_t sent = inbox.send_until_full();
    CHECK(sent >= inbox::max_queued_offers);
    CHECK(count_open_descriptors() <= descriptors + 2 * (inbox::max_queued_offers + 64));
    std::size_t taken = 0;
    const auto bound = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    for (inbox_batch batch; taken < sent && std::chrono::steady_clock::now() < bound;) {
        inbox.box->take(batch);
        taken += batch.messages.size();
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    CHECK(taken == sent);
    CHECK(inbox.send_until_full() >= inbox::max_queued_offers); // it goes on
}

} // namespace
