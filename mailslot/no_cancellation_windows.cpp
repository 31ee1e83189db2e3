#include "mailslot/no_cancellation.h"

namespace mailslog {

no_cancellation::no_cancellation() noexcept = default;
no_cancellation::~no_cancellation() = default;

} // namespace mailslog
