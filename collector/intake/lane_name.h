// What a lane is called in a service manager's store, so that a successor knows whose it is. Pure
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mailslog {

struct lane_name {
    std::uint64_t stream_id = 0;
    std::uint32_t process_id = 0; // of who offered it
    std::uint64_t inode = 0;      // of its memory: tells two lanes of one stream apart

    /// "mailslog-lane-STREAM-PROCESS-INODE", all three hexadecimal.
    std::string str() const;
    /// Nothing if the text is no lane's name.
    static std::optional<lane_name> parse(std::string_view text) noexcept;
};

} // namespace mailslog
