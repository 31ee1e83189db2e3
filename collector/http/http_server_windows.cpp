#include "collector/http/http_server.h"

#include <mailslog/slot_error.h>

namespace mailslog {

struct http_server::impl {};

http_server::http_server(http_handler /*handler*/, const http_limits & /*limits*/) {}
http_server::~http_server() = default;

std::error_code http_server::open(const tcp_place & /*place*/) {
    return slot_errc::not_supported;
}

std::error_code http_server::start() {
    return slot_errc::not_supported;
}

void http_server::stop() noexcept {}

} // namespace mailslog
