// How many lanes there may be, in all and for each user: a neighbour who makes many leaves room for
// the others'. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "mailslot/lane.h"

namespace mailslog {

class lane_quota {
public:
    /// Each takes a descriptor, and a look in every turn of the collector's.
    static constexpr std::size_t max_lanes = 4096;
    static constexpr std::size_t max_user_lanes = 1024;
    /// What they may map: as much as so many lanes of the default size have.
    static constexpr std::uint64_t max_user_bytes = std::uint64_t{1} << 30;
    /// Descriptors that are not for lanes: files, sockets, offers that wait to be looked at. At
    /// most half of all.
    static constexpr std::size_t reserved_descriptors = 512;
    /// Those that hostile messages bring for a moment, 64 at once and 253 in each (unix(7)).
    static constexpr std::size_t momentary_descriptors = std::size_t{64} * 253;

    /// For a process that may have `descriptors` open, and needs `others` more than the reserved
    /// ones for what is none of the lanes'.
    explicit lane_quota(std::size_t descriptors, std::size_t others = 0) noexcept;

    bool has_room_for(const lane_charge &lane) const;
    /// Why there is none, for the operator.
    std::string refusal_of(const lane_charge &lane) const;
    void add(const lane_charge &lane);
    void remove(const lane_charge &lane);

    /// How many lanes there may be in all.
    std::size_t limit() const noexcept { return limit_; }

private:
    struct account {
        std::size_t lanes = 0;
        std::uint64_t bytes = 0;
    };

    std::size_t limit_;
    std::size_t lanes_ = 0;
    std::map<std::uint32_t, account> users_;
};

} // namespace mailslog
