#include "collector/routing/log_route.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "collector/files/rotated_files.h"
#include "collector/format/level_name.h"
#include "collector/routing/routed_path.h"
#include "collector/routing/safe_name.h"
#include "collector/wildcard.h"

namespace mailslog {
namespace {

constexpr std::string_view placeholders[] = {
    "{process}", "{logger}", "{level}", "{host}", "{user}"};

/// Its length; 0 if none stands there.
std::size_t placeholder_bytes(std::string_view text) noexcept {
    for (const std::string_view name : placeholders) {
        if (text.substr(0, name.size()) == name) {
            return name.size();
        }
    }
    return 0;
}

std::size_t first_placeholder(std::string_view pattern) noexcept {
    std::size_t at = pattern.find('{');
    while (at != std::string_view::npos && placeholder_bytes(pattern.substr(at)) == 0) {
        at = pattern.find('{', at + 1);
    }
    return at;
}

/// The parts of a path that has no folder in common with others.
std::vector<std::string_view> parts_of(std::string_view path) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t folder_bytes = folder_prefix_of(path).size();
        std::string_view folders = path.substr(0, folder_bytes);
        parts.insert(parts.begin(), path.substr(folder_bytes));
        if (folders.empty()) {
            return parts;
        }
        path = folders.substr(0, folders.size() - 1);
    }
}

/// How many bytes of the part are its own, and how many names stand in it.
std::pair<std::size_t, std::size_t> count_in(std::string_view part) noexcept {
    std::size_t own = 0;
    std::size_t names = 0;
    for (std::size_t at = 0; at < part.size();) {
        const std::size_t bytes = placeholder_bytes(part.substr(at));
        names += bytes == 0 ? 0 : 1;
        own += bytes == 0 ? 1 : 0;
        at += std::max<std::size_t>(bytes, 1);
    }
    return {own, names};
}

static_assert(log_route::max_part_bytes / min_safe_name_bytes <= routed_path::max_names);

std::size_t name_bytes_in(std::string_view part) noexcept {
    const auto [own, names] = count_in(part);
    const std::size_t room = log_route::max_part_bytes - std::min(own, log_route::max_part_bytes);
    return names == 0 ? 0 : std::min(log_route::max_name_bytes, room / names);
}

std::string wildcard_of(std::string_view part) {
    std::string wildcard;
    for (std::size_t at = 0; at < part.size();) {
        const std::size_t bytes = placeholder_bytes(part.substr(at));
        wildcard.push_back(bytes == 0 ? part[at] : '*');
        at += std::max<std::size_t>(bytes, 1);
    }
    return wildcard;
}

/// Whether there may be a text that both match; judged by what stands before and behind the stars.
bool may_match_one_text(std::string_view a, std::string_view b) noexcept {
    const auto star_a = std::min(a.find('*'), a.size());
    const auto star_b = std::min(b.find('*'), b.size());
    if (star_a == a.size() && star_b == b.size()) {
        return a == b;
    }
    if (star_a == a.size() || star_b == b.size()) {
        return star_a == a.size() ? matches_wildcard(a, b) : matches_wildcard(b, a);
    }
    const std::size_t before = std::min(star_a, star_b);
    const std::size_t behind = std::min(a.size() - a.rfind('*'), b.size() - b.rfind('*')) - 1;
    return a.substr(0, before) == b.substr(0, before) &&
           a.substr(a.size() - behind) == b.substr(b.size() - behind);
}

bool is_named_as_packed(std::string_view path) noexcept {
    return path.size() >= packed_suffix.size() &&
           path.substr(path.size() - packed_suffix.size()) == packed_suffix;
}

} // namespace

std::optional<std::string> log_route::fault_of(const std::string &pattern) {
    if (first_placeholder(pattern) == std::string::npos && pattern.find('{') == std::string::npos) {
        return std::nullopt;
    }
    for (std::size_t at = pattern.find('{'); at != std::string::npos;
         at = pattern.find('{', at + 1)) {
        if (placeholder_bytes(std::string_view{pattern}.substr(at)) == 0) {
            return "what stands in braces must be {process}, {logger}, {level}, {host} or {user}";
        }
    }
    if (pattern.find_first_of("*?") != std::string::npos) {
        return "* and ? can't stand in a path with names in braces";
    }
    const log_route route{pattern};
    if (route.wildcards().size() > max_routed_parts) {
        return "at most 8 folders can stand below the first name in braces";
    }
    for (const std::string_view part :
         parts_of(std::string_view{pattern}.substr(route.folder_prefix().size()))) {
        if (part.empty() || part == "." || part == "..") {
            return "no part below the first name in braces can be empty, . or ..";
        }
        const auto [own, names] = count_in(part);
        if (own > max_part_bytes || (names != 0 && name_bytes_in(part) < min_safe_name_bytes)) {
            return "'" + std::string{part} + "' leaves no room for the names in braces";
        }
    }
    return std::nullopt;
}

