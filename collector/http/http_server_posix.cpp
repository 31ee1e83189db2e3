#include "collector/http/http_server.h"

#include <algorithm>
#include <cerrno>
#include <exception>
#include <thread>
#include <utility>

#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "collector/http/http_connection_posix.h"
#include "collector/http/http_workers_posix.h"
#include "mailslot/background_thread.h"

namespace mailslog {
namespace {

/// What a browser is told about every answer: to take it for what it says it is, to load nothing
/// from elsewhere, and to let no other page have it.
const httplib::Headers safe_headers{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
     "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cache-Control", "no-store"}};

/// httplib's own lets a second program listen at the same place.
void reuse_address(socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

http_request request_of(const httplib::Request &from) {
    http_request request{from.path, {}};
    for (const auto &[name, value] : from.params) {
        request.parameters.emplace(name, value);
    }
    return request;
}

/// The wait for a thread counts: else clients that say nothing, one behind the other, would keep
/// away for minutes who came after them. A request that is here by then needs little.
http_limits left_of(http_limits limits) {
    constexpr int least_share = 10;
    limits.time = std::max(limits.time - http_workers::waited(), limits.time / least_share);
    return limits;
}

} // namespace

struct http_server::impl : httplib::Server {
    impl(http_handler answer_with, const http_limits &with_limits)
        : handler{std::move(answer_with)}, limits{with_limits} {
        set_default_headers(safe_headers);
        set_socket_options(reuse_address);
        set_payload_max_length(0);
        new_task_queue = [this] {
            return new http_workers{limits.threads, limits.waiting_clients}; // httplib deletes it
        };
        set_pre_routing_handler([this](const httplib::Request &request, httplib::Response &answer) {
            respond(request, answer);
            return HandlerResponse::Handled;
        });
    }

    void respond(const httplib::Request &request, httplib::Response &to) const {
        http_answer answer;
        if (!place.is_meant_by(request.get_header_value("Host"))) {
            answer = {421, answer.type, "this is " + place.str() + ", and no other host\n"};
        } else if (request.method != "GET") {
            to.set_header("Allow", "GET");
            answer = {405, answer.type, "there is only GET\n"};
        } else {
            answer = handler(request_of(request));
        }
        to.status = answer.status;
        to.set_content(answer.body, answer.type);
    }

    bool process_and_close_socket(socket_t socket) override {
        bool is_served = false;
        if (!http_workers::must_refuse()) {
            http_connection connection{socket, left_of(limits)};
            bool is_closed = false;
            is_served = process_request(connection, true, is_closed, nullptr);
        }
        ::shutdown(socket, SHUT_RDWR);
        ::close(socket);
        return is_served;
    }

    http_handler handler;
    http_limits limits;
    tcp_place place;
    std::thread listener;
};

http_server::http_server(http_handler handler, const http_limits &limits)
    : impl_{std::make_unique<impl>(std::move(handler), limits)} {}

http_server::~http_server() {
    stop();
}

std::error_code http_server::open(const tcp_place &place) {
    impl_->place = place;
    errno = 0;
    if (impl_->bind_to_port(place.address, place.port)) {
        return {};
    }
    const int error = errno; // 0: the name is none of this machine's
    return error == 0 ? std::make_error_code(std::errc::address_not_available)
                      : std::error_code{error, std::system_category()};
}

std::error_code http_server::start() {
    try {
        impl_->listener = start_background_thread([this] { impl_->listen_after_bind(); });
    } catch (const std::system_error &failure) {
        return failure.code();
    }
    while (!impl_->is_running()) { // before, nothing would stop it
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    return {};
}

void http_server::stop() noexcept {
    if (impl_->listener.joinable()) {
        impl_->stop();
        impl_->listener.join();
    }
}

} // namespace mailslog
