// Room in the slot's socket for what programs without a lane send to it. One thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace mailslog {

/// What a socket should have room for, at least: what systemd sets where it runs.
inline constexpr std::size_t ample_datagrams = 512;

/// Sees to it, before the slot is made, that its socket will have room for `wanted` datagrams;
/// takes none away. `is_handed_over`: the socket is there already. Returns why that can't be, for
/// the user to read.
std::optional<std::string> make_room_for(std::size_t wanted, bool is_handed_over);

/// What a socket that is made now lacks and what that costs, for the user to read; nothing if its
/// room is ample, or not known.
std::optional<std::string> remark_on_little_room();

} // namespace mailslog
