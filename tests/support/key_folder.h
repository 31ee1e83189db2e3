// A folder with a key, readable by its owner alone; gone with everything in it when the object is.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/temporary_folder.h"

namespace mailslog {

class key_folder {
public:
    explicit key_folder(char digit = 'a') {
        std::ofstream{path()} << std::string(64, digit) << "\n";
        std::filesystem::permissions(
            path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
    std::string path() const { return folder_.path() + "/key"; }

private:
    temporary_folder folder_;
};

} // namespace mailslog
