#include "collector/field_filter.h"

#include <algorithm>
#include <utility>

#include "collector/wildcard.h"

namespace mailslog {
namespace {

bool matches_any(const std::vector<std::string> &wildcards, std::string_view name) {
    return std::any_of(wildcards.begin(), wildcards.end(), [name](const std::string &wildcard) {
        return wildcard == "-" ? name.empty() : matches_wildcard(name, wildcard);
    });
}

bool admits_name(const std::vector<std::string> &wildcards, std::string_view name) {
    return wildcards.empty() || matches_any(wildcards, name);
}

/// As names on the network are compared: the letters of ASCII in any case.
std::string upper(std::string_view name) {
    std::string text{name};
    std::transform(text.begin(), text.end(), text.begin(), [](char byte) {
        return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
    });
    return text;
}

bool admits_host(const std::vector<std::string> &wildcards, const named_fields &fields) {
    if (wildcards.empty() || matches_any(wildcards, upper(fields.host))) {
        return true;
    }
    return !fields.address.empty() && matches_any(wildcards, fields.address);
}

} // namespace

field_filter::field_filter(field_conditions conditions) : conditions_{std::move(conditions)} {
    for (std::string &host : conditions_.hosts) {
        host = upper(host);
    }
}

bool field_filter::admits_all() const noexcept {
    return !conditions_.least_level && conditions_.processes.empty() &&
           conditions_.loggers.empty() && conditions_.hosts.empty();
}

bool field_filter::admits(const named_fields &fields) const {
    const bool level_will_do =
        !conditions_.least_level || (fields.level && *fields.level >= *conditions_.least_level);
    return level_will_do && admits_name(conditions_.processes, fields.process) &&
           admits_name(conditions_.loggers, fields.logger) &&
           admits_host(conditions_.hosts, fields);
}

} // namespace mailslog
