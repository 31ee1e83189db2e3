// A folder of a test's own, gone with everything in it when the object is.
//
// Its path is short, since a socket's must fit 108 bytes (unix(7)).
#pragma once

#include <filesystem>
#include <random>
#include <string>
#include <system_error>

namespace mailslog {

class temporary_folder {
public:
    temporary_folder() {
        std::random_device random;
        do {
            const auto name = "mailslog-" + std::to_string(random());
            path_ = (std::filesystem::temp_directory_path() / name).string();
        } while (!std::filesystem::create_directory(path_));
    }
    ~temporary_folder() {
        std::error_code ignored; // a test that failed may have left something open in it
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_folder(const temporary_folder &) = delete;
    temporary_folder &operator=(const temporary_folder &) = delete;

    const std::string &path() const noexcept { return path_; }

private:
    std::string path_;
};

} // namespace mailslog
