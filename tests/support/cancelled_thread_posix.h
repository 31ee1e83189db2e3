// A thread that somebody has cancelled (pthread_cancel(3)).
#pragma once

#include <pthread.h>

namespace mailslog {

/// Whether a thread that is to be cancelled comes to the end of `act` before it is.
template <typename Act>
bool ends_before_cancellation(Act act) {
    struct thread_work {
        Act &act;
        bool has_ended = false;
    } work{act};
    pthread_t thread{};
    ::pthread_create(
        &thread, nullptr,
        [](void *argument) -> void * {
            auto &work = *static_cast<thread_work *>(argument);
            ::pthread_cancel(::pthread_self());
            work.act();
            work.has_ended = true;
            ::pthread_testcancel();
            return nullptr;
        },
        &work);
    void *result = nullptr;
    ::pthread_join(thread, &result);
    return work.has_ended && result == PTHREAD_CANCELED;
}

} // namespace mailslog
