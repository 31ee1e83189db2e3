#include "mailslot/slot_sender.h"

#include <cerrno>
#include <string>
#include <vector>

#include <poll.h>
#include <sys/socket.h>

#include <mailslog/slot_error.h>

#include "mailslot/deadline.h"
#include "mailslot/lasting_descriptor_posix.h"
#include "mailslot/slot_folder_posix.h"
#include "mailslot/slot_socket_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

std::error_code send_now(const descriptor &socket, const void *data, std::size_t size) noexcept {
    while (::send(socket.get(), data, size, MSG_NOSIGNAL) < 0) {
        const int error = errno;
        if (error != EINTR) {
            return error_of(error);
        }
    }
    return {};
}

/// A signal may end it early, as may room that somebody else takes first.
void wait_for_room(const descriptor &socket, int milliseconds) noexcept {
    pollfd waiting{socket.get(), POLLOUT, 0};
    ::poll(&waiting, 1, milliseconds);
}

/// An answer that tells more than that nothing was there goes before one that does not.
std::error_code
connect_to_first(const descriptor &socket, const std::vector<std::string> &paths) noexcept {
    std::error_code answer = slot_errc::not_found;
    for (const std::string &path : paths) {
        const auto error = connect_to_slot(socket, path);
        if (!error) {
            return {};
        }
        if (error != slot_errc::not_found) {
            answer = error;
        }
    }
    return answer;
}

class system_sender final : public slot_sender {
public:
    std::error_code open(const slot_name &name) {
        const auto error = make_socket(socket_);
        socket_.remember();
        return error ? error : connect_to_first(socket_, writer_socket_paths(name));
    }

    std::error_code write(
        const void *data, std::size_t size_bytes,
        std::chrono::milliseconds wait_at_most) noexcept override {
        if (!socket_.is_still_ours()) {
            return slot_errc::closed;
        }
        auto error = send_now(socket_, data, size_bytes);
        if (error != slot_errc::full || wait_at_most <= std::chrono::milliseconds::zero()) {
            return error;
        }
        const deadline end{wait_at_most};
        do {
            wait_for_room(socket_, end.remaining_ms());
            error = send_now(socket_, data, size_bytes);
        } while (error == slot_errc::full && !end.has_passed());
        return error;
    }

private:
    lasting_descriptor socket_;
};

} // namespace

bool system_has_remote_slots() noexcept {
    return false;
}

std::error_code open_system_sender(const slot_name &name, std::unique_ptr<slot_sender> &out) {
    if (name.reach() != slot_reach::local) {
        return slot_errc::not_supported;
    }
    auto opened = std::make_unique<system_sender>();
    const auto error = opened->open(name);
    if (!error) {
        out = std::move(opened);
    }
    return error;
}

} // namespace mailslog
