// What a text line shows of a syslog message before its text: MSGID and STRUCTURED-DATA, as
// line_format.h puts them there. Any thread.
#pragma once

#include <string_view>

#include "collector/intake/syslog_fields.h"

namespace mailslog {

/// Takes them off the beginning of `message`, of a line whose logger is `logger`. Nothing is taken
/// if that is no syslog facility, or no structured data stands there: a MSGID alone can't be told
/// from a first word. Views of `message`.
syslog_fields take_syslog_fields(std::string_view logger, std::string_view &message);

} // namespace mailslog
