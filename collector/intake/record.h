// What the collector writes: one record is one line of the file. Views; they live as long as the
// turn that they came in.
#pragma once

#include <cstdint>
#include <string_view>

#include "collector/intake/syslog_fields.h"
#include "mailslot/datagram.h"

namespace mailslog {

struct record {
    mailslog::level level = level::info;
    std::int64_t time_ns = 0;      // since 1970-01-01T00:00:00Z
    std::string_view process_name; // empty: not known
    std::int64_t process_id = 0;   // 0: not known
    std::uint64_t thread_id = 0;   // 0: not known
    std::string_view host;         // what the sender's machine calls itself
    std::string_view address;      // what the network saw the line come from; empty: this machine
    std::string_view logger;       // may be empty
    std::string_view source_file;  // empty: no source location
    std::uint32_t source_line = 0;
    std::string_view source_function;
    syslog_fields syslog;
    std::string_view line;
    std::uint64_t missing_bytes = 0; // how much of the line was cut off by its sender
    std::uint64_t lost_records = 0;  // a notice of ours: so many of the sender's records are lost
    std::uint64_t suppressed_records = 0; // another: so many were over its rate
};

} // namespace mailslog
