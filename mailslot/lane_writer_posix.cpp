#include "mailslot/lane.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <mailslog/slot_error.h>

#include "mailslot/descriptor_posix.h"
#include "mailslot/lane_page_posix.h"
#include "mailslot/lasting_descriptor_posix.h"
#include "mailslot/mapping_posix.h"
#include "mailslot/no_cancellation.h"
#include "mailslot/slot_folder_posix.h"
#include "mailslot/slot_socket_posix.h"
#include "mailslot/standard_streams_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

/// slot_errc::not_supported: the kernel or a sandbox says that there is no such call.
std::error_code lane_error_of(int error) noexcept {
    const bool is_refused = error == ENOSYS || error == EPERM || error == EACCES || error == EINVAL;
    return is_refused ? make_error_code(slot_errc::not_supported) : error_of(error);
}

std::error_code lane_result_of(long answer) noexcept {
    const int error = errno;
    return answer < 0 ? lane_error_of(error) : std::error_code{};
}

/// What is made larger than that ends its process (SIGXFSZ), shared memory too (setrlimit(2)).
bool is_within_file_limit(std::size_t size_bytes) noexcept {
    rlimit limit{};
    return ::getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur >= size_bytes;
}

/// Takes every page now: a store into one that can't be had later would be SIGBUS. In parts, since
/// a signal undoes what a call has done so far.
std::error_code take_pages(const descriptor &memory, std::size_t size_bytes) noexcept {
    constexpr std::size_t most_at_once = std::size_t{1024} * 1024;
    for (std::size_t at = 0; at < size_bytes;) {
        const std::size_t part = std::min(size_bytes - at, most_at_once);
        if (::fallocate(memory.get(), 0, static_cast<off_t>(at), static_cast<off_t>(part)) == 0) {
            at += part;
        } else if (const int error = errno; error != EINTR) {
            return lane_error_of(error);
        }
    }
    return {};
}