log_route::log_route(std::string pattern)
    : pattern_{std::move(pattern)}, first_{first_placeholder(pattern_)}, base_path_{pattern_} {
    if (is_fixed()) {
        segments_.push_back({pattern_, field::none, 0});
        return;
    }
    const std::size_t folder_bytes = folder_prefix().size();
    base_path_.resize(folder_bytes);
    for (const std::string_view part : parts_of(std::string_view{pattern_}.substr(folder_bytes))) {
        base_path_.append(base_path_.size() == folder_bytes ? "" : "+").append(part);
        wildcards_.push_back(wildcard_of(part));
    }
    split_into_segments();
}

std::string_view log_route::folder_prefix() const noexcept {
    const std::string_view pattern = pattern_;
    return folder_prefix_of(is_fixed() ? pattern : pattern.substr(0, first_));
}

log_route::field log_route::field_at(std::string_view text) noexcept {
    for (std::size_t i = 0; i < std::size(placeholders); ++i) {
        if (text.substr(0, placeholders[i].size()) == placeholders[i]) {
            return static_cast<field>(i + 1);
        }
    }
    return field::none;
}

void log_route::split_into_segments() {
    const std::size_t folder_bytes = folder_prefix().size();
    segments_.push_back({std::string{folder_prefix()}, field::none, 0});
    bool is_first = true;
    for (const std::string_view part : parts_of(std::string_view{pattern_}.substr(folder_bytes))) {
        segment next{is_first ? "" : "/", field::none, 0}; // which Windows takes, too
        is_first = false;
        for (std::size_t at = 0; at < part.size();) {
            next.name = field_at(part.substr(at));
            if (next.name == field::none) {
                next.text.push_back(part[at++]);
                continue;
            }
            needs_user_ = needs_user_ || next.name == field::user;
            next.max_bytes = name_bytes_in(part);
            at += placeholder_bytes(part.substr(at));
            segments_.push_back(std::exchange(next, {}));
        }
        segments_.push_back(std::move(next));
    }
}

void log_route::make_path(std::string &path, const line_source &source) const {
    routed_path made{path};
    for (const segment &segment : segments_) {
        made.append(segment.text);
        if (segment.name != field::none) {
            const std::string_view names[] = {
                source.process, source.logger, level_name(source.level), source.host, source.user};
            made.append_name(names[static_cast<std::size_t>(segment.name) - 1], segment.max_bytes);
        }
    }
    made.end_part();
    if (passes_for_packed(path)) {
        made.mask_from(path.size() - packed_suffix.size());
    }
}

/// The rotated files of all.gz are called as the packed ones of all. Where all files end so, there
/// is no all.
bool log_route::passes_for_packed(std::string_view path) const noexcept {
    return !is_fixed() && is_named_as_packed(path) && !is_named_as_packed(pattern_);
}

std::string log_route::overflow_path() const {
    std::string path;
    for (const segment &segment : segments_) {
        path.append(segment.text).append(segment.name == field::none ? "" : overflow_name);
    }
    return path;
}

bool log_route::may_be(const std::string &path) const {
    if (is_fixed()) {
        return path == pattern_;
    }
    const std::string_view prefix = folder_prefix();
    if (path.compare(0, prefix.size(), prefix) != 0 || passes_for_packed(path)) {
        return false;
    }
    const auto parts = parts_of(std::string_view{path}.substr(prefix.size()));
    return std::equal(
        parts.begin(), parts.end(), wildcards_.begin(), wildcards_.end(),
        [](std::string_view part, const std::string &wildcard) {
            return part != "." && part != ".." && matches_wildcard(part, wildcard);
        });
}

bool log_route::may_meet(const log_route &other) const {
    const auto whole = [](const log_route &route) {
        std::vector<std::string> parts;
        for (const std::string_view part : parts_of(route.pattern_)) {
            parts.push_back(wildcard_of(part));
        }
        return parts;
    };
    const auto ours = whole(*this);
    const auto others = whole(other);
    return std::equal(
        ours.begin(), ours.end(), others.begin(), others.end(),
        [](const std::string &a, const std::string &b) { return may_match_one_text(a, b); });
}

} // namespace mailslog
