#include "collector/tail/line_filter.h"

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
std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char byte) {
        return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
    });
    return text;
}

bool admits_host(const std::vector<std::string> &wildcards, const line_fields &fields) {
    if (wildcards.empty() || matches_any(wildcards, upper(fields.host))) {
        return true;
    }
    return !fields.address.empty() && matches_any(wildcards, fields.address);
}

} // namespace

line_filter::line_filter(line_conditions conditions) : conditions_{std::move(conditions)} {
    std::transform(
        conditions_.hosts.begin(), conditions_.hosts.end(), conditions_.hosts.begin(), upper);
    if (!conditions_.expression.empty()) {
        std::string fault;
        expression_ = make_line_expression(conditions_.expression, fault);
    }
}

bool line_filter::admits_all() const noexcept {
    return !needs_fields() && expression_ == nullptr;
}

bool line_filter::needs_fields() const noexcept {
    return conditions_.since_ns || conditions_.until_ns || asks_for_fields();
}

bool line_filter::asks_for_fields() const noexcept {
    return conditions_.least_level || !conditions_.processes.empty() ||
           !conditions_.loggers.empty() || !conditions_.hosts.empty();
}

bool line_filter::admits(
    std::string_view line, const line_fields *fields, std::int64_t time_ns) const {
    if (!admits_time(time_ns)) {
        return false;
    }
    if (asks_for_fields() && (fields == nullptr || !admits_fields(*fields))) {
        return false;
    }
    return expression_ == nullptr || expression_->is_found_in(line);
}

bool line_filter::admits_time(std::int64_t time_ns) const noexcept {
    return (!conditions_.since_ns || time_ns >= *conditions_.since_ns) &&
           (!conditions_.until_ns || time_ns <= *conditions_.until_ns);
}

bool line_filter::admits_fields(const line_fields &fields) const {
    const bool level_will_do =
        !conditions_.least_level || (fields.level && *fields.level >= *conditions_.least_level);
    return level_will_do && admits_name(conditions_.processes, fields.process_name) &&
           admits_name(conditions_.loggers, fields.logger) &&
           admits_host(conditions_.hosts, fields);
}

} // namespace mailslog
