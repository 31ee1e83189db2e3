// Turns a record into one line of the file, its line end included. One thread at a time.
#pragma once

#include <memory>
#include <string>

#include "collector/intake/record.h"

namespace mailslog {

class line_format {
public:
    virtual ~line_format() = default;
    /// Appends the record's line and a line feed. The line never holds another line feed.
    virtual void append(std::string &to, const record &record) = 0;
};

/// What `mailslog collect` writes unless told otherwise.
inline constexpr const char *default_pattern = "[%Y-%m-%d %H:%M:%S.%f] [%^%l%$] [%N:%Q%w] [%n] %v";

/// spdlog's pattern language (https://github.com/gabime/spdlog/wiki/3.-Custom-formatting) and four
/// flags more: %N the sender's process name, %Q its process id, %W its host, %w "@HOST(address)" if
/// the line came over the network, else nothing. Times are local.
/// What RFC 5424 calls MSGID and STRUCTURED-DATA stands before the text, as it came.
/// A cut line ends in `…[+N bytes]`. An unknown name shows as "-".
std::unique_ptr<line_format> make_text_format(const std::string &pattern);

/// One JSON object a line, named as OpenTelemetry's log data model names things
/// (https://opentelemetry.io/docs/specs/otel/logs/data-model/): Timestamp (RFC 3339, UTC,
/// nanoseconds), SeverityText, SeverityNumber, Body, Resource (service.name, process.pid,
/// host.name), InstrumentationScope (Name), Attributes (thread.id, code.file.path,
/// code.line.number, code.function.name, network.peer.address, syslog.procid, syslog.msgid,
/// syslog.structured_data, mailslog.missing_bytes, mailslog.lost_records,
/// mailslog.suppressed_records).
std::unique_ptr<line_format> make_json_format();

} // namespace mailslog
