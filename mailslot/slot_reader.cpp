#include <mailslog/slot_reader.h>

#include <mailslog/slot_error.h>

#include "mailslot/network/network_receiver.h"
#include "mailslot/slot_receiver.h"

namespace mailslog {

message_batch::message_batch() = default;
message_batch::~message_batch() = default;
message_batch::message_batch(message_batch &&) noexcept = default;
message_batch &message_batch::operator=(message_batch &&) noexcept = default;

slot_reader::slot_reader() noexcept = default;
slot_reader::~slot_reader() = default;
slot_reader::slot_reader(slot_reader &&) noexcept = default;
slot_reader &slot_reader::operator=(slot_reader &&) noexcept = default;

std::error_code slot_reader::create(const slot_name &name, const slot_reader_options &options) {
    close();
    return create_system_receiver(name, options, receiver_);
}

std::error_code slot_reader::listen(const slot_name &name, const listen_options &options) {
    close();
    return create_network_receiver(name, options, receiver_);
}

std::error_code slot_reader::allow(const std::vector<std::string> &ranges) {
    return receiver_ ? receiver_->allow(ranges) : slot_errc::closed;
}

std::error_code slot_reader::read(
    void *buffer, std::size_t buffer_bytes, std::size_t &message_bytes,
    std::chrono::milliseconds timeout) {
    message_bytes = 0;
    return receiver_ ? receiver_->read(buffer, buffer_bytes, message_bytes, timeout)
                     : slot_errc::closed;
}

std::error_code slot_reader::receive(message_batch &batch, std::chrono::milliseconds timeout) {
    batch.messages.clear();
    return receiver_ ? receiver_->receive(batch, timeout) : slot_errc::closed;
}

std::error_code slot_reader::info(slot_info &info) const {
    return receiver_ ? receiver_->info(info) : slot_errc::closed;
}

std::vector<refused_messages> slot_reader::refused() const {
    return receiver_ ? receiver_->refused() : std::vector<refused_messages>{};
}

void slot_reader::interrupt() noexcept {
    if (receiver_) {
        receiver_->interrupt();
    }
}

bool slot_reader::is_open() const noexcept {
    return receiver_ != nullptr;
}

void slot_reader::close() noexcept {
    receiver_.reset();
}

} // namespace mailslog
