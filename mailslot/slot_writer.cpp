#include <mailslog/slot_writer.h>

#include <string>

#include <mailslog/slot_error.h>

#include "mailslot/network/remote_sender.h"
#include "mailslot/slot_sender.h"

namespace mailslog {

slot_writer::slot_writer() noexcept = default;
slot_writer::~slot_writer() = default;
slot_writer::slot_writer(slot_writer &&) noexcept = default;
slot_writer &slot_writer::operator=(slot_writer &&) noexcept = default;

std::error_code slot_writer::open(const slot_name &name, const network_config &network) {
    close();
    if (name.reach() == slot_reach::local) {
        return open_system_sender(name, sender_);
    }
    std::string reason;
    const auto settings = remote_settings::read(network, reason);
    return settings ? open_remote_sender(name, *settings, sender_)
                    : std::make_error_code(std::errc::invalid_argument);
}

std::error_code slot_writer::write(
    const void *data, std::size_t size_bytes, std::chrono::milliseconds wait_at_most) noexcept {
    return sender_ ? sender_->write(data, size_bytes, wait_at_most) : slot_errc::closed;
}

bool slot_writer::is_open() const noexcept {
    return sender_ != nullptr;
}

void slot_writer::close() noexcept {
    sender_.reset();
}

} // namespace mailslog
