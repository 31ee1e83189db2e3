// The folders for slots of an ordinary user, whoever runs the tests.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>

#include <sys/types.h>
#include <unistd.h>

#include "tests/support/catch.h"
#include "tests/support/environment.h"
#include "tests/support/temporary_folder.h"

namespace mailslog {

inline constexpr uid_t root = 0;
inline constexpr uid_t nobody = 65534;

/// Lets root be an ordinary user, whose folders these are; others are that already.
class ordinary_user {
public:
    explicit ordinary_user(const std::string &folder) : old_(::geteuid()) {
        if (old_ == root) {
            REQUIRE(::chown(folder.c_str(), nobody, static_cast<gid_t>(-1)) == 0);
            REQUIRE(::seteuid(nobody) == 0);
        }
    }
    ~ordinary_user() { become(old_); }
    ordinary_user(const ordinary_user &) = delete;
    ordinary_user &operator=(const ordinary_user &) = delete;

    bool may_become_root() const noexcept { return old_ == root; }
    void become(uid_t user) const noexcept {
        if (::seteuid(user) != 0) {
            std::abort(); // every later case would run as somebody else
        }
    }

private:
    uid_t old_;
};

/// An ordinary user's process with no folder for slots but those that a case gives it.
struct environment_of_test {
    temporary_folder folder;
    ordinary_user user{folder.path()};
    environment_variable mailslot_dir{"MAILSLOT_DIR", std::nullopt};
    environment_variable runtime_dir{"XDG_RUNTIME_DIR", std::nullopt};
    environment_variable temporary_dir{"TMPDIR", folder.path()};

    std::string private_folder() const {
        return folder.path() + "/mailslot-" + std::to_string(::geteuid());
    }
};

} // namespace mailslog
