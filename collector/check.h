// `mailslog check`: says what a collector would do, and what would keep it from that.
#pragma once

#include "collector/collect.h"

namespace mailslog {

/// Lists the settings on standard output. Returns the exit code: 0, or 1 after messages on standard
/// error that say what can't work. Opens no slot and makes no file.
int check(const collect_settings &settings);

} // namespace mailslog
