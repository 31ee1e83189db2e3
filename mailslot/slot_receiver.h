// Where a slot's messages come from: the system's own slot, or the network. What a slot_reader
// holds. One thread at a time, except interrupt(), refused() and
// allow().
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <mailslog/slot_name.h>
#include <mailslog/slot_reader.h>

namespace mailslog {

/// What the messages of a batch lie in; each kind of receiver has its own.
class message_memory {
public:
    virtual ~message_memory() = default;
    message_memory(const message_memory &) = delete;
    message_memory &operator=(const message_memory &) = delete;

protected:
    message_memory() = default;
};

class slot_receiver {
public:
    virtual ~slot_receiver() = default;
    slot_receiver(const slot_receiver &) = delete;
    slot_receiver &operator=(const slot_receiver &) = delete;

    // These are as slot_reader's.
    virtual std::error_code read(
        void *buffer, std::size_t buffer_bytes, std::size_t &message_bytes,
        std::chrono::milliseconds timeout) = 0;
    virtual std::error_code receive(message_batch &batch, std::chrono::milliseconds timeout) = 0;
    virtual std::error_code info(slot_info &info) = 0;
    virtual void interrupt() noexcept = 0;
    virtual std::vector<refused_messages> refused() const { return {}; }
    virtual std::error_code allow(const std::vector<std::string> & /*ranges*/) {
        return std::make_error_code(std::errc::operation_not_supported);
    }

protected:
    slot_receiver() = default;

    /// The batch's memory if it is of this kind and `fits` (a predicate) it, else a new one that
    /// `make` returns.
    template <typename Memory, typename Fits, typename Make>
    static Memory &memory_of(message_batch &batch, Fits fits, Make make) {
        auto *memory = dynamic_cast<Memory *>(batch.memory_.get());
        if (memory == nullptr || !fits(*memory)) {
            batch.memory_ = make();
            memory = static_cast<Memory *>(batch.memory_.get());
        }
        return *memory;
    }
};

/// A slot of this machine. Errors: as slot_reader::create().
std::error_code create_system_receiver(
    const slot_name &name, const slot_reader_options &options, std::unique_ptr<slot_receiver> &out);

} // namespace mailslog
