#include <mailslog/slot_writer.h>

#include <utility>

#include <mailslog/slot_error.h>

#include "mailslot/slot_client_windows.h"
#include "mailslot/utf16_windows.h"

namespace mailslog {

struct slot_writer::impl {
    slot_client client;
};

slot_writer::slot_writer() noexcept = default;
slot_writer::~slot_writer() = default;
slot_writer::slot_writer(slot_writer &&) noexcept = default;
slot_writer &slot_writer::operator=(slot_writer &&) noexcept = default;

std::error_code slot_writer::open(const slot_name &name) {
    close();
    if (name.reach() != slot_reach::local) {
        return slot_errc::not_supported;
    }
    const auto path = widen(name.str());
    if (!path) {
        return slot_errc::invalid_name;
    }
    auto opened = std::make_unique<impl>();
    const auto error = opened->client.open(path->c_str());
    if (!error) {
        impl_ = std::move(opened);
    }
    return error;
}

std::error_code slot_writer::write(
    const void *data, std::size_t size_bytes, std::chrono::milliseconds wait_at_most) noexcept {
    return impl_ ? impl_->client.write(data, size_bytes, wait_at_most) : slot_errc::closed;
}

bool slot_writer::is_open() const noexcept {
    return impl_ != nullptr;
}

void slot_writer::close() noexcept {
    impl_.reset();
}

} // namespace mailslog
