#include "collector/system/operator_requests.h"

namespace mailslog {

operator_requests::operator_requests(wake_function wake, void *context)
    : wake_{wake}, context_{context} {}
operator_requests::~operator_requests() = default;

} // namespace mailslog
