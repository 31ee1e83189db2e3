// The collector that owns a slot of this machine, as another process finds it. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

#include <mailslog/slot_name.h>

namespace mailslog {

struct slot_collector {
    std::int64_t process_id = 0;
    std::string answer_path; // see rotation_answer.h
};

/// Who owns the slot, be it a collector or not; nothing if nobody does, or this user may not know.
std::optional<slot_collector> find_slot_collector(const slot_name &slot);

/// Why this process could not own the slot, found out without trying: the name, or the folder. Who
/// owns it now does not count. Errors: as slot_reader::create().
std::error_code obstacle_to_owning(const slot_name &slot);

/// The socket by which this user's applications reach somebody else's slot of that name, before
/// they come to that of this process, which owns one; empty: they come to this one.
std::string socket_before_ours(const slot_name &slot);

/// Where a collector of the slot, which writes to `log_path`, is to answer: beside the slot's
/// socket, or beside the log where there is none. Empty: nowhere.
std::string answer_path_of(const slot_name &slot, const std::string &log_path);

/// Asks it to rotate its log. Only for a process whose answer is there: any other may die of the
/// signal. Errors: the system's.
std::error_code ask_for_rotation(const slot_collector &collector);

} // namespace mailslog
