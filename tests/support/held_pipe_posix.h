// A pipe whose kernel mutex somebody holds: he writes into it from a page whose fault does not end
// (userfaultfd(2)). Until he lets go, whatever needs the mutex blocks, out of any signal's reach:
// read(2), splice(2), F_GETPIPE_SZ, an open through /proc, the last close.
#pragma once

#include <functional>
#include <thread>

#include "mailslot/descriptor_posix.h"

namespace mailslog {

class held_pipe {
public:
    /// There is a byte in it.
    held_pipe();
    ~held_pipe(); // as let_go()
    held_pipe(const held_pipe &) = delete;
    held_pipe &operator=(const held_pipe &) = delete;

    /// False: the system lets this process hold no fault of the kernel's.
    bool is_held() const noexcept { return static_cast<bool>(faults_); }
    /// Whether `act` ends within a minute while the pipe is held. Then it is let go.
    bool lets_end(const std::function<void()> &act);
    void let_go() noexcept;

    descriptor read_end;
    descriptor write_end;

private:
    descriptor faults_;
    std::thread holder_;
};

} // namespace mailslog
