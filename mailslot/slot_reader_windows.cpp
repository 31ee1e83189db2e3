#include <mailslog/slot_reader.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

#include <mailslog/slot_error.h>

#include "mailslot/deadline.h"
#include "mailslot/message_batch_windows.h"
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

std::size_t message_limit(const slot_reader_options &options) noexcept {
    const std::size_t asked =
        options.max_message_bytes == 0 ? default_message_bytes : options.max_message_bytes;
    return std::min(asked, max_message_bytes);
}

unsigned long wait_of(const deadline &end) noexcept {
    const int left = end.remaining_ms();
    return static_cast<unsigned long>(left < 0 ? longest_wait_ms : std::min(left, longest_wait_ms));
}

} // namespace

struct slot_reader::impl {
    /// Waits for a message. Errors: timed_out, interrupted, the system's own.
    std::error_code await(std::chrono::milliseconds timeout) noexcept;
    message_batch::memory &memory_of(message_batch &batch) const;

    slot_server slot;
    owner_mark mark;
    std::atomic<bool> interrupted{false};
};

std::error_code slot_reader::impl::await(std::chrono::milliseconds timeout) noexcept {
    const deadline end{timeout};
    for (;;) {
        if (interrupted.exchange(false)) {
            return slot_errc::interrupted;
        }
        const unsigned long wait = wait_of(end);
        const auto error = slot.fetch(wait);
        if (error != slot_errc::timed_out || wait == 0) {
            return error;
        }
    }
}

message_batch::memory &slot_reader::impl::memory_of(message_batch &batch) const {
    if (!batch.memory_ || batch.memory_->size_bytes() < slot.max_message_bytes()) {
        batch.memory_ = std::make_unique<message_batch::memory>(slot.max_message_bytes());
    }
    batch.memory_->clear();
    return *batch.memory_;
}

slot_reader::slot_reader() noexcept = default;
slot_reader::~slot_reader() = default;
slot_reader::slot_reader(slot_reader &&) noexcept = default;
slot_reader &slot_reader::operator=(slot_reader &&) noexcept = default;

std::error_code slot_reader::create(const slot_name &name, const slot_reader_options &options) {
    close();
    const auto path = widen(name.str());
    if (!path || name.reach() != slot_reach::local) {
        return slot_errc::invalid_name;
    }
    auto created = std::make_unique<impl>();
    if (const auto error = created->slot.create(*path, message_limit(options))) {
        return error;
    }
    created->mark.make(name); // without it a second collector is told less
    impl_ = std::move(created);
    return {};
}

std::error_code slot_reader::read(
    void *buffer, std::size_t buffer_bytes, std::size_t &message_bytes,
    std::chrono::milliseconds timeout) {
    message_bytes = 0;
    if (!impl_) {
        return slot_errc::closed;
    }
    if (const auto error = impl_->await(timeout)) {
        return error;
    }
    const auto next = impl_->slot.next();
    if (next.size() > buffer_bytes) {
        return slot_errc::buffer_too_small;
    }
    std::copy(next.begin(), next.end(), static_cast<char *>(buffer));
    message_bytes = next.size();
    impl_->slot.drop_next();
    return {};
}

std::error_code slot_reader::receive(message_batch &batch, std::chrono::milliseconds timeout) {
    batch.messages.clear();
    if (!impl_) {
        return slot_errc::closed;
    }
    if (const auto error = impl_->await(timeout)) {
        return error;
    }
    auto &memory = impl_->memory_of(batch);
    slot_server &slot = impl_->slot;
    while (!slot.fetch(0) && memory.add(slot.next(), slot.next_is_cut(), batch.messages)) {
        slot.drop_next();
    }
    return {};
}

std::error_code slot_reader::info(slot_info &info) const {
    return impl_ ? impl_->slot.info(info) : slot_errc::closed;
}

void slot_reader::interrupt() noexcept {
    // Once is enough until a read has noticed it.
    if (impl_ && !impl_->interrupted.exchange(true)) {
        impl_->slot.wake();
    }
}

bool slot_reader::is_open() const noexcept {
    return impl_ != nullptr;
}

void slot_reader::close() noexcept {
    impl_.reset();
}

std::optional<std::int64_t> slot_owner(const slot_name &name) {
    return name.reach() == slot_reach::local ? owner_mark::read(name) : std::nullopt;
}

} // namespace mailslog
