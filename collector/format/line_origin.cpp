#include "collector/format/line_origin.h"

namespace mailslog {

void append_origin(std::string &to, const line_origin &origin) {
    if (!origin.is_here()) {
        to.append("@").append(origin.host).append("(").append(origin.address).append(")");
    }
}

} // namespace mailslog
