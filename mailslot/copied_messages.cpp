#include "mailslot/copied_messages.h"

#include <algorithm>

namespace mailslog {

copied_messages::copied_messages(std::size_t message_bytes)
    : size_bytes_{std::max(message_bytes, min_bytes)}, bytes_{new char[size_bytes_]} {}

bool copied_messages::add(
    std::string_view bytes, std::size_t full_bytes, std::vector<received_message> &messages) {
    if (messages.size() == max_messages || bytes.size() > size_bytes_ - used_bytes_) {
        return false;
    }
    char *const place = bytes_.get() + used_bytes_;
    std::copy(bytes.begin(), bytes.end(), place);
    used_bytes_ += bytes.size();
    messages.emplace_back();
    messages.back().bytes = {place, bytes.size()};
    messages.back().cut = full_bytes > bytes.size();
    messages.back().full_bytes = messages.back().cut ? full_bytes : 0;
    return true;
}

std::string_view copied_messages::keep(std::string_view bytes) noexcept {
    char *const place = bytes_.get() + used_bytes_;
    const std::size_t size = bytes.copy(place, size_bytes_ - used_bytes_);
    used_bytes_ += size;
    return {place, size};
}

} // namespace mailslog
