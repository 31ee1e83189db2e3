#include <cerrno>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <mailslog/slot_error.h>

#include "mailslot/lane_handles_posix.h"

namespace mailslog {
namespace {

/// Sealed shared memory in small pages: what can be mapped and read whatever its maker does.
/// F_GET_SEALS fails for anything but a memfd; a memfd of huge pages may still give SIGBUS.
bool is_safe_memory(int fd) noexcept {
    const int seals = ::fcntl(fd, F_GET_SEALS);
    struct statfs volume {};
    return seals >= 0 && (seals & (F_SEAL_SHRINK | F_SEAL_GROW)) == (F_SEAL_SHRINK | F_SEAL_GROW) &&
           (seals & F_SEAL_WRITE) == 0 && ::fstatfs(fd, &volume) == 0 &&
           volume.f_type == TMPFS_MAGIC;
}

bool is_bell(int fd, struct stat &info) noexcept {
    const int flags = ::fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) == O_RDONLY && ::fstat(fd, &info) == 0 &&
           S_ISFIFO(info.st_mode);
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

} // namespace

lane_reader::lane_reader() noexcept = default;
lane_reader::~lane_reader() = default;
lane_reader::lane_reader(lane_reader &&) noexcept = default;
lane_reader &lane_reader::operator=(lane_reader &&) noexcept = default;

std::optional<lane_identity> lane_reader::identify(const attached_handles &offer) noexcept {
    struct stat info {};
    if (offer.size() != 2 || ::fstat(offer.get(0), &info) != 0) {
        return {};
    }
    return identity_of(info);
}

std::error_code lane_reader::map(attached_handles &&offer) {
    handles_.reset();
    const descriptor memory{offer.release(0)};
    descriptor bell{offer.release(1)};
    struct stat info {};
    struct stat bell_info {};
    if (!memory || !bell || ::fstat(memory.get(), &info) != 0 || !is_safe_memory(memory.get()) ||
        !is_bell(bell.get(), bell_info)) {
        return slot_errc::not_supported;
    }
    const std::optional<std::size_t> capacity = capacity_of(info);
    if (!capacity) {
        return slot_errc::not_supported;
    }
    auto taken = std::make_unique<handles>();
    if (!taken->mapped.map(memory.get(), lane_page_bytes + *capacity)) {
        return {errno, std::system_category()};
    }
    taken->page = reinterpret_cast<lane_page *>(taken->mapped.data());
    if (taken->page->magic != lane_magic || taken->page->capacity_bytes != *capacity) {
        return slot_errc::not_supported;
    }
    taken->bell = std::move(bell);
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
    return {
        page.logged.load(std::memory_order_relaxed), page.dropped.load(std::memory_order_relaxed),
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
