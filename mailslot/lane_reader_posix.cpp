#include <cerrno>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <mailslog/slot_error.h>

#include "mailslot/lane_handles_posix.h"
#include "mailslot/strangers_handle_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

/// A memfd, or -1. To be asked before anything else: it asks no file's server, who might not
/// answer.
int seals_of(int fd) noexcept {
    return ::fcntl(fd, F_GET_SEALS);
}

/// Sealed shared memory in small pages: what can be mapped and read whatever its maker does. A
/// memfd of huge pages may still give SIGBUS.
bool is_safe_memory(int fd) noexcept {
    const int seals = seals_of(fd);
    struct statfs volume {};
    return seals >= 0 && (seals & (F_SEAL_SHRINK | F_SEAL_GROW)) == (F_SEAL_SHRINK | F_SEAL_GROW) &&
           (seals & F_SEAL_WRITE) == 0 && ::fstatfs(fd, &volume) == 0 &&
           volume.f_type == TMPFS_MAGIC;
}

bool is_bell(int fd, struct stat &info) noexcept {
    const int flags = ::fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & (O_ACCMODE | O_PATH)) == O_RDONLY && is_nameless_pipe(fd) &&
           ::fstat(fd, &info) == 0;
}

/// Whether every page is there. Those that its maker left out would be made when we read them, and
/// be ours to pay (its maker may still take some out later, but no more than it had paid). Its
/// blocks tell nothing: there may be some beyond its end.
bool is_whole(int fd, const struct stat &memory) noexcept {
    return ::lseek(fd, 0, SEEK_HOLE) == memory.st_size;
}

/// Whether the page begins as a lane's does. Asked before the memory is mapped, which costs more.
bool begins_as_lane(int fd, std::size_t capacity) noexcept {
    std::uint64_t constants[2] = {};
    static_assert(offsetof(lane_page, capacity_bytes) == sizeof(std::uint64_t));
    return ::pread(fd, constants, sizeof constants, 0) == sizeof constants &&
           constants[0] == lane_magic && constants[1] == capacity;
}

lane_identity identity_of(const struct stat &info) noexcept {
    return {info.st_dev, info.st_ino};
}

std::optional<std::size_t> capacity_of(const struct stat &memory) noexcept {
    constexpr auto page = static_cast<off_t>(lane_page_bytes);
    if (memory.st_size < page + static_cast<off_t>(min_lane_bytes) ||
        memory.st_size > page + static_cast<off_t>(max_lane_bytes)) {
        return {};
    }
    const auto capacity = static_cast<std::size_t>(memory.st_size - page);
    return is_ring_capacity(capacity) ? std::optional{capacity} : std::nullopt;
}

bool has_memory(const attached_handles &offer, struct stat &info) noexcept {
    return offer.size() == 2 && seals_of(offer.get(0)) >= 0 && ::fstat(offer.get(0), &info) == 0;
}

} // namespace

lane_reader::handles::~handles() {
    close_strangers_handle(bell.release());
}

lane_reader::lane_reader() noexcept = default;
lane_reader::~lane_reader() = default;
lane_reader::lane_reader(lane_reader &&) noexcept = default;
lane_reader &lane_reader::operator=(lane_reader &&) noexcept = default;

std::optional<lane_identity> lane_reader::identify(const attached_handles &offer) noexcept {
    struct stat info {};
    if (!has_memory(offer, info)) {
        return {};
    }
    return identity_of(info);
}

std::optional<lane_charge> lane_reader::charge_of(const attached_handles &offer) noexcept {
    struct stat info {};
    if (!has_memory(offer, info) || !capacity_of(info)) {
        return {};
    }
    return lane_charge{info.st_uid, static_cast<std::uint64_t>(info.st_size)};
}

std::error_code lane_reader::map(attached_handles &&offer) {
    handles_.reset();
    attached_handles offered{std::move(offer)};
    const int memory = offered.get(0);
    struct stat info {};
    struct stat bell_info {};
    if (!has_memory(offered, info) || !is_safe_memory(memory) ||
        !is_bell(offered.get(1), bell_info)) {
        return slot_errc::not_supported;
    }
    const std::optional<std::size_t> capacity = capacity_of(info);
    if (!capacity || !is_whole(memory, info) || !begins_as_lane(memory, *capacity)) {
        return slot_errc::not_supported;
    }
    auto taken = std::make_unique<handles>();
    if (!taken->mapped.map(memory, lane_page_bytes + *capacity)) {
        return last_error();
    }
    taken->page = reinterpret_cast<lane_page *>(taken->mapped.data());
    taken->bell.reset(offered.release(1));
    taken->place = {identity_of(info), identity_of(bell_info)};
    taken->page->taken.store(1, std::memory_order_relaxed);
    ring_ = ring_consumer{&taken->page->ring, taken->mapped.data() + lane_page_bytes, *capacity};
    handles_ = std::move(taken);
    return {};
}

const lane_place &lane_reader::place() const noexcept {
    return handles_->place;
}

lane_counters lane_reader::counters() const noexcept {
    const lane_page &page = *handles_->page;
    const std::uint64_t logged = page.logged.load(std::memory_order_acquire);
    return {
        logged, page.dropped.load(std::memory_order_relaxed),
        page.truncated.load(std::memory_order_relaxed)};
}

std::uint64_t lane_reader::accounted() const noexcept {
    return handles_->page->accounted.load(std::memory_order_relaxed);
}

void lane_reader::consume(std::uint64_t accounted) noexcept {
    // In this order: a successor that sees the new tail sees the account as well.
    handles_->page->accounted.store(accounted, std::memory_order_relaxed);
    ring_.consume();
}

void lane_reader::say_asleep(bool asleep) noexcept {
    handles_->page->asleep.exchange(asleep ? 1 : 0, std::memory_order_acq_rel);
}

} // namespace mailslog
