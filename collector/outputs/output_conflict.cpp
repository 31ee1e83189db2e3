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

/// Whether a log of `one` might be a file that `other` keeps beside its logs.
bool may_take_from(const log_route &one, const log_route &other) {
    for (const char *suffix : {".ledger", ".ledger.new", ".lock"}) {
        if (one.may_be(other.base_path() + suffix)) {
            return true;
        }
    }
    const auto live = one.is_fixed() ? live_path_of(one.pattern()) : std::nullopt;
    return live && other.may_be(*live);
}

} // namespace

bool may_conflict(const std::string &file, const std::string &other) {
    const log_route one = whole_route(file);
    const log_route two = whole_route(other);
    return one.may_meet(two) || may_take_from(one, two) || may_take_from(two, one);
}

} // namespace mailslog
