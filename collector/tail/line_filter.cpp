#include "collector/tail/line_filter.h"

#include <utility>

namespace mailslog {
namespace {

named_fields named(const line_fields &fields) noexcept {
    return {fields.level, fields.process_name, fields.logger, fields.host, fields.address};
}

} // namespace

line_filter::line_filter(line_conditions conditions)
    : conditions_{std::move(conditions)}, fields_{
                                              static_cast<const field_conditions &>(conditions_)} {
    if (!conditions_.expression.empty()) {
        std::string fault;
        expression_ = make_line_expression(conditions_.expression, fault);
    }
}

bool line_filter::admits_all() const noexcept {
    return !needs_fields() && expression_ == nullptr;
}

bool line_filter::needs_fields() const noexcept {
    return conditions_.since_ns || conditions_.until_ns || !fields_.admits_all();
}

bool line_filter::admits(
    std::string_view line, const line_fields *fields, std::int64_t time_ns) const {
    if (!admits_time(time_ns)) {
        return false;
    }
    if (!fields_.admits_all() && (fields == nullptr || !fields_.admits(named(*fields)))) {
        return false;
    }
    return expression_ == nullptr || expression_->is_found_in(line);
}

bool line_filter::misses_fields(std::string_view line, std::optional<std::int64_t> time_ns) const {
    if (line.empty() || (time_ns && !admits_time(*time_ns))) {
        return false;
    }
    const bool is_judged = !fields_.admits_all() || (needs_time() && !time_ns);
    return is_judged && (expression_ == nullptr || expression_->is_found_in(line));
}

bool line_filter::admits_time(std::int64_t time_ns) const noexcept {
    return (!conditions_.since_ns || time_ns >= *conditions_.since_ns) &&
           (!conditions_.until_ns || time_ns <= *conditions_.until_ns);
}

} // namespace mailslog
