#include <mailslog/slot_writer.h>

#include <cerrno>
#include <string>
#include <vector>

#include <poll.h>
#include <sys/socket.h>

#include <mailslog/slot_error.h>

#include "mailslot/deadline.h"
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

} // namespace

struct slot_writer::impl {
    descriptor socket;
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
    auto opened = std::make_unique<impl>();
    auto error = make_socket(opened->socket);
    if (!error) {
        error = connect_to_first(opened->socket, writer_socket_paths(name));
    }
    if (!error) {
        impl_ = std::move(opened);
    }
    return error;
}

std::error_code slot_writer::write(
    const void *data, std::size_t size_bytes, std::chrono::milliseconds wait_at_most) noexcept {
    if (!impl_) {
        return slot_errc::closed;
    }
    auto error = send_now(impl_->socket, data, size_bytes);
    if (error != slot_errc::full || wait_at_most <= std::chrono::milliseconds::zero()) {
        return error;
    }
    const deadline end{wait_at_most};
    do {
        wait_for_room(impl_->socket, end.remaining_ms());
        error = send_now(impl_->socket, data, size_bytes);
    } while (error == slot_errc::full && !end.has_passed());
    return error;
}

bool slot_writer::is_open() const noexcept {
    return impl_ != nullptr;
}

void slot_writer::close() noexcept {
    impl_.reset();
}

} // namespace mailslog
