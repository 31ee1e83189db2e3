#include "mailslot/handle_windows.h"

#include <windows.h>

namespace mailslog {

void handle::reset(void *value) noexcept {
    void *const old = std::exchange(value_, valid_or_null(value));
    if (old) {
        ::CloseHandle(old);
    }
}

void *handle::valid_or_null(void *value) noexcept {
    return value == INVALID_HANDLE_VALUE ? nullptr : value;
}

handle make_event(event_reset reset) noexcept {
    const BOOL by_hand = reset == event_reset::by_hand;
    return handle{::CreateEventW(nullptr, by_hand, FALSE, nullptr)};
}

} // namespace mailslog
