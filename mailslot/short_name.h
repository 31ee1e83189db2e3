// A name as a datagram carries it: whole where it is short enough, else a part and an ellipsis.
// Pure functions: no allocation; views point into the name.
#pragma once

#include <cstddef>
#include <string_view>

namespace mailslog {

struct short_name {
    std::string_view first;
    std::string_view second; // empty when the name is whole

    std::size_t size() const noexcept { return first.size() + second.size(); }
};

/// Both for a name that is longer than `limit_bytes` (4 or more).
short_name cut_name(std::string_view name, std::size_t limit_bytes) noexcept;
short_name cut_path(std::string_view path, std::size_t limit_bytes) noexcept;

/// At most `limit_bytes` (4 or more) of a name: its beginning and "…". Never splits a UTF-8
/// sequence.
inline short_name shorten_name(std::string_view name, std::size_t limit_bytes) noexcept {
    return name.size() <= limit_bytes ? short_name{name, {}} : cut_name(name, limit_bytes);
}
/// The same for a path, which is better known by its end: "…" comes first.
inline short_name shorten_path(std::string_view path, std::size_t limit_bytes) noexcept {
    return path.size() <= limit_bytes ? short_name{path, {}} : cut_path(path, limit_bytes);
}

} // namespace mailslog
