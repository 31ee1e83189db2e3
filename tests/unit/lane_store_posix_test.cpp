// What the service manager keeps of lanes, as lanes come and end.
#include "collector/intake/lane_store.h"

#include <cstddef>
#include <list>
#include <set>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/hostile_lane_posix.h"
#include "tests/support/service_manager_posix.h"

namespace {

using namespace mailslog;

constexpr std::size_t many = 12;
const std::string others = "of-another-service";

struct store_with_lanes {
    test_manager manager{false};
    mailslog::ledger ledger;
    lane_table lanes;
    lane_store store{lanes};
    std::list<hostile_lane> senders;
    std::set<std::string> kept;

    void adopt(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const hostile_lane &sender = senders.emplace_back();
            REQUIRE_FALSE(store.adopt({i + 1, 0, 4711, "shop"}, sender.handles(), ledger));
            for (const std::string &name : told("FDSTORE=1\nFDPOLL=0\nFDNAME=")) {
                kept.insert(name);
            }
        }
    }
    /// Leaves the manager's socket no room.
    void keep_manager_busy() {
        handle_store other;
        while (!other.remove(others)) {
        }
    }
    void forget_all() {
        for (const auto &source : lanes.sources()) {
            store.forget(*source);
        }
    }
    /// The names in what the manager has been told since, all of which begins so.
    std::set<std::string> told(const std::string &beginning) {
        std::set<std::string> names;
        for (auto messages = manager.received(); !messages.empty(); messages = manager.received()) {
            for (const received_message &message : messages) {
                REQUIRE(message.bytes.rfind(beginning, 0) == 0);
                names.insert(std::string{message.bytes.substr(beginning.size())});
            }
        }
        return names;
    }
    std::set<std::string> removed() { return told("FDSTOREREMOVE=1\nFDNAME="); }
};

TEST_CASE("a manager that is busy is told later what it need not keep", "[lane_store_posix]") {
    store_with_lanes all;
    all.adopt(many);
    REQUIRE(all.kept.size() == many);
    all.keep_manager_busy();
    all.forget_all();
    REQUIRE(all.store.has_to_let_go());
    CHECK(all.removed() == std::set<std::string>{others});
    std::set<std::string> removed;
    while (all.store.has_to_let_go()) {
        all.store.let_go();
        const std::set<std::string> some = all.removed();
        REQUIRE_FALSE(some.empty());
        removed.insert(some.begin(), some.end());
    }
    CHECK(removed == all.kept);
}

TEST_CASE("a manager that is gone is told nothing", "[lane_store_posix]") {
    store_with_lanes all;
    all.adopt(1);
    all.manager.socket.reset();
    all.forget_all();
    CHECK_FALSE(all.store.has_to_let_go());
}

} // namespace
