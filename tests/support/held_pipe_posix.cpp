#include "tests/support/held_pipe_posix.h"

#include <chrono>
#include <cstdint>
#include <future>
#include <stdexcept>

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mailslog {
namespace {

constexpr std::size_t page_bytes = 4096;
constexpr std::chrono::seconds patience{60};

void require(bool done, const char *what) {
    if (!done) {
        throw std::runtime_error(what);
    }
}

/// A page whose faults wait until `faults` is closed; `faults` is none where that can't be had.
void *make_slow_page(descriptor &faults) {
    void *page =
        ::mmap(nullptr, page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    require(page != MAP_FAILED, "mmap");
    descriptor made{static_cast<int>(::syscall(SYS_userfaultfd, O_CLOEXEC))};
    if (made) {
        uffdio_api api{};
        api.api = UFFD_API;
        uffdio_register range{};
        range.range = {reinterpret_cast<std::uintptr_t>(page), page_bytes};
        range.mode = UFFDIO_REGISTER_MODE_MISSING;
        require(::ioctl(made.get(), UFFDIO_API, &api) == 0, "UFFDIO_API");
        require(::ioctl(made.get(), UFFDIO_REGISTER, &range) == 0, "UFFDIO_REGISTER");
        faults = std::move(made);
    }
    return page;
}

} // namespace

held_pipe::held_pipe() {
    int ends[2] = {-1, -1};
    require(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0, "pipe2");
    read_end.reset(ends[0]);
    write_end.reset(ends[1]);
    require(::write(write_end.get(), "!", 1) == 1, "write");
    void *page = make_slow_page(faults_);
    if (faults_) {
        holder_ = std::thread{[page, writer = descriptor{::dup(ends[1])}] {
            (void)!::write(writer.get(), page, 1);
            ::munmap(page, page_bytes);
        }};
        uffd_msg fault{}; // comes when it has the mutex
        require(::read(faults_.get(), &fault, sizeof fault) == sizeof fault, "userfaultfd");
    }
}

held_pipe::~held_pipe() {
    let_go();
}

bool held_pipe::lets_end(const std::function<void()> &act) {
    std::packaged_task<void()> task{act};
    std::future<void> end = task.get_future();
    std::thread runner{std::move(task)};
    const bool has_ended = end.wait_for(patience) == std::future_status::ready;
    let_go();
    runner.join();
    end.get();
    return has_ended;
}

void held_pipe::let_go() noexcept {
    faults_.reset();
    if (holder_.joinable()) {
        holder_.join();
    }
}

} // namespace mailslog
