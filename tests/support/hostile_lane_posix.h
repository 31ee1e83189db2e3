// A lane of a sender that keeps to no rule: it may store anything in its memory at any moment, and
// hand over what it likes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "mailslot/descriptor_posix.h"
#include "mailslot/lane.h"
#include "mailslot/lane_page_posix.h"
#include "mailslot/mapping_posix.h"

namespace mailslog {

class hostile_lane {
public:
    /// One that is as it should be, so far.
    explicit hostile_lane(std::size_t capacity = min_lane_bytes);

    lane_page &page() const noexcept { return *reinterpret_cast<lane_page *>(mapped_.data()); }
    char *ring() const noexcept { return mapped_.data() + lane_page_bytes; }
    const descriptor &memory() const noexcept { return memory_; }
    const descriptor &bell() const noexcept { return bell_; }

    /// The handles of an offer, as they arrive with it.
    attached_handles handles() const;
    static attached_handles handles(const descriptor &memory, const descriptor &bell);

    /// Publishes a frame as an honest sender does.
    void put(const std::string &frame);
    /// Stores the head, wherever that leads.
    void set_head(std::uint64_t bytes) noexcept;
    void ring_bell() const;
    /// Rings the bell for ever.
    [[noreturn]] void ring_without_end() const noexcept;
    /// As if the sender had died.
    void hang_up() noexcept { ringer_.reset(); }

private:
    descriptor memory_;
    mapping mapped_;
    descriptor bell_;
    descriptor ringer_;
    ring_producer ring_;
};

/// A memfd of that size and with those seals, not touched yet.
descriptor make_memory(std::size_t size_bytes, int seals);

} // namespace mailslog
