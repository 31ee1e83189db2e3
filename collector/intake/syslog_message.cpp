#include "collector/intake/syslog_message.h"

#include <algorithm>
#include <iterator>

#include "collector/format/rfc3339.h"
#include "collector/intake/structured_data.h"

namespace mailslog {
namespace {

/// RFC 5424 section 6.2.1, numbered from 0; 23 is local7.
constexpr std::string_view facilities[] = {
    "kern",   "user",   "mail",     "daemon", "auth",   "syslog", "lpr",    "news",
    "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "audit",  "alert",  "clock",
    "local0", "local1", "local2",   "local3", "local4", "local5", "local6", "local7"};
/// From emergency to debug. There is no notice among our levels, and it is no warning.
constexpr level levels[] = {level::critical, level::critical, level::critical, level::err,
                            level::warn,     level::info,     level::info,     level::debug};

// The longest that the fields may be, RFC 5424 section 6.
constexpr std::size_t max_host_bytes = 255;
constexpr std::size_t max_name_bytes = 48;
constexpr std::size_t max_process_id_bytes = 128;
constexpr std::size_t max_time_bytes = 32;

constexpr std::string_view nil = "-";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_digit(char byte) noexcept {
    return byte >= '0' && byte <= '9';
}

bool is_visible(char byte) noexcept {
    return byte > ' ' && byte <= '~';
}

bool take(std::string_view &rest, std::string_view wanted) noexcept {
    const bool is_there = rest.substr(0, wanted.size()) == wanted;
    rest.remove_prefix(is_there ? wanted.size() : 0);
    return is_there;
}

/// "<", at most three digits without needless zeros, ">" (RFC 3164 section 4.1.1).
bool take_priority(std::string_view &rest, syslog_message &out) noexcept {
    constexpr std::size_t max_bytes = sizeof "<191>" - 1;
    const std::size_t end = rest.substr(0, max_bytes).find('>');
    if (rest.empty() || rest[0] != '<' || end == std::string_view::npos) {
        return false;
    }
    const std::string_view digits = rest.substr(1, end - 1);
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit) ||
        (digits[0] == '0' && digits.size() > 1)) {
        return false;
    }
    std::size_t priority = 0;
    for (const char digit : digits) {
        priority = 10 * priority + static_cast<std::size_t>(digit - '0');
    }
    if (priority / std::size(levels) >= std::size(facilities)) {
        return false;
    }
    out.facility = facilities[priority / std::size(levels)];
    out.level = levels[priority % std::size(levels)];
    rest.remove_prefix(end + 1);
    return true;
}

/// A field of RFC 5424 and the space behind it; "-" leaves `field` empty.
bool take_field(std::string_view &rest, std::string_view &field, std::size_t max_bytes) noexcept {
    const std::size_t end = rest.substr(0, max_bytes + 1).find(' ');
    if (end == std::string_view::npos || end == 0) {
        return false;
    }
    const std::string_view found = rest.substr(0, end);
    field = found == nil ? std::string_view{} : found;
    rest.remove_prefix(end + 1);
    return std::all_of(found.begin(), found.end(), is_visible);
}

bool take_time(std::string_view &rest, syslog_message &out) noexcept {
    std::string_view time;
    if (!take_field(rest, time, max_time_bytes)) {
        return false;
    }
    out.time_ns = parse_rfc3339(time);
    return out.time_ns || time.empty();
}

bool take_structured_data(std::string_view &rest, syslog_message &out) noexcept {
    const std::size_t bytes = read_structured_data(rest);
    out.fields.structured_data = rest.substr(0, bytes);
    rest.remove_prefix(bytes);
    return (bytes > 0 || take(rest, nil)) && (rest.empty() || take(rest, " "));
}

/// RFC 5424 section 6, behind the PRI.
bool take_new_header(std::string_view &rest, syslog_message &out) noexcept {
    const bool is_whole = take(rest, "1 ") && take_time(rest, out) &&
                          take_field(rest, out.host, max_host_bytes) &&
                          take_field(rest, out.name, max_name_bytes) &&
                          take_field(rest, out.fields.process_id, max_process_id_bytes) &&
                          take_field(rest, out.fields.message_id, max_message_id_bytes) &&
                          take_structured_data(rest, out);
    take(rest, byte_order_mark);
    return is_whole;
}

/// "Oct 11 22:14:15 ", "Feb  5 17:32:18 " (RFC 3164 section 4.1.2).
bool take_old_time(std::string_view &rest) noexcept {
    constexpr std::string_view shape = "Mmm dd 00:00:00 ";
    constexpr std::string_view months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";
    const std::string_view time = rest.substr(0, shape.size());
    const std::size_t month = months.find(time.substr(0, 4));
    if (time.size() < shape.size() || month == std::string_view::npos || month % 4 != 0) {
        return false;
    }
    for (std::size_t i = 4; i < shape.size(); ++i) {
        const bool is_digit_here = shape[i] == '0' || shape[i] == 'd';
        const bool is_padding = i == 4 && time[i] == ' ';
        if (is_digit_here ? !is_digit(time[i]) && !is_padding : time[i] != shape[i]) {
            return false;
        }
    }
    rest.remove_prefix(shape.size());
    return true;
}

/// "su: ", "postfix/smtpd[4711]: ": a word that a colon ends.
bool take_tag(std::string_view &rest, syslog_message &out) noexcept {
    constexpr std::size_t max_tag_bytes = max_name_bytes + max_process_id_bytes + 3;
    std::string_view tag = rest.substr(0, max_tag_bytes + 1);
    tag = tag.substr(0, tag.find(' '));
    const std::size_t tag_bytes = tag.size();
    if (tag.empty() || tag.back() != ':' || !std::all_of(tag.begin(), tag.end(), is_visible)) {
        return false;
    }
    tag.remove_suffix(1);
    std::string_view process_id;
    const std::size_t bracket = tag.find('[');
    if (bracket != std::string_view::npos && tag.back() == ']') {
        process_id = tag.substr(bracket + 1, tag.size() - bracket - 2);
        tag = tag.substr(0, bracket);
    }
    if (tag.empty() || tag.size() > max_name_bytes || process_id.size() > max_process_id_bytes) {
        return false;
    }
    out.name = tag;
    out.fields.process_id = process_id;
    rest.remove_prefix(tag_bytes);
    take(rest, " ");
    return true;
}

/// RFC 3164 section 4, behind the PRI, as far as it is there.
void take_old_header(std::string_view &rest, syslog_message &out) noexcept {
    const bool has_time = take_old_time(rest);
    if (take_tag(rest, out) || !has_time) {
        return;
    }
    std::string_view behind_host = rest;
    std::string_view host;
    if (take_field(behind_host, host, max_host_bytes) && take_tag(behind_host, out)) {
        out.host = host;
        rest = behind_host;
    }
}

} // namespace

bool is_syslog_facility(std::string_view name) noexcept {
    return std::find(std::begin(facilities), std::end(facilities), name) != std::end(facilities);
}

std::optional<syslog_message> parse_syslog(std::string_view datagram) noexcept {
    syslog_message message;
    std::string_view rest = datagram;
    if (!take_priority(rest, message)) {
        return std::nullopt;
    }
    syslog_message whole = message;
    std::string_view text = rest;
    if (take_new_header(text, whole)) {
        whole.text = text;
        return whole;
    }
    take_old_header(rest, message);
    message.text = rest;
    return message;
}

} // namespace mailslog
