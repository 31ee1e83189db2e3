#include <optional>
#include <utility>

#include "collector/format/layout_format.h"
#include "collector/format/line_layout.h"
#include "collector/format/pattern_format.h"

namespace mailslog {

std::unique_ptr<line_format> make_text_format(const std::string &pattern) {
    if (std::optional<line_layout> layout = parse_layout(pattern)) {
        return make_layout_format(std::move(*layout));
    }
    return make_pattern_format(pattern);
}

} // namespace mailslog
