// An environment variable for as long as a test needs it.
//
// The environment belongs to the whole process: set it before a case starts threads.
#pragma once

#include <optional>
#include <string>

namespace mailslog {

/// Sets the variable, or removes it when there is no value; the destructor puts back what was.
class environment_variable {
public:
    environment_variable(std::string name, const std::optional<std::string> &value);
    ~environment_variable();
    environment_variable(const environment_variable &) = delete;
    environment_variable &operator=(const environment_variable &) = delete;

private:
    std::string name_;
    std::optional<std::string> old_value_;
};

} // namespace mailslog
