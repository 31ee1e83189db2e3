#include "tests/support/line_catcher.h"

#include <algorithm>
#include <thread>

#include <mailslog/slot_error.h>

#include "tests/support/catch.h"

namespace mailslog {

using namespace std::chrono_literals;

line_catcher::line_catcher(const slot_name &slot) {
    REQUIRE_FALSE(owner_.create(slot));
}

void line_catcher::close() {
    owner_.close();
    lanes_.clear();
}

void line_catcher::look() {
    while (!owner_.receive(batch_, 0ms)) {
        for (received_message &message : batch_.messages) {
            take_datagram(message);
        }
    }
    for (const auto &lane : lanes_) {
        take_lane(*lane);
    }
}

void line_catcher::look_until(const std::function<bool()> &enough) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    for (look(); !enough(); look()) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        std::this_thread::sleep_for(1ms);
    }
}

void line_catcher::catch_lines(std::size_t count) {
    look_until([&] { return lines.size() >= count; });
}

void line_catcher::take_datagram(received_message &message) {
    datagram opened;
    if (decode_datagram(message.bytes, opened) == datagram_error::none &&
        opened.kind == datagram_kind::offer) {
        ++offers;
        const auto identity = lane_reader::identify(message.handles);
        const bool is_known = std::any_of(lanes_.begin(), lanes_.end(), [&](const auto &lane) {
            return identity && lane->identity() == *identity;
        });
        auto lane = std::make_unique<lane_reader>();
        if (!is_known && !lane->map(std::move(message.handles))) {
            lanes_.push_back(std::move(lane));
        }
        return;
    }
    take_bytes(message.bytes, false);
}

void line_catcher::take_lane(lane_reader &lane) {
    constexpr std::size_t everything = std::size_t{1} << 26;
    REQUIRE(lane.read(everything, frames_));
    for (const std::string_view frame : frames_.frames) {
        take_bytes(frame, true);
    }
    if (consumes) {
        lane.consume(lines.empty() ? 0 : lines.back().sequence);
    }
}

void line_catcher::take_bytes(std::string_view bytes, bool by_lane) {
    datagram opened;
    if (decode_datagram(bytes, opened) != datagram_error::none) {
        ++malformed;
        return;
    }
    if (opened.kind == datagram_kind::goodbye) {
        goodbyes.push_back(opened.header.sequence);
        return;
    }
    line_record from;
    for (std::uint64_t number = opened.header.sequence;
         next_record(opened.records, opened.header.process_id, from); ++number) {
        caught_line line;
        line.stream_id = opened.header.stream_id;
        line.sequence = number;
        line.process_id = opened.header.process_id;
        line.process_name = opened.header.process_name;
        line.level = from.level;
        line.time_ns = from.time_ns;
        line.thread_id = from.thread_id;
        line.logger = from.logger;
        line.source_file = from.source_file;
        line.source_line = from.source_line;
        line.source_function = from.source_function;
        line.text = from.line;
        line.full_bytes = from.full_line_bytes;
        line.by_lane = by_lane;
        lines.push_back(std::move(line));
    }
}

std::vector<std::string> line_catcher::texts() const {
    std::vector<std::string> texts;
    for (const caught_line &line : lines) {
        texts.push_back(line.text);
    }
    return texts;
}

} // namespace mailslog
