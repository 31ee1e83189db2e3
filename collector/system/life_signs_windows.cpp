#include "collector/system/life_signs.h"

namespace mailslog {

life_signs::life_signs() = default;
void life_signs::say_ready(const std::string & /*status*/) {}
void life_signs::say_reloading() {}
void life_signs::say_stopping() {}
void life_signs::say_alive(clock::time_point /*now*/) {}

std::optional<std::chrono::milliseconds> life_signs::until_due(clock::time_point /*now*/) const {
    return std::nullopt;
}

} // namespace mailslog
