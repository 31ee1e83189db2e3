// Where a collector answers `mailslog rotate` (rotation_answer.h); gone with it. One thread.
#pragma once

#include <string>

#include "collector/files/file_system.h"
#include "collector/rotation_answer.h"

namespace mailslog {

class rotation_desk {
public:
    /// `files` must outlive this.
    explicit rotation_desk(file_system &files) : files_{files} {}
    ~rotation_desk();
    rotation_desk(const rotation_desk &) = delete;
    rotation_desk &operator=(const rotation_desk &) = delete;

    /// From now on it can be found. An empty path: nowhere.
    void open(const std::string &path);
    void answer(bool is_done, const std::string &text);

private:
    void publish();

    file_system &files_;
    std::string path_;
    rotation_answer answer_;
};

} // namespace mailslog
