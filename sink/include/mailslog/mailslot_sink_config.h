// Everything that an application may choose about its mailslot sink.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include <mailslog/network_config.h>

namespace mailslog {

/// What becomes of a line for which the slot has no room at the moment.
enum class overflow_policy {
    drop, // counted and gone: log() never waits
    wait, // log() waits for room up to a bound, then drops and counts
};

struct mailslot_sink_config {
    /// The slot to log to: of this machine, or of others (\\\\HOST\\mailslot\\…,
    /// \\\\DOMAIN\\mailslot\\…,
    /// \\\\*\\mailslot\\…). To others a thread of the sink's own sends, and lines may get lost on
    /// the way; the collector reports them.
    std::string slot = R"(\\.\mailslot\logs)";

    /// The name that the collector shows for this process; empty: the executable's file name.
    std::string process_name;

    overflow_policy overflow = overflow_policy::drop;

    /// overflow_policy::wait: how long one call may wait, at most a minute. After a wait that was
    /// in vain, lines are dropped at once until there is room again, so that a dead collector
    /// costs this once and not for every line.
    std::chrono::milliseconds overflow_timeout{5000};

    /// The lane's size: how much may wait for the collector (POSIX). 4 KiB to 64 MiB, rounded up to
    /// a power of two; at least four times datagram_bytes.
    std::size_t lane_bytes = std::size_t{1024} * 1024;

    /// How much may wait where there is no lane: while no collector exists (Windows, or memfd
    /// refused), or to be sent to other machines; the newest lines that fit. 4 KiB to 64 MiB.
    std::size_t outbox_bytes = std::size_t{256} * 1024;

    /// The longest datagram, header included; a line that does not fit is cut and marked.
    /// 128 to 65,536; 424 is what a mailslot carries at any reach. To other machines it is less
    /// where the slot's name is longer than 8 bytes, or with a key.
    std::size_t datagram_bytes = 424;

    /// How long the destructor may wait for a collector that exists but has no room for what still
    /// waits to be handed over; zero: not at all, at most a minute.
    std::chrono::milliseconds close_timeout{500};

    /// Ship lines as the sink's own pattern formats them, instead of the bare message (as in
    /// spdlog's systemd_sink). The fields go along in either case.
    bool enable_formatting = false;

    /// Where other machines are, and the key; not used for a slot of this machine.
    network_config network;
};

/// What a sink has done so far. A snapshot: the fields are read one after the other.
struct mailslot_sink_stats {
    std::uint64_t logged = 0;        // lines given to the sink, dropped ones included
    std::uint64_t dropped = 0;       // lines that are lost
    std::uint64_t truncated = 0;     // lines that were cut to datagram_bytes
    std::uint64_t waiting_bytes = 0; // handed over and not yet taken by a collector
    std::uint64_t offers = 0;        // times that the lane was offered to a collector
    /// Lines go as datagrams, not through a lane: always so on Windows; on Linux where shared
    /// memory is refused.
    bool by_datagram = false;
};

} // namespace mailslog
