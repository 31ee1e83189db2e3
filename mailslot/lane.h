// A lane: a writer's own way into a local slot. One ring in shared memory that outlives either
// side, and one bell (a pipe) that wakes a sleeping collector and whose end of file tells that the
// writer is gone. The writer makes both and offers them to the slot in one datagram.
//
// Linux: memfd_create(2) sealed against resizing, pipe(7), SCM_RIGHTS (unix(7)). Where a system or
// a sandbox has no such thing, make() answers slot_errc::not_supported and the writer falls back.
//
// The memory's first page is lane_page, the ring follows. What one process stores there, another
// may read at any moment: only atomics, and nothing that is trusted without a check.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include <mailslog/slot_name.h>
#include <mailslog/slot_reader.h>

#include "mailslot/ring.h"

namespace mailslog {

struct lane_counters {
    std::uint64_t logged = 0; // the last number that the stream used
    std::uint64_t dropped = 0;
    std::uint64_t truncated = 0;
};

inline constexpr std::size_t min_lane_bytes = std::size_t{4} * 1024;
inline constexpr std::size_t max_lane_bytes = std::size_t{64} * 1024 * 1024;

struct writer_place;

/// Where a local slot's collector is looked for, by the environment at this moment (slot_reader.h).
/// Copies share it.
class lane_route {
public:
    explicit lane_route(const slot_name &slot);

private:
    friend class lane_writer;
    std::shared_ptr<const std::vector<writer_place>> places_;
};

class lane_writer {
public:
    lane_writer() noexcept;
    ~lane_writer(); // as close()
    lane_writer(lane_writer &&) noexcept;
    lane_writer &operator=(lane_writer &&) noexcept;
    lane_writer(const lane_writer &) = delete;
    lane_writer &operator=(const lane_writer &) = delete;

    /// Makes a lane of `capacity` bytes (rounded up to a power of two) for a slot, which must be
    /// local, and a stream, without whose name (0) nobody can find it again (lane_search.h);
    /// replaces one that was open. All of its memory is taken here, none later. Errors:
    /// not_supported (no shared memory here), the system's own (too many open files, none of the
    /// memory left).
    std::error_code make(lane_route route, std::size_t capacity, std::uint64_t stream_id = 0);
    std::error_code make(const slot_name &slot, std::size_t capacity, std::uint64_t stream_id = 0) {
        return make(lane_route{slot}, capacity, stream_id);
    }

    /// Room for one datagram, or null when the lane is full. No system call.
    char *reserve(std::size_t size) noexcept { return ring_.reserve(size); }
    /// Publishes the datagram; rings the bell if the collector says that it sleeps: two fstat(2),
    /// a read(2) that empties it and a write(2), none of which blocks.
    void publish() noexcept;
    /// Rings the bell if the collector says that it sleeps.
    void wake_reader() noexcept;
    /// Shows the stream's counters to the collector: plain stores. Those of a line belong behind
    /// its publish(): who has read them finds all lines in the ring that they count.
    void show(const lane_counters &counters) noexcept;

    /// Sends `offer` (a datagram) with the lane's handles to the slot; never blocks, no allocation.
    /// Errors: not_found (no collector), full (its socket is), closed (renew() helps), the system's
    /// own.
    std::error_code offer(std::string_view offer) noexcept;
    /// Where others have closed the handles by their numbers, as closefrom(3) does: makes another
    /// lane in place of this one, with all that no collector has freed. Who reads both knows by
    /// the lines' numbers what it has. Errors: as make(), and this lane stays.
    std::error_code renew();
    /// Whether a collector has ever taken the lane.
    bool is_taken() const noexcept;

    std::size_t used_bytes() const noexcept { return ring_.used_bytes(); }
    bool is_open() const noexcept;
    /// Lets go of the lane; what it holds stays readable for a collector that has it or its offer.
    void close() noexcept;

private:
    struct handles;
    std::unique_ptr<handles> handles_;
    ring_producer ring_;
};

/// Tells one lane from another, however often it is offered (the memory's device and inode).
struct lane_identity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    friend bool operator==(const lane_identity &a, const lane_identity &b) noexcept {
        return a.device == b.device && a.inode == b.inode;
    }
    friend bool operator<(const lane_identity &a, const lane_identity &b) noexcept {
        return a.device != b.device ? a.device < b.device : a.inode < b.inode;
    }
};

