#include "mailslot/background_thread.h"

#include <utility>

namespace mailslog {

std::thread start_background_thread(std::function<void()> work) {
    return std::thread{std::move(work)};
}

} // namespace mailslog
