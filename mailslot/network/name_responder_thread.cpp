#include "mailslot/network/name_responder_thread.h"

#include <mailslog/slot_error.h>

#include "mailslot/background_thread.h"

namespace mailslog {

std::error_code name_responder_thread::start(std::uint16_t port) {
    const auto error = responder_.open(port);
    if (!error) {
        thread_ = start_background_thread([this] { run(); });
    }
    return error;
}

void name_responder_thread::stop() noexcept {
    if (thread_.joinable()) {
        responder_.interrupt();
        thread_.join();
    }
}

void name_responder_thread::run() {
    std::error_code error;
    while (!error) {
        error = responder_.serve_one(udp_socket::forever);
    }
    failure_ = error == slot_errc::interrupted ? std::error_code{} : error;
}

} // namespace mailslog
