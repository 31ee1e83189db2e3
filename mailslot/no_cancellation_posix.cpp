#include "mailslot/no_cancellation.h"

#include <pthread.h>

namespace mailslog {

no_cancellation::no_cancellation() noexcept {
    ::pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state_before_);
}

no_cancellation::~no_cancellation() {
    ::pthread_setcancelstate(state_before_, nullptr);
}

} // namespace mailslog
