#include "collector/system/socket_queue.h"

#include <cerrno>
#include <cstdio>
#include <memory>

namespace mailslog {
namespace {

/// That of the network namespace of whoever opens it (network_namespaces(7)).
constexpr const char *setting = "/proc/sys/net/unix/max_dgram_qlen";

using open_file = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

open_file open(const char *mode) noexcept {
    return {std::fopen(setting, mode), &std::fclose};
}

} // namespace

std::optional<std::string> fault_of_socket_queues_here() {
    return std::nullopt;
}

std::optional<std::size_t> socket_queue_length() {
    const open_file file = open("re");
    unsigned long length = 0;
    if (!file || std::fscanf(file.get(), "%lu", &length) != 1) {
        return std::nullopt;
    }
    return length;
}

std::error_code set_socket_queue_length(std::size_t datagrams) {
    const open_file file = open("we");
    // A sysctl takes a number by one write, which is made when the stream is flushed.
    const bool done =
        file && std::fprintf(file.get(), "%zu\n", datagrams) > 0 && std::fflush(file.get()) == 0;
    const int error = errno;
    return done ? std::error_code{} : std::error_code{error, std::system_category()};
}

} // namespace mailslog
