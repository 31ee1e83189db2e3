// What a syslog message has that no record of ours has (RFC 5424 section 6). Views.
#pragma once

#include <string_view>

namespace mailslog {

struct syslog_fields {
    std::string_view process_id;      // PROCID, where it is not the process id that is shown
    std::string_view message_id;      // MSGID; empty: none
    std::string_view structured_data; // well-formed, as it stood; empty: none
};

} // namespace mailslog
