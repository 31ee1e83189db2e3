#include "collector/system/user_name.h"

namespace mailslog {

std::string user_name_of(std::uint32_t /*user_id*/) {
    return {};
}

} // namespace mailslog
