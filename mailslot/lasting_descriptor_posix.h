// One owner for one file descriptor that others may close by its number, as a process does that
// closes all it has inherited (closefrom(3)).
#pragma once

#include <sys/types.h>

#include "mailslot/descriptor_posix.h"

namespace mailslog {

/// Once remember() was called, closes its descriptor only while that is still the same file; the
/// number may have become somebody else's.
class lasting_descriptor : public descriptor {
public:
    lasting_descriptor() noexcept = default;
    ~lasting_descriptor();
    lasting_descriptor(const lasting_descriptor &) = delete;
    lasting_descriptor &operator=(const lasting_descriptor &) = delete;

    void remember() noexcept;
    /// Whether it is what remember() saw (one fstat(2)); true where that can't be told.
    bool is_still_ours() const noexcept;

private:
    bool is_remembered_ = false;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

} // namespace mailslog
