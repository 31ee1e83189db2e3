// Random lives: senders by lane and by datagram that drop, repeat and overtake, and a collector
// that is killed at random moments and restarted from its files. At the end each number stands in
// the log once, written or reported lost, and the ledger's sums agree with it.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/small_collector.h"

using namespace mailslog;

namespace {

constexpr std::uint64_t first_datagram_stream = 100;
constexpr int datagram_streams = 4;
constexpr int steps = 400;
const std::string log_path = "all.log";

class dice {
public:
    explicit dice(std::uint32_t seed) : engine_{seed} {}
    std::size_t below(std::size_t bound) { return engine_() % bound; }
    bool one_in(std::size_t chances) { return below(chances) == 0; }

private:
    std::mt19937 engine_;
};

/// A sender without a lane, and what of it is under way.
struct datagram_sender {
    std::uint64_t stream_id = 0;
    std::uint64_t logged = 0;
    std::vector<std::uint64_t> under_way;
};

class random_life {
public:
    explicit random_life(std::uint32_t seed) : dice_{seed} {
        for (std::uint64_t i = 0; i < datagram_streams; ++i) {
            senders_.push_back({first_datagram_stream + i, 0, {}});
        }
        start();
    }

    void live() {
        for (int step = 0; step < steps; ++step) {
            now_ += std::chrono::milliseconds{dice_.below(100)};
            senders_act();
            if (!collector_acts()) {
                restart();
            }
        }
    }

    /// Everything arrives, and all senders say goodbye.
    void end() {
        files_.heal();
        restart();
        files_.heal();
        for (auto &lane : lanes_) {
            lane.writer_is_gone = true;
        }
        for (auto &sender : senders_) {
            for (const auto number : sender.under_way) {
                REQUIRE(collector_->take_datagram(sender.stream_id, number, now_));
            }
            REQUIRE(collector_->take_goodbye(sender.stream_id, sender.logged, now_));
        }
        for (int turn = 0; turn < 2 * steps; ++turn) {
            REQUIRE(collector_->turn(now_));
        }
        REQUIRE(collector_->stop());
    }

    void check() {
        const auto content = read_log(disk_, log_path);
        REQUIRE(content.is_whole);
        std::uint64_t logged = 0;
        for (const auto &lane : lanes_) {
            check_stream(lane.stream_id, lane.logged, content);
            CHECK(account(lane.stream_id).lost == lane.dropped.size());
            logged += lane.logged;
        }
        for (const auto &sender : senders_) {
            check_stream(sender.stream_id, sender.logged, content);
            logged += sender.logged;
        }
        const auto &totals = collector_->ledger().totals();
        CHECK(totals.written + totals.lost == logged);
        CHECK(kills_ > 0);
    }

private:
    const stream_account &account(std::uint64_t stream_id) {
        const auto *found = collector_->ledger().find(stream_id);
        REQUIRE(found != nullptr);
        return *found;
    }

    void check_stream(std::uint64_t stream_id, std::uint64_t logged, const log_content &content) {
        INFO("stream " << stream_id);
        std::uint64_t written = 0;
        std::uint64_t lost = 0;
        for (std::uint64_t number = 1; number <= logged; ++number) {
            const int times_written = count(content.written, stream_id, number);
            const int times_lost = count(content.lost, stream_id, number);
            INFO("number " << number);
            REQUIRE(times_written + times_lost == 1);
            written += static_cast<std::uint64_t>(times_written);
            lost += static_cast<std::uint64_t>(times_lost);
        }
        CHECK(count(content.lost, stream_id, logged + 1) == 0);
        CHECK(account(stream_id).written == written);
        CHECK(account(stream_id).lost == lost);
        CHECK(account(stream_id).elsewhere == 0);
        CHECK(account(stream_id).ended);
    }

    static int count(
        const std::map<std::uint64_t, std::map<std::uint64_t, int>> &counts,
        std::uint64_t stream_id, std::uint64_t number) {
        const auto stream = counts.find(stream_id);
        if (stream == counts.end()) {
            return 0;
        }
        const auto found = stream->second.find(number);
        return found == stream->second.end() ? 0 : found->second;
    }

    void senders_act() {
        for (auto &lane : lanes_) {
            dice_.one_in(5) ? lane.drop() : lane.log();
        }
        for (auto &sender : senders_) {
            for (auto lines = dice_.below(8); lines > 0; --lines) {
                ++sender.logged;
                if (!dice_.one_in(20)) {
                    sender.under_way.push_back(sender.logged);
                }
            }
        }
    }

    bool collector_acts() {
        return std::all_of(
                   senders_.begin(), senders_.end(),
                   [&](auto &sender) { return deliver_some(sender); }) &&
               collector_->give_up_overdue(now_) && collector_->turn(now_);
    }

    /// One may overtake dozens of others, and may come twice.
    bool deliver_some(datagram_sender &sender) {
        for (auto datagrams = dice_.below(9); datagrams > 0; --datagrams) {
            auto &under_way = sender.under_way;
            if (under_way.empty()) {
                return true;
            }
            const auto which = dice_.below(std::min<std::size_t>(under_way.size(), 40));
            const auto number = under_way[which];
            if (!dice_.one_in(10)) {
                under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(which));
            }
            if (!collector_->take_datagram(sender.stream_id, number, now_)) {
                return false;
            }
        }
        return true;
    }

    /// What is under way may survive a collector's death or go with it.
    void restart() {
        ++kills_;
        for (auto &sender : senders_) {
            if (dice_.one_in(2)) {
                sender.under_way.clear();
            }
        }
        start();
    }

    void start() {
        do {
            files_.heal();
            files_.fail_from(1 + dice_.below(300), std::errc::io_error, dice_.below(200));
            small_collector::settings settings;
            settings.log_path = log_path;
            settings.rotation.max_bytes = 2000;
            settings.growth_bytes = 4000;
            collector_ = std::make_unique<small_collector>(files_, settings);
        } while (!collector_->start(lanes_, now_));
    }

    dice dice_;
    memory_file_system disk_;
    failing_file_system files_{disk_};
    std::vector<small_lane> lanes_{small_lane{1}, small_lane{2}};
    std::vector<datagram_sender> senders_;
    std::unique_ptr<small_collector> collector_;
    wall_time now_{std::chrono::hours{24 * 365 * 50}};
    int kills_ = 0;
};

} // namespace

TEST_CASE("written and lost are all that was logged, whatever is killed", "[ledger_life]") {
    const auto first_seed = std::random_device{}();
    for (std::uint32_t life = 0; life < 50; ++life) {
        const std::uint32_t seed = first_seed + life;
        INFO("seed " << seed);
        random_life random{seed};
        random.live();
        random.end();
        random.check();
    }
}