std::error_code make_memory(std::size_t size_bytes, descriptor &out) noexcept {
    if (!is_within_file_limit(size_bytes)) {
        return slot_errc::not_supported;
    }
    descriptor memory{::memfd_create("mailslog-lane", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    if (!memory) {
        return lane_error_of(errno);
    }
    if (const std::error_code failed = keep_off_standard_streams(memory)) {
        return failed;
    }
    if (const std::error_code failed =
            lane_result_of(::ftruncate(memory.get(), static_cast<off_t>(size_bytes)))) {
        return failed;
    }
    if (const std::error_code failed = take_pages(memory, size_bytes)) {
        return failed;
    }
    // Sealed, so that the collector may map it without fear of SIGBUS (memfd_create(2)).
    constexpr int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    if (const std::error_code failed = lane_result_of(::fcntl(memory.get(), F_ADD_SEALS, seals))) {
        return failed;
    }
    out = std::move(memory);
    return {};
}

std::error_code make_bell(descriptor &read_end, descriptor &write_end) noexcept {
    int ends[2] = {-1, -1};
    if (const std::error_code failed = lane_result_of(::pipe2(ends, O_CLOEXEC | O_NONBLOCK))) {
        return failed;
    }
    read_end.reset(ends[0]);
    write_end.reset(ends[1]);
    const std::error_code failed = keep_off_standard_streams(read_end);
    return failed ? failed : keep_off_standard_streams(write_end);
}

/// The same end of the pipe, opened once more (proc(5)): the flags of one that is handed over are
/// the taker's as well as ours (fcntl(2)), and without O_NONBLOCK our reading of it would wait.
descriptor reopened(int read_end) noexcept {
    char path[32] = "";
    std::snprintf(path, sizeof path, "/proc/self/fd/%d", read_end);
    descriptor opened{::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (keep_off_standard_streams(opened)) {
        opened.reset();
    }
    return opened;
}

/// Nobody listens there, or nobody that we may send to: the slot may be elsewhere. A shortage of
/// ours is no such answer, or a lane would come to two collectors.
bool is_no_slot_of_ours(std::error_code answer) noexcept {
    return answer == slot_errc::not_found || answer == slot_errc::access_denied ||
           answer == std::errc::wrong_protocol_type;
}

std::size_t rounded_capacity(std::size_t bytes) noexcept {
    std::size_t capacity = min_lane_bytes;
    while (capacity < bytes && capacity < max_lane_bytes) {
        capacity *= 2;
    }
    return capacity;
}

} // namespace

struct lane_writer::handles {
    lasting_descriptor memory;
    lasting_descriptor bell_read; // also keeps bells from giving SIGPIPE
    lasting_descriptor bell_write;
    lasting_descriptor socket;
    mapping mapped;
    lane_page *page = nullptr;
    lane_route route;

    explicit handles(lane_route to) noexcept : route{std::move(to)} {}

    std::error_code make(std::size_t capacity, std::uint64_t stream_id) noexcept;

    char *ring_data() const noexcept { return mapped.data() + lane_page_bytes; }
    bool are_still_ours() const noexcept {
        return memory.is_still_ours() && bell_read.is_still_ours() && bell_write.is_still_ours() &&
               socket.is_still_ours();
    }

    /// The collector notes when an empty pipe gets a byte, and takes none out.
    void ring_bell() const noexcept {
        if (!bell_read.is_still_ours() || !bell_write.is_still_ours()) {
            return;
        }
        const no_cancellation held;
        char strokes[16]; // there is one, but for threads that ring at once
        constexpr char stroke = 1;
        (void)!::read(bell_read.get(), strokes, sizeof strokes);  // does not block
        (void)!::write(bell_write.get(), &stroke, sizeof stroke); // has room
    }
};

std::error_code lane_writer::handles::make(std::size_t capacity, std::uint64_t stream_id) noexcept {
    const std::size_t size_bytes = lane_page_bytes + capacity;
    if (std::error_code failed = make_memory(size_bytes, memory)) {
        return failed;
    }
    if (std::error_code failed = make_bell(bell_read, bell_write)) {
        return failed;
    }
    if (std::error_code failed = make_socket(socket)) {
        return failed;
    }
    if (!mapped.map(memory.get(), size_bytes)) {
        return lane_error_of(errno);
    }
    page = new (mapped.data()) lane_page{};
    page->magic = lane_magic;
    page->capacity_bytes = capacity;
    page->stream_id = stream_id;
    for (auto *opened : {&memory, &bell_read, &bell_write, &socket}) {
        opened->remember();
    }
    return {};
}

lane_route::lane_route(const slot_name &slot)
    : places_{std::make_shared<const std::vector<writer_place>>(writer_places(slot))} {}

lane_writer::lane_writer() noexcept = default;
lane_writer::~lane_writer() = default;
lane_writer::lane_writer(lane_writer &&) noexcept = default;
lane_writer &lane_writer::operator=(lane_writer &&) noexcept = default;

std::error_code
lane_writer::make(lane_route route, std::size_t capacity_bytes, std::uint64_t stream_id) {
    close();
    auto made = std::make_unique<handles>(std::move(route));
    const std::size_t capacity = rounded_capacity(capacity_bytes);
    if (const std::error_code failed = made->make(capacity, stream_id)) {
        return failed;
    }
    ring_ = ring_producer{&made->page->ring, made->ring_data(), capacity};
    handles_ = std::move(made);
    return {};
}

std::error_code lane_writer::renew() {
    if (!handles_) {
        return slot_errc::closed;
    }
    const lane_page &old = *handles_->page;
    auto made = std::make_unique<handles>(handles_->route);
    if (const std::error_code failed = made->make(ring_.capacity(), old.stream_id)) {
        return failed;
    }
    lane_page &page = *made->page;
    // In this order: the account is not behind the tail.
    const ring_producer ring = ring_.copied_to(&page.ring, made->ring_data());
    page.accounted = old.accounted.load(std::memory_order_relaxed);
    page.logged = old.logged.load(std::memory_order_relaxed);
    page.dropped = old.dropped.load(std::memory_order_relaxed);
    page.truncated = old.truncated.load(std::memory_order_relaxed);
    ring_ = ring;
    handles_ = std::move(made);
    return {};
}

void lane_writer::publish() noexcept {
    ring_.publish();
    wake_reader();
}

void lane_writer::wake_reader() noexcept {
    // A read-modify-write here and another in say_asleep() stand in one order: either the collector
    // sees what was published before it sleeps, or we see that it sleeps.
    std::atomic<std::uint32_t> &asleep = handles_->page->asleep;
    if (asleep.fetch_add(0, std::memory_order_acq_rel) != 0 &&
        asleep.exchange(0, std::memory_order_acq_rel) != 0) {
        handles_->ring_bell();
    }
}

void lane_writer::show(const lane_counters &counters) noexcept {
    lane_page &page = *handles_->page;
    page.dropped.store(counters.dropped, std::memory_order_relaxed);
    page.truncated.store(counters.truncated, std::memory_order_relaxed);
    page.logged.store(counters.logged, std::memory_order_release);
}

std::error_code lane_writer::offer(std::string_view offer) noexcept {
    if (!handles_ || !handles_->are_still_ours()) {
        return slot_errc::closed;
    }
    const descriptor bell = reopened(handles_->bell_read.get());
    const int both[2] = {handles_->memory.get(), bell ? bell.get() : handles_->bell_read.get()};
    std::error_code answer = slot_errc::not_found;
    for (const writer_place &place : *handles_->route.places_) {
        if (!place.counts()) {
            continue;
        }
        const sockaddr_un address = socket_address(place.socket_path);
        const auto result = send_with_handles(handles_->socket, &address, offer, both);
        if (!is_no_slot_of_ours(result)) {
            return result;
        }
        if (result != slot_errc::not_found) {
            answer = result;
        }
    }
    return answer;
}

bool lane_writer::is_taken() const noexcept {
    return handles_ && handles_->page->taken.load(std::memory_order_relaxed) != 0;
}

bool lane_writer::is_open() const noexcept {
    return handles_ != nullptr;
}

void lane_writer::close() noexcept {
    handles_.reset();
}

} // namespace mailslog