/// What a lane takes of the collector's means, and in whose name: who made its memory.
struct lane_charge {
    std::uint32_t user_id = 0;
    std::uint64_t bytes = 0;
};

/// Both of its handles, as who holds them can be asked for them.
struct lane_place {
    lane_identity memory;
    lane_identity bell;
    friend bool operator==(const lane_place &a, const lane_place &b) noexcept {
        return a.memory == b.memory && a.bell == b.bell;
    }
};

class lane_reader {
public:
    lane_reader() noexcept;
    ~lane_reader();
    lane_reader(lane_reader &&) noexcept;
    lane_reader &operator=(lane_reader &&) noexcept;
    lane_reader(const lane_reader &) = delete;
    lane_reader &operator=(const lane_reader &) = delete;

    /// The identity of the lane whose handles came with an offer; nothing if they are no lane's.
    static std::optional<lane_identity> identify(const attached_handles &offer) noexcept;

    /// What the lane whose handles came with an offer would cost; nothing if they are no lane's.
    static std::optional<lane_charge> charge_of(const attached_handles &offer) noexcept;

    /// Checks and maps an offered lane; takes the handles in any case. Errors: not_supported (no
    /// lane: not two handles, memory that is unsealed, of a wrong size or has holes, no pipe), the
    /// system's own.
    std::error_code map(attached_handles &&offer);

    const lane_identity &identity() const noexcept { return place().memory; }
    const lane_place &place() const noexcept;
    /// Checked on every call; may change while the writer lives.
    lane_counters counters() const noexcept;
    /// The last stream number that any collector wrote or reported lost before it moved the tail.
    std::uint64_t accounted() const noexcept;

    bool has_more() const noexcept { return ring_.has_more(); }
    /// See ring_consumer::unread_share().
    unsigned unread_share() const noexcept { return ring_.unread_share(); }
    /// See ring_consumer::read().
    bool read(std::size_t max_bytes, ring_batch &out) { return ring_.read(max_bytes, out); }
    /// Whether what was read and is not freed takes more than half of the lane.
    bool is_crowded() const noexcept { return ring_.is_crowded(); }
    /// Frees what was read; `accounted` is the last stream number that it brought to account.
    void consume(std::uint64_t accounted) noexcept;

private:
    friend class lane_bells;
    void say_asleep(bool asleep) noexcept;

    struct handles;
    std::unique_ptr<handles> handles_;
    ring_consumer ring_;
};

/// What the collector waits on: the bells of its lanes, and wake().
///
/// One thread waits and watches; wake() may be called by any thread and any signal handler.
class lane_bells {
public:
    lane_bells();
    ~lane_bells();
    lane_bells(const lane_bells &) = delete;
    lane_bells &operator=(const lane_bells &) = delete;

    /// From now on the lane's bell wakes sleep(); `lane` must not move until forget().
    std::error_code watch(lane_reader &lane);
    void forget(lane_reader &lane) noexcept;

    /// Waits for `duration`, without asking any writer to ring; wake() ends it early.
    void nap(std::chrono::microseconds duration) noexcept;
    /// Tells every lane that the collector sleeps, then blocks until a bell rings, a writer is
    /// gone, wake() is called, or `timeout` has passed (nothing: for ever). Returns at once if a
    /// lane has more to read. If the last sleep was ended by bells that rang for nothing, it rests
    /// some milliseconds first: who rings without end can't keep the collector awake.
    void sleep(std::optional<std::chrono::milliseconds> timeout) noexcept;
    /// Notices writers that are gone, some dozens at once, without waiting.
    void look() noexcept;
    /// Ends a nap or a sleep, or the next one.
    void wake() noexcept;

    /// Whether the lane's writer is gone, as far as nap(), sleep() and look() have noticed.
    bool writer_is_gone(const lane_reader &lane) const noexcept;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace mailslog
