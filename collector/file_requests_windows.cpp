#include "collector/file_requests.h"

namespace mailslog {

file_requests::file_requests(wake_function wake, void *context) : wake_{wake}, context_{context} {}
file_requests::~file_requests() = default;

} // namespace mailslog
