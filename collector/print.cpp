#include "collector/print.h"

#include <mailslog/slot_error.h>

#include "collector/system/standard_output.h"
#include "collector/tell.h"

namespace mailslog {

bool print(const std::string &text) {
    const std::error_code failed = write_standard_output(text);
    if (!failed || failed == std::errc::broken_pipe) {
        return true;
    }
    tell(describe("write to", "standard output", failed));
    return false;
}

} // namespace mailslog
