// A client's handle of a local mailslot: what slot_writer is made of, and how a slot_reader sends
// itself the message that ends its wait. One thread at a time; no memory is taken.
#pragma once

#include <chrono>
#include <cstddef>
#include <system_error>

#include "mailslot/handle_windows.h"

namespace mailslog {

class slot_client {
public:
    /// `path` is the slot's whole name. Errors: as slot_writer::open().
    std::error_code open(const wchar_t *path) noexcept;
    /// As slot_writer::write().
    std::error_code write(
        const void *data, std::size_t size_bytes, std::chrono::milliseconds wait_at_most) noexcept;

private:
    handle slot_;
    handle done_; // set by the system when a write is
};

} // namespace mailslog
