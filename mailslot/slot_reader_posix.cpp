#include <mailslog/slot_reader.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mailslog/slot_error.h>

#include "mailslot/bound_socket_posix.h"
#include "mailslot/deadline.h"
#include "mailslot/message_batch_posix.h"
#include "mailslot/slot_folder_posix.h"
#include "mailslot/slot_lock_posix.h"
#include "mailslot/system_error_posix.h"
#include "mailslot/wake_event_posix.h"

namespace mailslog {
namespace {

constexpr std::size_t default_message_bytes = 65'536;

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

} // namespace

struct slot_reader::impl {
    impl() = default;
    ~impl();
    impl(const impl &) = delete;
    impl &operator=(const impl &) = delete;

    std::error_code open(const std::string &path);
    std::error_code next_bytes(std::size_t &bytes) const noexcept;
    std::error_code read_now(void *buffer, std::size_t buffer_bytes, std::size_t &bytes) noexcept;
    message_batch::memory &memory_of(message_batch &batch) const;
    void wait(int milliseconds) noexcept;
    /// Repeats `attempt` as long as it finds nothing and there is time to wait for more.
    template <typename Attempt>
    std::error_code repeat(std::chrono::milliseconds timeout, Attempt attempt);

    slot_lock lock;
    bound_socket socket;
    wake_event wake;
    std::size_t max_message_bytes = default_message_bytes;
    pid_t owner = ::getpid();
};

// A child by fork() has a copy of the reader, but the slot is its parent's.
slot_reader::impl::~impl() {
    if (owner == ::getpid()) {
        socket.remove();
        lock.remove();
    }
}

std::error_code slot_reader::impl::open(const std::string &path) {
    if (const auto error = wake.make()) {
        return error;
    }
    if (const auto error = lock.take(path)) {
        return error;
    }
    return socket.bind(path);
}

std::error_code slot_reader::impl::next_bytes(std::size_t &bytes) const noexcept {
    const auto error = peek(socket.handle(), bytes);
    bytes = std::min(bytes, max_message_bytes);
    return error;
}

std::error_code
slot_reader::impl::read_now(void *buffer, std::size_t buffer_bytes, std::size_t &bytes) noexcept {
    std::size_t next = 0;
    if (const auto error = next_bytes(next)) {
        return error;
    }
    if (next > buffer_bytes) {
        return slot_errc::buffer_too_small;
    }
    const ssize_t size = ::recv(socket.handle().get(), buffer, next, MSG_DONTWAIT);
    const auto error = result_of(size);
    bytes = error ? 0 : static_cast<std::size_t>(size);
    return error;
}

message_batch::memory &slot_reader::impl::memory_of(message_batch &batch) const {
    if (!batch.memory_ || batch.memory_->message_bytes() != max_message_bytes) {
        batch.memory_ = std::make_unique<message_batch::memory>(max_message_bytes);
    }
    return *batch.memory_;
}

void slot_reader::impl::wait(int milliseconds) noexcept {
    pollfd events[] = {{socket.handle().get(), POLLIN, 0}, {wake.handle(), POLLIN, 0}};
    ::poll(events, 2, milliseconds); // whatever ends it, the caller looks again
    if (events[1].revents != 0) {
        wake.clear();
    }
}

template <typename Attempt>
std::error_code slot_reader::impl::repeat(std::chrono::milliseconds timeout, Attempt attempt) {
    const deadline end{timeout};
    for (;;) {
        if (wake.take()) {
            return slot_errc::interrupted;
        }
        const std::error_code error = attempt();
        const int left = end.remaining_ms();
        if (error != slot_errc::timed_out || left == 0) {
            return error;
        }
        wait(left);
    }
}

slot_reader::slot_reader() noexcept = default;
slot_reader::~slot_reader() = default;
slot_reader::slot_reader(slot_reader &&) noexcept = default;
slot_reader &slot_reader::operator=(slot_reader &&) noexcept = default;

std::error_code slot_reader::create(const slot_name &name, const slot_reader_options &options) {
    close();
    std::string path;
    if (const auto error = make_owner_socket_path(name, path)) {
        return error;
    }
    auto created = std::make_unique<impl>();
    created->max_message_bytes = message_limit(options);
    const auto error = created->open(path);
    if (!error) {
        impl_ = std::move(created);
    }
    return error;
}

std::error_code slot_reader::read(
    void *buffer, std::size_t buffer_bytes, std::size_t &message_bytes,
    std::chrono::milliseconds timeout) {
    message_bytes = 0;
    if (!impl_) {
        return slot_errc::closed;
    }
    return impl_->repeat(
        timeout, [&] { return impl_->read_now(buffer, buffer_bytes, message_bytes); });
}

std::error_code slot_reader::receive(message_batch &batch, std::chrono::milliseconds timeout) {
    batch.messages.clear();
    if (!impl_) {
        return slot_errc::closed;
    }
    auto &memory = impl_->memory_of(batch);
    return impl_->repeat(
        timeout, [&] { return memory.receive(impl_->socket.handle(), batch.messages); });
}

std::error_code slot_reader::info(slot_info &info) const {
    if (!impl_) {
        return slot_errc::closed;
    }
    std::size_t next = 0;
    const auto error = impl_->next_bytes(next);
    if (error && error != slot_errc::timed_out) {
        return error;
    }
    info = {};
    info.max_message_bytes = impl_->max_message_bytes;
    if (!error) {
        info.next_message_bytes = next;
    }
    return {};
}

void slot_reader::interrupt() noexcept {
    if (impl_) {
        impl_->wake.set();
    }
}

bool slot_reader::is_open() const noexcept {
    return impl_ != nullptr;
}

void slot_reader::close() noexcept {
    impl_.reset();
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
