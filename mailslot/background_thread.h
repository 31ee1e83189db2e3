// A thread of the library's own inside somebody else's application: it takes no signals, which the
// application's threads expect.
#pragma once

#include <functional>
#include <thread>

namespace mailslog {

/// Throws std::system_error if the system has no thread to give.
std::thread start_background_thread(std::function<void()> work);

} // namespace mailslog
