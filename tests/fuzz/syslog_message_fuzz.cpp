// Whatever a program sends as a syslog message: what is found in it stands in it, behind each other
// and within bounds, its text goes to its end, and its structured data makes a JSON object.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "collector/intake/structured_data.h"
#include "collector/intake/syslog_message.h"
#include "tests/fuzz/require.h"

using namespace mailslog;
using fuzz::require;

namespace {

/// Where the next field may begin at the earliest.
std::size_t require_in_order(std::string_view whole, std::string_view field, std::size_t earliest) {
    if (field.empty()) {
        return earliest;
    }
    const auto begin = static_cast<std::size_t>(field.data() - whole.data());
    require(begin >= earliest && begin + field.size() <= whole.size(), "fields stand in order");
    return begin + field.size();
}

void require_visible(std::string_view field, std::size_t max_bytes) {
    require(field.size() <= max_bytes, "fields are bounded");
    for (const char byte : field) {
        require(byte > ' ' && byte <= '~', "fields are of visible characters");
    }
}

void require_json(std::string_view structured_data) {
    std::string json;
    append_structured_data_json(json, structured_data);
    require(nlohmann::json::parse(json).is_object(), "structured data is a JSON object");
}

} // namespace

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view datagram{reinterpret_cast<const char *>(data), size};
    const auto message = parse_syslog(datagram);
    if (!message) {
        return 0;
    }
    require(datagram.front() == '<' && !message->facility.empty(), "a priority came first");
    std::size_t end = require_in_order(datagram, message->host, 3);
    end = require_in_order(datagram, message->name, end);
    end = require_in_order(datagram, message->fields.process_id, end);
    end = require_in_order(datagram, message->fields.message_id, end);
    end = require_in_order(datagram, message->fields.structured_data, end);
    require_in_order(datagram, message->text, end);
    require(
        message->text.data() + message->text.size() == datagram.data() + size,
        "the text goes to the end");
    require_visible(message->host, 255);
    require_visible(message->name, 48);
    require_visible(message->fields.process_id, 128);
    require_visible(message->fields.message_id, 32);
    require_json(message->fields.structured_data);
    return 0;
}
