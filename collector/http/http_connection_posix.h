// One client's connection, within its limits: when its time is over, or it has said too much,
// nothing more is read or written. Of its request only the head is read, and of that as much as
// essential_head() leaves.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <httplib.h>

#include "collector/http/http_server.h"

namespace mailslog {

/// The socket is the caller's. One thread.
class http_connection final : public httplib::Stream {
public:
    http_connection(socket_t socket, const http_limits &limits);

    bool is_readable() const override;
    bool is_writable() const override;
    ssize_t read(char *to, std::size_t size_bytes) override;
    ssize_t write(const char *from, std::size_t size_bytes) override;
    void get_remote_ip_and_port(std::string &ip, int &port) const override;
    void get_local_ip_and_port(std::string &ip, int &port) const override;
    socket_t socket() const override { return socket_; }

private:
    using clock = std::chrono::steady_clock;

    bool is_ready(short events) const noexcept;
    bool read_more();
    bool take_head();

    socket_t socket_;
    clock::time_point deadline_;
    std::size_t readable_bytes_; // as many may still come
    bool has_head_ = false;
    std::string buffer_;          // what has come of the head, then what is looked at of it
    std::size_t taken_bytes_ = 0; // of the latter
};

} // namespace mailslog
