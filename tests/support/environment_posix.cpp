#include "tests/support/environment.h"

#include <cstdlib>
#include <utility>

namespace mailslog {
namespace {

void set(const std::string &name, const std::optional<std::string> &value) {
    if (value) {
        ::setenv(name.c_str(), value->c_str(), 1);
    } else {
        ::unsetenv(name.c_str());
    }
}

} // namespace

environment_variable::environment_variable(
    std::string name, const std::optional<std::string> &value)
    : name_(std::move(name)) {
    if (const char *old = std::getenv(name_.c_str())) {
        old_value_ = old;
    }
    set(name_, value);
}

environment_variable::~environment_variable() {
    set(name_, old_value_);
}

} // namespace mailslog
