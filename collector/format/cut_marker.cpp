#include "collector/format/cut_marker.h"

#include "collector/format/decimal.h"

namespace mailslog {

void append_cut_marker(std::string &to, std::uint64_t missing_bytes) {
    if (missing_bytes == 0) {
        return;
    }
    to += "\xE2\x80\xA6[+";
    append_decimal(to, missing_bytes);
    to += " bytes]";
}

} // namespace mailslog
