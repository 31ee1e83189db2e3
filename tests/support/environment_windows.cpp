#include "tests/support/environment.h"

#include <cstdlib>
#include <utility>

namespace mailslog {
namespace {

void set(const std::string &name, const std::optional<std::string> &value) {
    ::_putenv_s(name.c_str(), value.value_or("").c_str()); // an empty value removes it
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
