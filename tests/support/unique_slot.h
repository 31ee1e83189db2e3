// A slot name that no other test uses, on POSIX in a folder of its own.
#pragma once

#include <random>
#include <string>

#include <mailslog/slot_name.h>

#include "tests/support/environment.h"
#include "tests/support/temporary_folder.h"

namespace mailslog {

/// While it lives, this process and its children find their slots in folder() ($MAILSLOT_DIR).
class unique_slot {
public:
    unique_slot() : name_(random_name()) {}

    const slot_name &name() const noexcept { return name_; }
    std::string str() const { return name_.str(); }
    const std::string &folder() const noexcept { return folder_.path(); }

private:
    static slot_name random_name() {
        return *slot_name::parse(R"(\\.\mailslot\test-)" + std::to_string(std::random_device()()));
    }

    temporary_folder folder_;
    environment_variable mailslot_dir_{"MAILSLOT_DIR", folder_.path()};
    slot_name name_;
};

} // namespace mailslog
