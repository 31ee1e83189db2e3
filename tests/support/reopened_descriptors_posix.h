// What a daemon does to the descriptors that it has inherited.
#pragma once

#include <algorithm>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace mailslog {

/// Closes all but the standard streams and opens the file at `path` as often, in their places.
class reopened_descriptors {
public:
    explicit reopened_descriptors(const std::string &path) {
        const auto open = [&path] { return ::open(path.c_str(), O_RDWR | O_CREAT, 0600); };
        constexpr int above_all = 256;
        const int last = ::fcntl(open(), F_DUPFD, above_all);
        ::fstat(last, &file_);
        for (int fd = STDERR_FILENO + 1; fd <= last; ++fd) {
            ::close(fd);
        }
        for (int fd = STDERR_FILENO + 1; fd <= last; ++fd) {
            descriptors_.push_back(open());
        }
    }

    bool are_untouched() const {
        return std::all_of(descriptors_.begin(), descriptors_.end(), [this](int fd) {
            struct stat now {};
            return ::fstat(fd, &now) == 0 && now.st_dev == file_.st_dev &&
                   now.st_ino == file_.st_ino && now.st_size == file_.st_size;
        });
    }

private:
    struct stat file_ {};
    std::vector<int> descriptors_;
};

} // namespace mailslog
