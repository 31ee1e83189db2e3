// One message on its way through a turn, and where such messages come from.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "collector/format/line_origin.h"
#include "collector/intake/syslog_fields.h"
#include "collector/ledger/ledger.h"
#include "mailslot/datagram.h"

namespace mailslog {

struct incoming {
    stream_header sender; // sequence: the record's own; process_id: the kernel's where it tells
    std::optional<std::uint32_t> user_id;     // whose process it is, where the kernel tells
    std::optional<std::uint32_t> false_claim; // the process id that the sender claimed instead
    line_origin origin;
    line_record record;
    syslog_fields syslog; // of plain text
    arrival how = arrival::lane;
    bool has_number = true; // false: plain text, which no stream numbers
    bool is_goodbye = false;
    /// Some outputs may have it already: its lane is read again, from where the last one stands.
    bool is_read_again = false;
};

/// A sequence of messages that stay in their order.
class incoming_source {
public:
    virtual ~incoming_source() = default;
    /// The next message, or null; valid until advance().
    virtual const incoming *peek() = 0;
    virtual void advance() = 0;

protected:
    incoming_source() = default;
    incoming_source(const incoming_source &) = default;
    incoming_source(incoming_source &&) = default;
    incoming_source &operator=(const incoming_source &) = default;
    incoming_source &operator=(incoming_source &&) = default;
};

} // namespace mailslog
