// The least that a collector must be: owns a slot, takes lanes, keeps every line in memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <mailslog/slot_name.h>
#include <mailslog/slot_reader.h>

#include "mailslot/datagram.h"
#include "mailslot/lane.h"

namespace mailslog {

struct caught_line {
    std::uint64_t stream_id = 0;
    std::uint64_t sequence = 0;
    std::uint32_t process_id = 0;
    std::string process_name;
    mailslog::level level = level::info;
    std::int64_t time_ns = 0;
    std::uint64_t thread_id = 0;
    std::string logger;
    std::string source_file;
    std::uint32_t source_line = 0;
    std::string source_function;
    std::string text;
    std::uint64_t full_bytes = 0;
    bool by_lane = false;
};

class line_catcher {
public:
    /// Creates the slot; fails the test if it can't.
    explicit line_catcher(const slot_name &slot);

    /// Takes what is there now.
    void look();
    /// Looks until `enough` holds; fails the test after half a minute.
    void look_until(const std::function<bool()> &enough);
    /// Looks until so many lines were caught.
    void catch_lines(std::size_t count);
    /// Ends the slot, as a collector that is killed does; the lines caught stay.
    void close();

    std::vector<caught_line> lines;
    std::vector<std::uint64_t> goodbyes; // last numbers
    std::size_t offers = 0;
    std::size_t malformed = 0;
    bool consumes = true; // what is not consumed comes to the next collector, too

    std::vector<std::string> texts() const;
    /// The counters of the lane that came first.
    lane_counters counters() const { return lanes_.at(0)->counters(); }
    std::size_t lane_count() const noexcept { return lanes_.size(); }

private:
    void take_datagram(received_message &message);
    void take_lane(lane_reader &lane);
    void take_bytes(std::string_view bytes, bool by_lane);

    slot_reader owner_;
    message_batch batch_;
    ring_batch frames_;
    std::vector<std::unique_ptr<lane_reader>> lanes_;
};

} // namespace mailslog
