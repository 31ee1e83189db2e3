// Reads what syslog(3), logger(1) and their like send: <PRI> and a header as RFC 3164 or RFC 5424
// describes it, or a part of one. Nothing of a message is ever left out of what is shown. Any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "collector/intake/syslog_fields.h"
#include "mailslot/datagram.h"

namespace mailslog {

/// The longest that MSGID may be, RFC 5424 section 6.
inline constexpr std::size_t max_message_id_bytes = 32;

/// Whether it is what `facility` below may be.
bool is_syslog_facility(std::string_view name) noexcept;

/// Views of the message; empty where it says nothing.
struct syslog_message {
    mailslog::level level = level::info;
    std::string_view facility;           // "user", "daemon", "local0", …; never empty
    std::optional<std::int64_t> time_ns; // since 1970-01-01T00:00:00Z; only where it has its zone
    std::string_view host;
    std::string_view name; // TAG or APP-NAME
    syslog_fields fields;
    std::string_view text;
};

/// Nothing when `datagram` does not begin with a PRI: it is plain text then. Behind a PRI anything
/// goes. What is a header of RFC 5424 counts as that; else a time of RFC 3164, a host and a TAG
/// are taken where they stand, the host only before a TAG (else it might be the text's first
/// word). All the rest is the text.
///
/// A time of RFC 3164 says neither year nor zone, and is left out: the arrival tells more.
std::optional<syslog_message> parse_syslog(std::string_view datagram) noexcept;

} // namespace mailslog
