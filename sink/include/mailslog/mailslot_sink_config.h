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

    /// overflow_policy::wait: how long a call may wait for room, at most a minute; zero: not at
    /// all. A call that must wait for its lane to be made first (no descriptor is free) may then
    /// wait for room in it once more. After a wait that was in vain no call waits until there is
    /// room again, so that a dead collector costs this once and not for every line.
    std::chrono::milliseconds overflow_timeout{5000};

    /// The lane's size: how much may wait for the collector (POSIX). 4 KiB to 64 MiB, rounded up to
    /// a power of two; at least four times datagram_bytes.
    std::size_t lane_bytes = std::size_t{1024} * 1024;

    /// How much may wait where there is no lane: while no collector exists (Windows, or shared
    /// memory is refused), while a lane can't be made, or to be sent to other machines; the newest
    /// lines that fit. What a lane that comes late has no room for of them is dropped, unless
    /// overflow is wait and the lane comes with a line (not with a flush, nor at the end). 4 KiB to
    /// 64 MiB, and at least four times datagram_bytes.
    std::size_t outbox_bytes = std::size_t{256} * 1024;

    /// The longest datagram, header included; a line that does not fit is cut and marked.
    /// 128 to 65,536; 424 is what a mailslot carries at any reach. To other machines it is less
    /// where the slot's name is longer than 8 bytes, or with a key.
    std::size_t datagram_bytes = 424;

    /// How long the destructor may wait, at most a minute; zero: not at all. Through a lane it
    /// waits only while a collector's socket has no room for its last offer, never for lines to be
    /// read; by datagrams, for room for the lines in the outbox; to other machines, until these are
    /// sent, and then up to 200 ms more for its thread to end.
    std::chrono::milliseconds close_timeout{500};

    /// Ship lines as the sink's own pattern formats them, instead of the bare message (as in
    /// spdlog's systemd_sink). The fields go along in either case.
    bool enable_formatting = false;

    /// Where other machines are, and the key; not used for a slot of this machine.
    network_config network;
};

/// What a sink has done so far in this process: a child by fork() begins with zeros.
struct mailslot_sink_stats {
    std::uint64_t logged = 0;    // lines given to the sink, dropped ones included
    std::uint64_t dropped = 0;   // lines without room or memory; what a network loses is not known
    std::uint64_t truncated = 0; // lines that were cut to datagram_bytes
    std::uint64_t waiting_bytes = 0; // in the lane, not yet taken by a collector; or in the outbox
    std::uint64_t offers = 0;        // times that a collector's socket took an offer of the lane
    /// There is no lane: always so on Windows and to other machines, which get datagrams; on Linux
    /// where shared memory is refused, too, or while a lane can't be made yet.
    bool by_datagram = false;
};

} // namespace mailslog
