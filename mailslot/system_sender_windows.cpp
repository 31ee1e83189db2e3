#include "mailslot/slot_sender.h"

#include <utility>

#include <mailslog/slot_error.h>

#include "mailslot/slot_client_windows.h"
#include "mailslot/utf16_windows.h"

namespace mailslog {
namespace {

class system_sender final : public slot_sender {
public:
    std::error_code open(const wchar_t *path) noexcept { return client_.open(path); }

    std::error_code write(
        const void *data, std::size_t size_bytes,
        std::chrono::milliseconds wait_at_most) noexcept override {
        return client_.write(data, size_bytes, wait_at_most);
    }

private:
    slot_client client_;
};

} // namespace

bool system_has_remote_slots() noexcept {
    return true;
}

std::error_code open_system_sender(const slot_name &name, std::unique_ptr<slot_sender> &out) {
    const auto path = widen(name.str());
    if (!path) {
        return slot_errc::invalid_name;
    }
    auto opened = std::make_unique<system_sender>();
    const auto error = opened->open(path->c_str());
    if (!error) {
        out = std::move(opened);
    }
    return error;
}

} // namespace mailslog
