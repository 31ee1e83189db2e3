// The limit: spdlog's formatting and a copy into a ring in shared memory, nothing else. The ring is
// handed to the receiver's socket; a full one is awaited.
#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <spdlog/sinks/base_sink.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bench/producers/producer.h"
#include "bench/ring_lane.h"

using namespace mailslog_bench;

namespace {

[[noreturn]] void fail(const char *what) {
    std::perror(what);
    std::exit(1);
}

void hand_over(int memory, const std::string &socket_path) {
    const int sender = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket_path.copy(address.sun_path, sizeof address.sun_path - 1);
    char byte = 0;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof memory)] = {};
    iovec part{&byte, 1};
    msghdr message{};
    message.msg_name = &address;
    message.msg_namelen = sizeof address;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr *const attached = CMSG_FIRSTHDR(&message);
    attached->cmsg_level = SOL_SOCKET;
    attached->cmsg_type = SCM_RIGHTS;
    attached->cmsg_len = CMSG_LEN(sizeof memory);
    std::memcpy(CMSG_DATA(attached), &memory, sizeof memory);
    if (::sendmsg(sender, &message, 0) != 1) {
        fail(socket_path.c_str());
    }
    ::close(sender);
}

class ring_sink : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit ring_sink(const std::string &socket_path) {
        const int memory = ::memfd_create("limit", MFD_CLOEXEC);
        constexpr std::size_t bytes = ring_begins_at + ring_bytes;
        if (memory < 0 || ::ftruncate(memory, bytes) != 0) {
            fail("memfd_create");
        }
        void *const mapped =
            ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, memory, 0);
        if (mapped == MAP_FAILED) {
            fail("mmap");
        }
        counts_ = static_cast<ring_counts *>(mapped);
        ring_ = static_cast<char *>(mapped) + ring_begins_at;
        hand_over(memory, socket_path);
    }

private:
    void sink_it_(const spdlog::details::log_msg &msg) override {
        spdlog::memory_buf_t line;
        formatter_->format(msg, line);
        const std::uint64_t head = counts_->head.load(std::memory_order_relaxed);
        while (head + line.size() - counts_->tail.load(std::memory_order_acquire) > ring_bytes) {
            std::this_thread::sleep_for(std::chrono::microseconds{100});
        }
        const std::size_t place = head % ring_bytes;
        const std::size_t first = std::min(line.size(), ring_bytes - place);
        std::memcpy(ring_ + place, line.data(), first);
        std::memcpy(ring_, line.data() + first, line.size() - first);
        counts_->head.store(head + line.size(), std::memory_order_release);
    }
    void flush_() override {}

    ring_counts *counts_ = nullptr;
    char *ring_ = nullptr;
};

} // namespace

int main(int argc, char **argv) {
    const producer_options options = parse_options(argc, argv);
    spdlog::logger log{"bench", std::make_shared<ring_sink>(options.target)};
    return run_producer(
        options, [&log](unsigned, const order &order) { log_order(log, order); }, [] { return 0; });
}
