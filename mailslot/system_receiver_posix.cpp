#include "mailslot/slot_receiver.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mailslog/slot_error.h>

#include "mailslot/bound_socket_posix.h"
#include "mailslot/deadline.h"
#include "mailslot/slot_folder_posix.h"
#include "mailslot/slot_lock_posix.h"
#include "mailslot/socket_memory_posix.h"
#include "mailslot/strangers_handle_posix.h"
#include "mailslot/system_error_posix.h"
#include "mailslot/wake_event_posix.h"

namespace mailslog {
namespace {

constexpr std::size_t default_message_bytes = 65'536;

/// Beyond so many strangers' handles that are not closed yet, messages wait in the socket: there
/// they take no descriptors of ours. Looked at again after so long.
constexpr std::size_t max_to_close = 1024;
constexpr int closing_ms = 10;

bool has_too_many_to_close() noexcept {
    return unclosed_strangers_handles() > max_to_close;
}

std::size_t message_limit(const slot_reader_options &options) noexcept {
    const std::size_t asked =
        options.max_message_bytes == 0 ? default_message_bytes : options.max_message_bytes;
    return std::min(asked, max_batch_bytes);
}

/// The next message's whole length; timed_out when nothing waits. A message stays where it is.
std::error_code peek(const descriptor &socket, std::size_t &bytes) noexcept {
    const ssize_t size = ::recv(socket.get(), nullptr, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
    const auto error = result_of(size);
    bytes = error ? 0 : static_cast<std::size_t>(size);
    return error == slot_errc::full ? slot_errc::timed_out : error; // EAGAIN, seen from this end
}

class system_receiver final : public slot_receiver {
public:
    explicit system_receiver(std::size_t max_message_bytes)
        : max_message_bytes_{max_message_bytes} {}
    ~system_receiver() override;
    system_receiver(const system_receiver &) = delete;
    system_receiver &operator=(const system_receiver &) = delete;

    /// `bound`: the slot's socket, if there is one already; `mode`: that of one that is made.
    std::error_code open(const std::string &path, descriptor bound, mode_t mode);

    std::error_code read(
        void *buffer, std::size_t buffer_bytes, std::size_t &message_bytes,
        std::chrono::milliseconds timeout) override;
    std::error_code receive(message_batch &batch, std::chrono::milliseconds timeout) override;
    std::error_code info(slot_info &info) override;
    void interrupt() noexcept override { wake_.set(); }

private:
    std::error_code next_bytes(std::size_t &bytes) const noexcept;
    std::error_code read_now(void *buffer, std::size_t buffer_bytes, std::size_t &bytes) noexcept;
    void wait(int milliseconds) noexcept;
    /// Repeats `attempt` as long as it finds nothing and there is time to wait for more.
    template <typename Attempt>
    std::error_code repeat(std::chrono::milliseconds timeout, Attempt attempt);

    const std::size_t max_message_bytes_;
    slot_lock lock_;
    bound_socket socket_;
    wake_event wake_;
    const pid_t owner_ = ::getpid();
};

// A child by fork() has a copy of the reader, but the slot is its parent's.
system_receiver::~system_receiver() {
    if (owner_ == ::getpid()) {
        socket_.remove();
        lock_.remove();
    }
}

std::error_code system_receiver::open(const std::string &path, descriptor bound, mode_t mode) {
    if (const auto error = wake_.make()) {
        return error;
    }
    if (const auto error = lock_.take(path)) {
        return error;
    }
    return bound ? socket_.take(std::move(bound), path) : socket_.bind(path, mode);
}

std::error_code system_receiver::read(
    void *buffer, std::size_t buffer_bytes, std::size_t &message_bytes,
    std::chrono::milliseconds timeout) {
    return repeat(timeout, [&] { return read_now(buffer, buffer_bytes, message_bytes); });
}

std::error_code system_receiver::receive(message_batch &batch, std::chrono::milliseconds timeout) {
    auto &memory = memory_of<socket_memory>(
        batch, [this](const auto &one) { return one.message_bytes() == max_message_bytes_; },
        [this] { return std::make_unique<socket_memory>(max_message_bytes_); });
    return repeat(timeout, [&] { return memory.receive(socket_.handle(), batch.messages); });
}

std::error_code system_receiver::info(slot_info &info) {
    std::size_t next = 0;
    const auto error = next_bytes(next);
    if (error && error != slot_errc::timed_out) {
        return error;
    }
    info = {};
    info.max_message_bytes = max_message_bytes_;
    if (!error) {
        info.next_message_bytes = next;
    }
    return {};
}

std::error_code system_receiver::next_bytes(std::size_t &bytes) const noexcept {
    const auto error = peek(socket_.handle(), bytes);
    bytes = std::min(bytes, max_message_bytes_);
    return error;
}

std::error_code
system_receiver::read_now(void *buffer, std::size_t buffer_bytes, std::size_t &bytes) noexcept {
    std::size_t next = 0;
    if (const auto error = next_bytes(next)) {
        return error;
    }
    if (next > buffer_bytes) {
        return slot_errc::buffer_too_small;
    }
    const ssize_t size = receive_bytes(socket_.handle(), buffer, next);
    const auto error = result_of(size);
    bytes = error ? 0 : static_cast<std::size_t>(size);
    return error;
}

void system_receiver::wait(int milliseconds) noexcept {
    pollfd events[] = {{wake_.handle(), POLLIN, 0}, {socket_.handle().get(), POLLIN, 0}};
    // Whatever ends it, the caller looks again.
    if (has_too_many_to_close()) {
        ::poll(events, 1, milliseconds < 0 ? closing_ms : std::min(milliseconds, closing_ms));
    } else {
        ::poll(events, 2, milliseconds);
    }
    if (events[0].revents != 0) {
        wake_.clear();
    }
}

template <typename Attempt>
std::error_code system_receiver::repeat(std::chrono::milliseconds timeout, Attempt attempt) {
    const deadline end{timeout};
    for (;;) {
        if (wake_.take()) {
            return slot_errc::interrupted;
        }
        const std::error_code error =
            has_too_many_to_close() ? std::error_code{slot_errc::timed_out} : attempt();
        const int left = end.remaining_ms();
        if (error != slot_errc::timed_out || left == 0) {
            return error;
        }
        wait(left);
    }
}

} // namespace

std::error_code create_system_receiver(
    const slot_name &name, const slot_reader_options &options,
    std::unique_ptr<slot_receiver> &out) {
    descriptor bound{options.bound_socket};
    std::string path;
    if (const auto error = make_owner_socket_path(name, path)) {
        return error;
    }
    auto created = std::make_unique<system_receiver>(message_limit(options));
    const mode_t mode = options.socket_mode == 0 ? socket_mode(path) : options.socket_mode;
    const auto error = created->open(path, std::move(bound), mode);
    if (!error) {
        out = std::move(created);
    }
    return error;
}

std::optional<std::int64_t> slot_owner(const slot_name &name) {
    for (const std::string &path : writer_socket_paths(name)) {
        if (const auto owner = slot_lock::owner(path)) {
            return owner;
        }
    }
    return std::nullopt;
}

} // namespace mailslog
