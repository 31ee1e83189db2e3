// Puts lines together from a layout (line_layout.h). What a second is called is worked out once a
// second; everything else is copied.
#pragma once

#include <memory>

#include "collector/format/line_format.h"
#include "collector/format/line_layout.h"

namespace mailslog {

std::unique_ptr<line_format> make_layout_format(line_layout layout);

} // namespace mailslog
