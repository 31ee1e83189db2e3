#include "mailslot/slot_receiver.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

#include <mailslog/slot_error.h>

#include "mailslot/copied_messages.h"
#include "mailslot/deadline.h"
#include "mailslot/owner_mark_windows.h"
#include "mailslot/slot_server_windows.h"
#include "mailslot/utf16_windows.h"

namespace mailslog {
namespace {

constexpr std::size_t default_message_bytes = 65'536;
/// What a reader sets aside for one message, at most.
constexpr std::size_t max_message_bytes = std::size_t{4} * 1024 * 1024;
/// One system call waits no longer. An interrupt ends it at once, except under Wine 8 while the
/// slot has a writer that shares it with nobody (a client opened with FILE_SHARE_READ alone): it
/// keeps ours out, too.
constexpr int longest_wait_ms = 1000;

/// S_IWOTH, which Windows has no name for.
constexpr unsigned write_by_others = 02;

std::size_t message_limit(const slot_reader_options &options) noexcept {
    const std::size_t asked =
        options.max_message_bytes == 0 ? default_message_bytes : options.max_message_bytes;
    return std::min(asked, max_message_bytes);
}

unsigned long wait_of(const deadline &end) noexcept {
    const int left = end.remaining_ms();
    return static_cast<unsigned long>(left < 0 ? longest_wait_ms : std::min(left, longest_wait_ms));
}

class system_receiver final : public slot_receiver {
public:
    std::error_code
    open(const slot_name &name, const std::wstring &path, const slot_reader_options &options) {
        const bool is_for_all = (options.socket_mode & write_by_others) != 0;
        const auto error = slot_.create(path, message_limit(options), is_for_all);
        if (!error) {
            mark_.make(name); // without it a second collector is told less
        }
        return error;
    }

    std::error_code read(
        void *buffer, std::size_t buffer_bytes, std::size_t &message_bytes,
        std::chrono::milliseconds timeout) override;
    std::error_code receive(message_batch &batch, std::chrono::milliseconds timeout) override;
    std::error_code info(slot_info &info) override { return slot_.info(info); }
    void interrupt() noexcept override;

private:
    /// Waits for a message. Errors: timed_out, interrupted, the system's own.
    std::error_code await(std::chrono::milliseconds timeout) noexcept;

    slot_server slot_;
    owner_mark mark_;
    std::atomic<bool> interrupted_{false};
};

std::error_code system_receiver::read(
    void *buffer, std::size_t buffer_bytes, std::size_t &message_bytes,
    std::chrono::milliseconds timeout) {
    if (const auto error = await(timeout)) {
        return error;
    }
    const auto next = slot_.next();
    if (next.size() > buffer_bytes) {
        return slot_errc::buffer_too_small;
    }
    std::copy(next.begin(), next.end(), static_cast<char *>(buffer));
    message_bytes = next.size();
    slot_.drop_next();
    return {};
}

std::error_code system_receiver::receive(message_batch &batch, std::chrono::milliseconds timeout) {
    if (const auto error = await(timeout)) {
        return error;
    }
    auto &memory = memory_of<copied_messages>(
        batch, [this](const auto &one) { return one.size_bytes() >= slot_.max_message_bytes(); },
        [this] { return std::make_unique<copied_messages>(slot_.max_message_bytes()); });
    memory.clear();
    while (!slot_.fetch(0) && memory.add(slot_.next(), slot_.next_full_bytes(), batch.messages)) {
        slot_.drop_next();
    }
    return {};
}

void system_receiver::interrupt() noexcept {
    // Once is enough until a read has noticed it.
    if (!interrupted_.exchange(true)) {
        slot_.wake();
    }
}

std::error_code system_receiver::await(std::chrono::milliseconds timeout) noexcept {
    const deadline end{timeout};
    for (;;) {
        if (interrupted_.exchange(false)) {
            return slot_errc::interrupted;
        }
        const unsigned long wait = wait_of(end);
        const auto error = slot_.fetch(wait);
        if (error != slot_errc::timed_out || wait == 0) {
            return error;
        }
    }
}

} // namespace

std::error_code create_system_receiver(
    const slot_name &name, const slot_reader_options &options,
    std::unique_ptr<slot_receiver> &out) {
    if (options.bound_socket != -1) {
        return slot_errc::not_supported;
    }
    const auto path = widen(name.str());
    if (!path || name.reach() != slot_reach::local) {
        return slot_errc::invalid_name;
    }
    auto created = std::make_unique<system_receiver>();
    const auto error = created->open(name, *path, options);
    if (!error) {
        out = std::move(created);
    }
    return error;
}

std::optional<std::int64_t> slot_owner(const slot_name &name) {
    return name.reach() == slot_reach::local ? owner_mark::read(name) : std::nullopt;
}

} // namespace mailslog
