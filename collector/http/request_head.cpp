#include "collector/http/request_head.h"

#include <algorithm>

#include "mailslot/ascii_case.h"

namespace mailslog {
namespace {

bool is_host(std::string_view line) noexcept {
    constexpr std::string_view name = "host:";
    return equal_ignoring_case(line.substr(0, name.size()), name) && line.size() >= 2 &&
           line.substr(line.size() - 2) == "\r\n";
}

} // namespace

std::string essential_head(std::string_view head) {
    std::string kept;
    for (bool is_first = true; !head.empty(); is_first = false) {
        const std::string_view line =
            head.substr(0, std::min(head.find('\n'), head.size() - 1) + 1);
        head.remove_prefix(line.size());
        if (is_first || is_host(line)) {
            kept += line;
        }
    }
    kept += "\r\n";
    return kept.size() <= max_head_bytes ? kept : std::string{};
}

} // namespace mailslog
