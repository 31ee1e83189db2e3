// The limit's other side: copies what is in each ring to a file, then naps; nothing else.
//
//   limit_receiver SOCKET FILE
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "bench/ring_lane.h"

using namespace mailslog_bench;

namespace {

constexpr std::uint64_t busy_turn_bytes = 32768; // a turn that moved more is soon followed
constexpr long busy_nap_ns = 100000;
constexpr long idle_nap_ns = 1000000;

struct lane {
    ring_counts *counts;
    const char *ring;
};

int bound_socket(const char *path) {
    const int bound = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::string{path}.copy(address.sun_path, sizeof address.sun_path - 1);
    ::unlink(path);
    return ::bind(bound, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0 ? bound : -1;
}

void take_offered(int from, std::vector<lane> &lanes) {
    char byte = 0;
    int memory = -1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof memory)];
    iovec part{&byte, 1};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    if (::recvmsg(from, &message, MSG_DONTWAIT) != 1 || CMSG_FIRSTHDR(&message) == nullptr) {
        return;
    }
    std::memcpy(&memory, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof memory);
    void *const mapped = ::mmap(
        nullptr, ring_begins_at + ring_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
        memory, 0);
    if (mapped != MAP_FAILED) {
        lanes.push_back(
            {static_cast<ring_counts *>(mapped), static_cast<char *>(mapped) + ring_begins_at});
    }
}

/// Returns how much it moved.
std::uint64_t move_lines(const lane &from, int file) {
    static char lines[ring_bytes];
    const std::uint64_t tail = from.counts->tail.load(std::memory_order_relaxed);
    const std::uint64_t head = from.counts->head.load(std::memory_order_acquire);
    const std::size_t count = head - tail;
    if (count == 0) {
        return 0;
    }
    const std::size_t place = tail % ring_bytes;
    const std::size_t first = std::min(count, ring_bytes - place);
    std::memcpy(lines, from.ring + place, first);
    std::memcpy(lines + first, from.ring, count - first);
    if (::write(file, lines, count) != static_cast<ssize_t>(count)) {
        std::perror("write");
        std::exit(1);
    }
    from.counts->tail.store(head, std::memory_order_release);
    return count;
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: limit_receiver SOCKET FILE\n");
        return 2;
    }
    const int file = ::open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_TRUNC | O_CLOEXEC, 0644);
    const int offers = bound_socket(argv[1]);
    if (file < 0 || offers < 0) {
        std::perror("limit_receiver");
        return 1;
    }
    std::vector<lane> lanes;
    for (;;) {
        take_offered(offers, lanes);
        std::uint64_t moved = 0;
        for (const lane &lane : lanes) {
            moved += move_lines(lane, file);
        }
        const timespec nap{0, moved > busy_turn_bytes ? busy_nap_ns : idle_nap_ns};
        ::nanosleep(&nap, nullptr);
    }
}
