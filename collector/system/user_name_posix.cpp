#include <pwd.h>

#include <vector>

#include "collector/system/user_name.h"

namespace mailslog {

std::string user_name_of(std::uint32_t user_id) {
    constexpr std::size_t enough_bytes = 16384;
    std::vector<char> memory(enough_bytes);
    passwd entry{};
    passwd *found = nullptr;
    (void)::getpwuid_r(user_id, &entry, memory.data(), memory.size(), &found);
    return found == nullptr ? std::to_string(user_id) : std::string{found->pw_name};
}

} // namespace mailslog
