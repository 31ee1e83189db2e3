#include "mailslot/message_batch_windows.h"

#include <algorithm>

namespace mailslog {

message_batch::message_batch() = default;
message_batch::~message_batch() = default;
message_batch::message_batch(message_batch &&) noexcept = default;
message_batch &message_batch::operator=(message_batch &&) noexcept = default;

message_batch::memory::memory(std::size_t message_bytes)
    : size_bytes_{std::max(message_bytes, min_batch_bytes)}, bytes_{new char[size_bytes_]} {}

bool message_batch::memory::add(
    std::string_view bytes, bool cut, std::vector<received_message> &messages) {
    if (messages.size() == max_batch_messages || bytes.size() > size_bytes_ - used_bytes_) {
        return false;
    }
    char *const place = bytes_.get() + used_bytes_;
    std::copy(bytes.begin(), bytes.end(), place);
    used_bytes_ += bytes.size();
    messages.emplace_back();
    messages.back().bytes = {place, bytes.size()};
    messages.back().cut = cut;
    return true;
}

} // namespace mailslog
