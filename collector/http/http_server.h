// A small web server for what a program shows of itself: it answers GET, and nothing else, by a
// function of its owner's.
//
// Clients are bounded in number, and each in time and bytes, whatever it does: one request a
// connection, a few seconds for all of it. Those beyond are closed at once. What they do costs
// nobody but the server's own threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <system_error>

#include "collector/http/tcp_place.h"

namespace mailslog {

struct http_request {
    std::string path;
    std::map<std::string, std::string> parameters;
};

struct http_answer {
    int status = 200;
    std::string type = "text/plain; charset=utf-8";
    std::string body;
};

/// From several threads at once.
using http_handler = std::function<http_answer(const http_request &request)>;

struct http_limits {
    std::size_t threads = 4;
    std::size_t waiting_clients = 64; // beside those that are served
    /// For a request and its answer, the wait for a thread included; but a tenth of it is left.
    std::chrono::milliseconds time{5000};
    std::size_t request_bytes = 16'384; // the most that a client may say
};

class http_server {
public:
    http_server(http_handler handler, const http_limits &limits);
    /// As stop().
    ~http_server();
    http_server(const http_server &) = delete;
    http_server &operator=(const http_server &) = delete;

    /// Takes the place; nobody is answered yet. Errors: the system's; slot_errc::not_supported on
    /// Windows.
    std::error_code open(const tcp_place &place);
    /// After open(): from now on clients are answered, by threads of the server's. Errors: the
    /// system has no thread.
    std::error_code start();
    /// Ends it; clients that are being served have their time.
    void stop() noexcept;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace mailslog
