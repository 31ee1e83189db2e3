#include "collector/tail/line_counter.h"

#include <limits>

namespace mailslog {
namespace {

/// So many lines in a row that show no time: then those go uncounted that are even further from it.
constexpr std::size_t max_undated = 100'000;
constexpr std::int64_t before_all = std::numeric_limits<std::int64_t>::min();

} // namespace

void line_counter::take_before(std::string_view line, std::uint64_t offset) {
    if (!filter_.needs_fields()) {
        if (filter_.admits(line, nullptr, before_all)) {
            count({offset, {}});
        }
        return;
    }
    const bool shows_fields = reader_.read(line, fields_);
    if (shows_fields && fields_.time_ns) {
        count_undated(fields_.time_ns);
        if (filter_.admits(line, &fields_, *fields_.time_ns)) {
            count({offset, {}});
        }
        return;
    }
    if (!admits_but_for_time(line, shows_fields)) {
        return;
    }
    if (!filter_.needs_time()) {
        count({offset, {}});
    } else if (undated_.size() < max_undated) {
        undated_.push_back(offset);
    }
}

void line_counter::end_backward() {
    count_undated({});
}

void line_counter::take_behind(std::string_view line, std::uint64_t offset) {
    const bool shows_fields = filter_.needs_fields() && reader_.read(line, fields_);
    place here{offset, last_time_ns_};
    if (shows_fields && fields_.time_ns) {
        last_time_ns_ = fields_.time_ns;
    }
    const std::int64_t time_ns = last_time_ns_.value_or(before_all);
    if (filter_.admits(line, shows_fields ? &fields_ : nullptr, time_ns)) {
        latest_.push_back(here);
        if (latest_.size() > wanted_ - counted_) {
            latest_.pop_front();
        }
    }
}

void line_counter::end_forward() {
    if (!latest_.empty()) {
        first_ = latest_.front();
        counted_ += latest_.size();
    }
    latest_.clear();
    last_time_ns_.reset();
}

void line_counter::count(const place &place) noexcept {
    if (!has_enough()) {
        ++counted_;
        first_ = place;
    }
}

void line_counter::count_undated(std::optional<std::int64_t> time_ns) {
    if (filter_.admits_time(time_ns.value_or(before_all))) {
        for (const std::uint64_t offset : undated_) {
            count({offset, time_ns});
        }
    }
    undated_.clear();
}

bool line_counter::admits_but_for_time(std::string_view line, bool shows_fields) const {
    const auto &conditions = filter_.conditions();
    const std::int64_t in_time = conditions.since_ns.value_or(conditions.until_ns.value_or(0));
    return filter_.admits(line, shows_fields ? &fields_ : nullptr, in_time);
}

} // namespace mailslog
