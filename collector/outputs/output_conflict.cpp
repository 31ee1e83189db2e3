#include "collector/outputs/output_conflict.h"

#include <filesystem>
#include <optional>
#include <system_error>

#include "collector/files/rotated_files.h"
#include "collector/routing/log_route.h"

namespace mailslog {
namespace {

/// By its whole path, the same one however it was written.
log_route whole_route(const std::string &file) {
    const auto path = std::filesystem::u8path(file);
    std::error_code failed;
    const auto whole = std::filesystem::absolute(path, failed);
    return log_route{(failed ? path : whole).lexically_normal().u8string()};
}

/// Whether `one`, a log or a folder, might be a file that `other` keeps beside its logs.
bool may_take_from(const log_route &one, const log_route &other) {
    for (const char *suffix : {".ledger", ".ledger.new", ".lock"}) {
        if (one.may_be(other.base_path() + suffix)) {
            return true;
        }
    }
    const auto live = one.is_fixed() ? live_path_of(one.pattern()) : std::nullopt;
    return live && other.may_be(*live);
}

/// Whether a rotated file of `one` might be called as a packed one of `other` (rotated_files.h).
bool may_pass_for_packed(const log_route &one, const log_route &other) {
    const std::string &pattern = other.pattern();
    const bool has_extension =
        pattern.find('.', folder_prefix_of(pattern).size() + 1) != std::string::npos;
    return !has_extension && one.may_meet(log_route{packed_path(pattern)});
}

/// Whether a file of `one` might stand where a log of `other` has a folder.
bool may_block(const log_route &one, const log_route &other) {
    for (std::string path = folder_of(other.pattern()); path != folder_of(path);
         path = folder_of(path)) {
        const log_route folder{path};
        // No name of a line has the braces of a routed log's ledger.
        const bool may_be_kept = one.is_fixed() || folder.is_fixed();
        if (one.may_meet(folder) || (may_be_kept && may_take_from(folder, one))) {
            return true;
        }
    }
    return false;
}

} // namespace

bool may_conflict(const std::string &file, const std::string &other) {
    const log_route one = whole_route(file);
    const log_route two = whole_route(other);
    return one.may_meet(two) || may_take_from(one, two) || may_take_from(two, one) ||
           may_pass_for_packed(one, two) || may_pass_for_packed(two, one) || may_block(one, two) ||
           may_block(two, one);
}

} // namespace mailslog
