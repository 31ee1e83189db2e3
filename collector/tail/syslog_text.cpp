#include "collector/tail/syslog_text.h"

#include <algorithm>

#include "collector/intake/structured_data.h"
#include "collector/intake/syslog_message.h"

namespace mailslog {
namespace {

/// The word that `text` begins with, and the space behind it, if a MSGID may be so; else 0 bytes.
std::size_t message_id_bytes(std::string_view text) noexcept {
    const std::size_t end = text.substr(0, max_message_id_bytes + 1).find(' ');
    const bool is_word = end != std::string_view::npos && end != 0 && text[0] != '[' &&
                         std::all_of(text.begin(), text.begin() + end, [](char byte) {
                             return byte > ' ' && byte <= '~';
                         });
    return is_word ? end + 1 : 0;
}

/// With the space behind it.
std::size_t structured_data_bytes(std::string_view text) {
    const std::size_t bytes = read_structured_data(text);
    return bytes != 0 && text.substr(bytes, 1) == " " ? bytes + 1 : 0;
}

} // namespace

syslog_fields take_syslog_fields(std::string_view logger, std::string_view &message) {
    if (!is_syslog_facility(logger)) {
        return {};
    }
    const std::size_t id = message_id_bytes(message);
    const std::size_t data = structured_data_bytes(message.substr(id));
    if (data == 0) {
        return {};
    }
    syslog_fields fields;
    fields.message_id = message.substr(0, id == 0 ? 0 : id - 1);
    fields.structured_data = message.substr(id, data - 1);
    message.remove_prefix(id + data);
    return fields;
}

} // namespace mailslog
