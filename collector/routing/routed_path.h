// A routed file's path in the making. What a part of it must not look like is masked in a name that
// stands in it: what the pattern says stays as it is, so that the pattern still finds the file.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace mailslog {

/// One thread at a time.
class routed_path {
public:
    /// Names in one part; there is room for no more (log_route::fault_of).
    static constexpr std::size_t max_names = 8;

    /// Makes `path` anew, which must outlive this.
    explicit routed_path(std::string &path) noexcept : path_{path} { path_.clear(); }

    /// A folder is complete where `text` begins with a /.
    void append(std::string_view text);
    void append_name(std::string_view name, std::size_t max_bytes);
    /// Masks in the last part what Windows takes for a device, for which it looks up to the first
    /// dot, and the stamp of a rotated file: who deletes those would delete it.
    void end_part();

    /// Writes the first character of a name that stands at `from` or behind it as %XX.
    void mask_from(std::size_t from);

private:
    struct name_range {
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    std::string &path_;
    std::array<name_range, max_names> names_; // of the last part
    std::size_t count_ = 0;
};

} // namespace mailslog
