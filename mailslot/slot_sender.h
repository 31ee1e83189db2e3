// A way to a slot: the system's own, or the network's. What a slot_writer holds.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <system_error>

#include <mailslog/slot_name.h>

namespace mailslog {

class slot_sender {
public:
    virtual ~slot_sender() = default;
    slot_sender(const slot_sender &) = delete;
    slot_sender &operator=(const slot_sender &) = delete;

    /// As slot_writer::write().
    virtual std::error_code write(
        const void *data, std::size_t size_bytes,
        std::chrono::milliseconds wait_at_most) noexcept = 0;

protected:
    slot_sender() = default;
};

/// Whether the system itself reaches the slots of other machines (Windows does).
bool system_has_remote_slots() noexcept;

/// To a slot of this machine, or of another where the system reaches it. Errors: as
/// slot_writer::open().
std::error_code open_system_sender(const slot_name &name, std::unique_ptr<slot_sender> &out);

} // namespace mailslog
