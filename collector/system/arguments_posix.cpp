#include "collector/system/arguments.h"

namespace mailslog {

std::vector<std::string> utf8_arguments(int argc, const char *const *argv) {
    return argc < 2 ? std::vector<std::string>{} : std::vector<std::string>{argv + 1, argv + argc};
}

} // namespace mailslog
