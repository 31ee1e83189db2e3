#include "collector/reload_request.h"

namespace mailslog {

reload_request::reload_request(wake_function wake, void *context)
    : wake_{wake}, context_{context} {}

reload_request::~reload_request() = default;

} // namespace mailslog
