#include "collector/http/http_connection_posix.h"

#include <algorithm>
#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

#include "collector/http/request_head.h"

namespace mailslog {
namespace {

constexpr std::size_t read_bytes_at_once = 4096;

} // namespace

http_connection::http_connection(socket_t socket, const http_limits &limits)
    : socket_{socket}, deadline_{clock::now() + limits.time}, readable_bytes_{
                                                                  limits.request_bytes} {}

bool http_connection::is_ready(short events) const noexcept {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - clock::now());
    pollfd waiting{socket_, events, 0};
    return left.count() > 0 && ::poll(&waiting, 1, static_cast<int>(left.count())) == 1;
}

bool http_connection::is_readable() const {
    return has_head_ ? taken_bytes_ < buffer_.size() : is_ready(POLLIN);
}

bool http_connection::is_writable() const {
    return is_ready(POLLOUT);
}

bool http_connection::read_more() {
    const std::size_t known = buffer_.size();
    const std::size_t wanted = std::min(read_bytes_at_once, readable_bytes_);
    if (wanted == 0 || !is_ready(POLLIN)) {
        return false;
    }
    buffer_.resize(known + wanted);
    const ssize_t read_bytes = ::recv(socket_, buffer_.data() + known, wanted, MSG_DONTWAIT);
    buffer_.resize(known + static_cast<std::size_t>(std::max<ssize_t>(read_bytes, 0)));
    readable_bytes_ -= buffer_.size() - known;
    return buffer_.size() != known;
}

bool http_connection::take_head() {
    std::size_t end = std::string::npos;
    while (end == std::string::npos) {
        const std::size_t unseen = buffer_.size() - std::min(buffer_.size(), end_of_head.size());
        if (!read_more()) {
            return false;
        }
        end = buffer_.find(end_of_head, unseen);
    }
    buffer_ = essential_head({buffer_.data(), end + end_of_head.size()});
    has_head_ = true;
    return true;
}

ssize_t http_connection::read(char *to, std::size_t size_bytes) {
    if ((!has_head_ && !take_head()) || taken_bytes_ == buffer_.size()) {
        return -1;
    }
    const std::size_t given = std::min(size_bytes, buffer_.size() - taken_bytes_);
    buffer_.copy(to, given, taken_bytes_);
    taken_bytes_ += given;
    return static_cast<ssize_t>(given);
}

ssize_t http_connection::write(const char *from, std::size_t size_bytes) {
    return is_ready(POLLOUT) ? ::send(socket_, from, size_bytes, MSG_DONTWAIT | MSG_NOSIGNAL) : -1;
}

// Nobody asks who it is.
void http_connection::get_remote_ip_and_port(std::string & /*ip*/, int & /*port*/) const {}
void http_connection::get_local_ip_and_port(std::string & /*ip*/, int & /*port*/) const {}

} // namespace mailslog
