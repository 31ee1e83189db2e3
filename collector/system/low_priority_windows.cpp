#include "collector/system/low_priority.h"

#include <windows.h>

namespace mailslog {

void run_at_low_priority() noexcept {
    ::SetThreadPriority(::GetCurrentThread(), THREAD_MODE_BACKGROUND_BEGIN);
}

} // namespace mailslog
