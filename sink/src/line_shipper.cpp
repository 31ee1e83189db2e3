#include <mailslog/line_shipper.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include <mailslog/slot_error.h>
#include <mailslog/slot_name.h>

#include "mailslot/datagram.h"
#include "mailslot/no_cancellation.h"
#include "mailslot/process.h"
#include "sink/src/checked_config.h"
#include "sink/src/courier.h"
#include "sink/src/datagram_way.h"
#include "sink/src/lane_way.h"

namespace mailslog {
namespace {

using namespace std::chrono_literals;

/// How often a lane that could not be made (too many open files, say) is tried again.
constexpr std::chrono::milliseconds lane_retry_interval{1000};
/// The same while a call waits for it.
constexpr std::chrono::milliseconds lane_wait_interval{10};
/// How long a constructor tries to get past others' offers in a collector's socket, which it drains
/// as fast as it can: thousands of turns of its.
constexpr std::chrono::milliseconds introduction_time{200};

line_record record_of(const shipped_line &line) noexcept {
    line_record record;
    record.level = static_cast<level>(std::clamp(line.level, 0, static_cast<int>(level::off)));
    record.time_ns = line.time_ns;
    record.thread_id = line.thread_id;
    record.logger = line.logger;
    record.source_file = line.source_file;
    record.source_line = line.source_line;
    record.source_function = line.source_function;
    record.line = line.text;
    return record;
}

} // namespace

class line_shipper::impl {
public:
    explicit impl(const mailslot_sink_config &config)
        : slot_{checked_slot(config.slot)}, route_{slot_}, config_{checked(config, slot_)},
          remote_{checked_remote_settings(config_.network, slot_)},
          wait_{config_.overflow == overflow_policy::wait ? config_.overflow_timeout : 0ms},
          datagrams_{slot_, config_.outbox_bytes}, encoded_(config_.datagram_bytes) {
        if (remote_) {
            courier_ = make_courier();
        }
        begin_stream();
        if (lane_.is_open()) {
            lane_.introduce(header(), introduction_time);
        }
    }

    ~impl() {
        if (mark_ != fork_mark()) {
            return; // the parent's stream: its to end
        }
        if (counters_.logged == 0) {
            return;
        }
        if (courier_) {
            courier_->say_goodbye(header(), config_.close_timeout);
            return;
        }
        const bool has_lane = lane_.is_open() || open_lane_late();
        if (has_lane) {
            lane_.say_goodbye(header(), config_.close_timeout);
        }
        if (!has_lane || lane_.is_cut_off()) { // then it tells of what is lost in the lane
            datagrams_.say_goodbye(header(), config_.close_timeout);
        }
    }

    impl(const impl &) = delete;
    impl &operator=(const impl &) = delete;

    void ship(const shipped_line &line) noexcept {
        if (!begin_again_if_forked()) {
            return;
        }
        const line_record record = record_of(line);
        ++counters_.logged;
        const record_plan plan = encoder_.plan(counters_.logged, record);
        counters_.truncated += plan.cut ? 1 : 0;
        if (lane_.is_open()) {
            ship_by_lane(plan, record);
        } else {
            ship_without_lane(plan, record);
        }
    }

    void drop() noexcept {
        if (!begin_again_if_forked()) {
            return;
        }
        ++counters_.logged;
        ++counters_.dropped;
        if (lane_.is_open()) {
            lane_.show(counters_);
        }
    }

    void flush() noexcept {
        if (mark_ != fork_mark()) {
            return; // what waits is the parent's
        }
        if (lane_.is_open() || open_lane_if_due()) {
            lane_.flush(header());
        } else if (lanes_are_refused_ && !courier_) {
            datagrams_.flush();
        }
    }

    mailslot_sink_stats stats() const noexcept {
        mailslot_sink_stats figures;
        if (mark_ != fork_mark()) {
            return figures; // this process has not logged yet
        }
        figures.logged = counters_.logged;
        figures.dropped = counters_.dropped + (courier_ ? courier_->lost() : 0);
        figures.truncated = counters_.truncated;
        figures.offers = lane_.offers();
        figures.by_datagram = !lane_.is_open();
        figures.waiting_bytes = waiting_bytes();
        return figures;
    }

private:
    using clock = std::chrono::steady_clock;

    stream_header header() const noexcept {
        return {stream_id_, counters_.logged, process_id_, config_.process_name};
    }

    void begin_stream() noexcept {
        mark_ = fork_mark();
        process_id_ = process_id();
        stream_id_ = random_bits();
        counters_ = {orphans_, orphans_, 0};
        encoder_ = record_encoder{header(), config_.datagram_bytes};
        orphans_ = 0;
        lanes_are_refused_ = courier_ != nullptr;
        waiting_for_lane_is_vain_ = false;
        if (!courier_) {
            open_lane();
        }
    }

    /// What another thread of the parent was doing here at the fork is half done for ever: of the
    /// parent's stream the child keeps nothing. False: no memory for it, the line is lost.
    bool begin_again_if_forked() noexcept {
        if (mark_ == fork_mark()) {
            return true;
        }
        const no_cancellation held;
        try {
            lane_ = {};
            datagrams_ = datagram_way{slot_, config_.outbox_bytes};
            courier_ = courier_ ? make_courier() : nullptr;
        } catch (const std::exception &) {
            ++orphans_;
            return false;
        }
        begin_stream();
        return true;
    }

    std::unique_ptr<courier> make_courier() const {
        return std::make_unique<courier>(
            courier_route{slot_, remote_, config_.process_name, config_.datagram_bytes},
            config_.outbox_bytes);
    }

