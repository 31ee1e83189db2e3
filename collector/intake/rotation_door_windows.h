// How `mailslog rotate` asks a collector on Windows, where there are no signals: an event that the
// collector hears, and a file mapping that tells where its answer will stand. Both are named after
// the collector's process and end with it. They are for its own user and administrators.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

#include "mailslot/handle_windows.h"

namespace mailslog {

class rotation_door {
public:
    /// Opens this process's. Errors: the system's.
    std::error_code open(const std::string &answer_path);
    /// The event that is set by who asks; null until it is open.
    void *bell() const noexcept { return bell_.get(); }

    /// Where the process answers; nothing if it has no door, or none for us.
    static std::optional<std::string> answer_path_of(std::int64_t process_id);
    static std::error_code knock(std::int64_t process_id);

private:
    handle bell_;
    handle sign_;
};

} // namespace mailslog
