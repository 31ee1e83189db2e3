// The collector reduced to what the ledger's promise rests on: lanes to read from, the ledger and
// its journal, the rotating file, and the order of steps that the real one keeps. It writes a line
// "w STREAM NUMBER" for a number that arrived and "l STREAM FIRST LAST" for numbers that are lost.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "collector/files/file_system.h"
#include "collector/files/rotating_file.h"
#include "collector/ledger/ledger.h"
#include "collector/ledger/ledger_file.h"

namespace mailslog {

/// A sender and its lane, which outlives any collector.
struct small_lane {
    std::uint64_t stream_id;
    std::uint64_t logged = 0; // the last number used
    std::vector<std::uint64_t> waiting;
    std::vector<std::uint64_t> dropped; // numbers that found no room in the lane
    std::uint64_t accounted = 0;        // as a collector left it
    bool writer_is_gone = false;

    explicit small_lane(std::uint64_t id) : stream_id{id} {}
    void log() { waiting.push_back(++logged); }
    void drop() { dropped.push_back(++logged); }
};

class small_collector {
public:
    struct settings {
        std::string log_path = "all.log";
        rotation_settings rotation;
        std::uint64_t growth_bytes = ledger_file::default_growth_bytes;
        std::size_t lines_a_turn = 3; // of each lane
    };
    small_collector(file_system &files, settings settings);

    // Each false: a file could not be had or written. What is not done yet is tried again by the
    // next call, as a collector does whose disk is full.
    bool start(std::vector<small_lane> &lanes, wall_time now);
    bool turn(wall_time now);
    bool stop();

    /// A record that came by datagram.
    bool take_datagram(std::uint64_t stream_id, std::uint64_t sequence, wall_time now);
    bool take_goodbye(std::uint64_t stream_id, std::uint64_t last_sequence, wall_time now);
    bool give_up_overdue(wall_time now);
    bool flush();

    const mailslog::ledger &ledger() const noexcept { return ledger_; }
    const std::string &notice() const noexcept { return notice_; }

private:
    bool read(small_lane &lane, wall_time now);
    void consume(small_lane &lane);
    bool take(std::uint64_t stream_id, std::uint64_t sequence, arrival how, wall_time now);
    bool take_end(std::uint64_t stream_id, std::uint64_t last_sequence, wall_time now);
    bool make_room(std::size_t bytes, wall_time now);
    std::vector<log_place> places() const;
    bool note();
    bool write();

    settings settings_;
    mailslog::ledger ledger_;
    ledger_file journal_;
    rotating_file log_;
    std::vector<small_lane> *lanes_ = nullptr;
    std::map<std::uint64_t, std::size_t> read_; // of a stream: how much of what waits in its lane
    std::string batch_;
    bool is_noted_ = false;
    std::string notice_;
};

/// What stands in the log, all files together.
struct log_content {
    std::map<std::uint64_t, std::map<std::uint64_t, int>> written; // stream, number: how often
    std::map<std::uint64_t, std::map<std::uint64_t, int>> lost;
    bool is_whole = true; // no line that is none of ours
};
log_content read_log(file_system &files, const std::string &log_path);

} // namespace mailslog