    void ship_without_lane(const record_plan &plan, const line_record &record) noexcept {
        const no_cancellation held;
        --counters_.logged; // a lane that is opened shows no line that is not in it
        const bool has_lane = open_lane_if_due(wait_) || wait_for_lane(plan.datagram_bytes);
        ++counters_.logged;
        if (has_lane) {
            ship_by_lane(plan, record);
        } else {
            encoder_.encode(plan, counters_.logged, record, encoded_.data());
            ship_datagram(header(), {encoded_.data(), plan.datagram_bytes});
        }
    }

    void ship_datagram(const stream_header &stream, std::string_view datagram) {
        if (courier_) {
            courier_->hand_over(stream, datagram, wait_);
        } else if (lanes_are_refused_) {
            counters_.dropped += datagrams_.ship(datagram, wait_);
        } else { // a slot would take few of them, and a lane those behind them: out of order
            counters_.dropped += datagrams_.waiting().push(datagram);
        }
    }

    std::size_t waiting_bytes() const noexcept {
        if (courier_) {
            return courier_->waiting_bytes();
        }
        return lane_.is_open() ? lane_.waiting_bytes() : datagrams_.waiting().used_bytes();
    }

    /// `wait_at_most`: for room for all that waits for the lane.
    bool open_lane(std::chrono::milliseconds wait_at_most = 0ms) noexcept {
        tried_lane_at_ = clock::now();
        const std::error_code result = lane_.open(route_, config_.lane_bytes, stream_id_);
        lanes_are_refused_ = result == slot_errc::not_supported;
        if (result) {
            return false;
        }
        waiting_for_lane_is_vain_ = false;
        move_outbox_to_lane(wait_at_most);
        lane_.show(counters_); // also what was dropped without a lane
        lane_.flush(header());
        return true;
    }

    bool open_lane_if_due(std::chrono::milliseconds wait_at_most = 0ms) noexcept {
        return clock::now() - tried_lane_at_ >= lane_retry_interval && open_lane_late(wait_at_most);
    }

    /// Where there is no room in the outbox either.
    bool wait_for_lane(std::size_t datagram_bytes) noexcept {
        if (wait_ == 0ms || waiting_for_lane_is_vain_ || lanes_are_refused_ ||
            datagrams_.waiting().has_room(datagram_bytes)) {
            return false;
        }
        const auto deadline = clock::now() + wait_;
        while (!open_lane_late(time_until(deadline)) && !lanes_are_refused_ &&
               clock::now() < deadline) {
            std::this_thread::sleep_for(std::min(wait_, lane_wait_interval));
        }
        waiting_for_lane_is_vain_ = !lane_.is_open();
        return lane_.is_open();
    }

    /// A stream whose lanes were refused may have sent datagrams and stays with them: its lines in
    /// a lane could overtake them.
    bool open_lane_late(std::chrono::milliseconds wait_at_most = 0ms) noexcept {
        return !lanes_are_refused_ && open_lane(wait_at_most);
    }

    static std::chrono::milliseconds time_until(clock::time_point deadline) noexcept {
        return std::max(std::chrono::ceil<std::chrono::milliseconds>(deadline - clock::now()), 0ms);
    }

    void move_outbox_to_lane(std::chrono::milliseconds wait_at_most) noexcept {
        const auto deadline = clock::now() + wait_at_most;
        for (outbox &waiting = datagrams_.waiting(); !waiting.empty(); waiting.pop()) {
            const std::string_view datagram = waiting.front();
            char *room = lane_.reserve(datagram.size(), time_until(deadline), header());
            if (room != nullptr) {
                datagram.copy(room, datagram.size());
                lane_.publish(counters_);
            } else {
                ++counters_.dropped;
            }
        }
    }

    void ship_by_lane(const record_plan &plan, const line_record &record) noexcept {
        const stream_header stream = header();
        char *room = lane_.reserve(plan.datagram_bytes, wait_, stream);
        if (room != nullptr) {
            encoder_.encode(plan, stream.sequence, record, room);
            lane_.publish(counters_);
        } else {
            ++counters_.dropped;
            lane_.show(counters_);
        }
        lane_.offer_if_due(stream, record.time_ns);
    }

    const slot_name slot_;
    const lane_route route_; // a child's, too, whatever becomes of the environment
    const mailslot_sink_config config_;
    const std::shared_ptr<const remote_settings> remote_; // of a slot of other machines
    const std::chrono::milliseconds wait_;

    std::uint64_t mark_ = 0;
    std::uint32_t process_id_ = 0;
    std::uint64_t stream_id_ = 0;
    lane_counters counters_;
    record_encoder encoder_;
    std::uint64_t orphans_ = 0; // lines that came before a child could begin its stream

    lane_way lane_;
    clock::time_point tried_lane_at_{};
    bool lanes_are_refused_ = false;
    bool waiting_for_lane_is_vain_ = false;

    datagram_way datagrams_;
    std::unique_ptr<courier> courier_; // for a slot of other machines
    std::vector<char> encoded_;
};

line_shipper::line_shipper(const mailslot_sink_config &config) {
    const no_cancellation held;
    impl_ = std::make_unique<impl>(config);
}

line_shipper::~line_shipper() {
    const no_cancellation held;
    impl_.reset();
}

void line_shipper::ship(const shipped_line &line) noexcept {
    impl_->ship(line);
}

void line_shipper::drop() noexcept {
    impl_->drop();
}

void line_shipper::flush() noexcept {
    const no_cancellation held;
    impl_->flush();
}

mailslot_sink_stats line_shipper::stats() const noexcept {
    return impl_->stats();
}

} // namespace mailslog
