#include "collector/intake/inbox.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <mailslog/slot_error.h>

#include "mailslot/background_thread.h"
#include "mailslot/unix_time.h"

namespace mailslog {
namespace {

using namespace std::chrono_literals;

/// At the end, a writer that never stops must not keep us, nor fill our memory: so much is read at
/// most, whatever the queue holds already.
constexpr std::size_t last_messages = 65'536;
constexpr std::size_t last_bytes = inbox::max_queued_bytes;

} // namespace

struct inbox::impl {
    slot_reader slot;
    std::function<void()> wake;
    std::atomic<bool> stopping{false};

    mutable std::mutex lock;
    std::condition_variable taken;
    inbox_batch queue;
    std::error_code failure;
    std::vector<refused_messages> refused; // once the slot is closed

    std::thread thread;

    void run() {
        message_batch batch;
        std::error_code result;
        while (!stopping && (!result || result == slot_errc::timed_out)) {
            wait_for_room();
            result = slot.receive(batch, slot_reader::forever);
            enqueue(batch);
        }
        if (result && result != slot_errc::interrupted) {
            const std::lock_guard<std::mutex> guard{lock};
            failure = result;
        }
        if (failure) {
            wake();
        }
    }

    void drain_rest() {
        message_batch batch;
        std::size_t count = 0;
        const std::size_t most_bytes = queue.memory.size() + last_bytes;
        std::error_code result;
        while (count < last_messages && queue.memory.size() < most_bytes &&
               (!result || result == slot_errc::interrupted)) {
            result = slot.receive(batch, 0ms);
            count += batch.messages.size() + 1;
            enqueue(batch);
        }
    }

    bool has_room() const noexcept {
        return queue.memory.size() < max_queued_bytes &&
               queue.messages.size() < max_queued_messages && queue.offers < max_queued_offers;
    }

    void wait_for_room() {
        std::unique_lock<std::mutex> guard{lock};
        taken.wait(guard, [this] { return has_room() || stopping; });
    }

    void keep(received_message &message, std::int64_t arrived_ns) {
        queue.offers += message.handles.size() != 0 ? 1 : 0;
        const std::string_view computer =
            message.origin ? message.origin->computer : std::string_view{};
        queue.messages.push_back(
            {queue.memory.size(), message.bytes.size(), message.full_bytes, computer.size(),
             arrived_ns, message.sender, message.origin, std::move(message.handles)});
        queue.memory.append(message.bytes).append(computer);
    }

    void enqueue(message_batch &batch) {
        if (batch.messages.empty()) {
            return;
        }
        bool was_empty = false;
        {
            const std::lock_guard<std::mutex> guard{lock};
            was_empty = queue.messages.empty();
            const std::int64_t arrived_ns = unix_time_ns();
            for (received_message &message : batch.messages) {
                keep(message, arrived_ns);
            }
        }
        batch.messages.clear();
        if (was_empty) {
            wake();
        }
    }
};

inbox::inbox(slot_reader slot, std::function<void()> wake) : impl_{std::make_unique<impl>()} {
    impl_->slot = std::move(slot);
    impl_->wake = std::move(wake);
    impl_->thread = start_background_thread([this] { impl_->run(); });
}

inbox::~inbox() {
    stop();
}

void inbox::take(inbox_batch &out) {
    out.clear();
    {
        const std::lock_guard<std::mutex> guard{impl_->lock};
        std::swap(out, impl_->queue);
    }
    impl_->taken.notify_one();
}

bool inbox::has_more() const {
    const std::lock_guard<std::mutex> guard{impl_->lock};
    return !impl_->queue.messages.empty();
}

void inbox::stop() {
    if (!impl_->thread.joinable()) {
        return;
    }
    {
        const std::lock_guard<std::mutex> guard{impl_->lock};
        impl_->stopping = true;
    }
    impl_->taken.notify_one();
    impl_->slot.interrupt();
    impl_->thread.join();
    impl_->drain_rest();
    impl_->refused = impl_->slot.refused();
    impl_->slot.close();
}

std::error_code inbox::allow(const std::vector<std::string> &ranges) {
    return impl_->slot.allow(ranges);
}

std::vector<refused_messages> inbox::refused() const {
    return impl_->slot.is_open() ? impl_->slot.refused() : impl_->refused;
}

std::error_code inbox::failure() const {
    const std::lock_guard<std::mutex> guard{impl_->lock};
    return impl_->failure;
}

} // namespace mailslog
