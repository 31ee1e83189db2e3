// Makes the calling thread one that works when nobody else wants the processor or the disk: nice 19
// and the idle class of the disk's scheduler on Linux, background mode on Windows. Not the
// scheduler's idle class: on a busy machine an orderly end would wait for it too long.
#pragma once

namespace mailslog {

/// What the system refuses is left out.
void run_at_low_priority() noexcept;

} // namespace mailslog
