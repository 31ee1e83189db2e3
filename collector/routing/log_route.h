// Which file a line belongs into: `--file` with {process}, {logger}, {level}, {host} and {user} in
// it, for each of which the line's own name is put, made safe. A path without any is the simple
// case: one file for all.
//
// Immutable; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mailslot/datagram.h"

namespace mailslog {

/// What a line is routed by; an empty one is a name that nobody knows.
struct line_source {
    std::string_view process;
    std::string_view logger;
    mailslog::level level = level::info;
    std::string_view host;
    std::string_view user;
};

class log_route {
public:
    /// Folders and file that names stand in, one below the other: as deep as `mailslog tail` looks.
    static constexpr std::size_t max_routed_parts = 8;
    /// What a part may have with its names: room is left for a rotated file's stamp and suffixes in
    /// the 255 bytes that file systems grant.
    static constexpr std::size_t max_part_bytes = 200;
    /// No name has more than this, however much room there is.
    static constexpr std::size_t max_name_bytes = 100;

    /// What is wrong with the pattern; nothing if it is good.
    static std::optional<std::string> fault_of(const std::string &pattern);

    /// `pattern`: one that has no fault.
    explicit log_route(std::string pattern);

    bool is_fixed() const noexcept { return first_ == std::string::npos; }
    bool needs_user() const noexcept { return needs_user_; }
    const std::string &pattern() const noexcept { return pattern_; }

    /// What the paths of ledger and lock begin with: the file's path; of a routed log, a name that
    /// no routed file has, in the folder before the first placeholder.
    const std::string &base_path() const noexcept { return base_path_; }
    /// The folder, with its separator, that all files of the log are below; may be empty.
    std::string_view folder_prefix() const noexcept;

    /// Makes `path` the one for a line. No allocation in the long run.
    void make_path(std::string &path, const line_source &source) const;
    /// For lines that would make more files than there may be.
    std::string overflow_path() const;

    /// The parts behind folder_prefix(), each with * for what differs.
    const std::vector<std::string> &wildcards() const noexcept { return wildcards_; }
    /// Whether `path` may be a live file of this log.
    bool may_be(const std::string &path) const;
    /// Whether both might come to write to one file.
    bool may_meet(const log_route &other) const;

private:
    enum class field : std::uint8_t { none, process, logger, level, host, user };
    struct segment {
        std::string text; // before the field
        field name = field::none;
        std::size_t max_bytes = 0;
    };

    static field field_at(std::string_view text) noexcept;
    void split_into_segments();
    bool passes_for_packed(std::string_view path) const noexcept;

    std::string pattern_;
    std::size_t first_; // where the first placeholder stands
    std::string base_path_;
    std::vector<segment> segments_;
    std::vector<std::string> wildcards_;
    bool needs_user_ = false;
};

} // namespace mailslog
