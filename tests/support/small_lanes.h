// Senders with lanes for a log_writer, without processes and memory of their own: what they log
// waits until a collector has written it, outlives any collector, and is taken in turns. A line is
// "w STREAM NUMBER"; whose and which logger's it is, its stream and number tell.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/files/log_writer.h"
#include "mailslot/unix_time.h"

namespace mailslog {

struct routed_lane {
    std::uint64_t stream_id;
    std::uint64_t logged = 0;
    std::vector<std::uint64_t> waiting;
    std::uint64_t dropped = 0;
    std::uint64_t accounted = 0; // as a collector left it

    explicit routed_lane(std::uint64_t id) : stream_id{id} {}
    void log() { waiting.push_back(++logged); }
    void drop() {
        ++logged;
        ++dropped;
    }

    std::string process() const { return "p" + std::to_string(stream_id); }
    static std::string logger(std::uint64_t number) { return "x" + std::to_string(number % 3); }
    std::string line(std::uint64_t number) const {
        return "w " + std::to_string(stream_id) + " " + std::to_string(number);
    }
};

class lane_feeder {
public:
    lane_feeder(log_writer &writer, std::vector<routed_lane> &lanes)
        : writer_{writer}, lanes_{lanes}, read_(lanes.size()) {}

    bool start(wall_time now) {
        if (writer_.open(now)) {
            return false;
        }
        for (const routed_lane &lane : lanes_) {
            const std::string process = lane.process();
            writer_.accounts().pin(lane.stream_id, true);
            writer_.accounts().accounted_elsewhere(
                {lane.stream_id, 0, 1, process}, lane.accounted, unix_time_ns(now));
        }
        return true;
    }

    /// False: not all could be written; what is left comes with the next turn.
    bool turn(wall_time now) {
        for (std::size_t i = 0; i < lanes_.size(); ++i) {
            for (; read_[i] < lanes_[i].waiting.size(); ++read_[i]) {
                if (!add(lanes_[i], lanes_[i].waiting[read_[i]], now)) {
                    return false;
                }
            }
        }
        if (writer_.tick(now) || writer_.flush(now)) {
            return false;
        }
        for (std::size_t i = 0; i < lanes_.size(); ++i) {
            auto &waiting = lanes_[i].waiting;
            waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(read_[i]));
            read_[i] = 0;
            lanes_[i].accounted = writer_.accounts().find(lanes_[i].stream_id)->next - 1;
        }
        return true;
    }

    /// The senders end.
    bool end(wall_time now) {
        for (const routed_lane &lane : lanes_) {
            const std::string process = lane.process();
            incoming end;
            end.sender = {lane.stream_id, lane.logged, 1, process};
            if (writer_.end_stream(end, now)) {
                return false;
            }
        }
        return !writer_.close(now);
    }

private:
    bool add(const routed_lane &lane, std::uint64_t number, wall_time now) {
        const std::string process = lane.process();
        const std::string logger = routed_lane::logger(number);
        const std::string line = lane.line(number);
        incoming message;
        message.sender = {lane.stream_id, number, 1, process};
        message.record.logger = logger;
        message.record.line = line;
        message.record.full_line_bytes = line.size();
        message.record.time_ns = unix_time_ns(now);
        return !writer_.add(message, now);
    }

    log_writer &writer_;
    std::vector<routed_lane> &lanes_;
    std::vector<std::size_t> read_;
};

} // namespace mailslog
