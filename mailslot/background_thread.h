// A thread of ours beside the application's own, or the collector's: it takes no signals, which
// those expect.
#pragma once

#include <functional>
#include <thread>

namespace mailslog {

/// Throws std::system_error if the system has no thread to give.
std::thread start_background_thread(std::function<void()> work);

} // namespace mailslog
