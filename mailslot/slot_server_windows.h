// The server's handle of a mailslot, and the message that was read from it but not yet given away.
//
// A message is always read into memory that takes any, so that one which is too long for a caller's
// buffer stays: Wine 8 cuts it and drops the rest, where Windows leaves it in the slot.
//
// Reads may block where it says so, since only Windows has asynchronous reads of a mailslot (Wine 8
// makes the server's handle a synchronous one, and CancelIoEx does not end its reads). wake() ends
// one on both: it sends the slot an empty message.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <mailslog/slot_reader.h>

#include "mailslot/handle_windows.h"

namespace mailslog {

/// One thread at a time, except wake().
class slot_server {
public:
    /// `path` is the slot's whole name; `is_for_all`: every user of the machine may write to it.
    /// Errors: as slot_reader::create().
    std::error_code
    create(const std::wstring &path, std::size_t max_message_bytes, bool is_for_all);

    /// Sees to it that there is a next message; waits for one at most `milliseconds`. Errors:
    /// timed_out (early after wake()), the system's own.
    std::error_code fetch(unsigned long milliseconds) noexcept;
    /// The next message, cut to max_message_bytes; only after fetch() has found one.
    std::string_view next() const noexcept;
    /// So long was it before that.
    std::size_t next_full_bytes() const noexcept { return next_bytes_; }
    void drop_next() noexcept { has_next_ = false; }

    std::size_t max_message_bytes() const noexcept { return max_message_bytes_; }
    std::error_code info(slot_info &info) noexcept;

    /// Ends a fetch() that waits, or the next one. Any thread. False if the slot takes no message
    /// at the moment.
    bool wake() noexcept;

private:
    std::error_code set_read_timeout(unsigned long milliseconds) noexcept;
    std::error_code read(unsigned long milliseconds) noexcept;
    bool take_wake() noexcept;

    std::wstring path_;
    std::size_t max_message_bytes_ = 0;
    handle slot_;
    handle read_done_;
    unsigned long read_timeout_ms_ = 0;
    std::unique_ptr<char[]> next_;
    std::size_t next_bytes_ = 0;
    bool has_next_ = false;
    std::atomic<int> wakes_{0}; // empty messages of ours in the slot
};

} // namespace mailslog
