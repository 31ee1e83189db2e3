#include "mailslot/process.h"

#include <atomic>
#include <pthread.h>
#include <sys/mman.h>

namespace mailslog {
namespace {

using mark_cell = std::atomic<std::uint64_t>;

std::atomic<mark_cell *> cell{nullptr}; // holds 0 in a process that has no mark yet
mark_cell plain_cell{0};
std::atomic<std::uint64_t> last_mark{0}; // inherited, so a child's mark is above its ancestors'

/// A page that the kernel zeroes in every child, made by fork() or by clone() itself
/// (MADV_WIPEONFORK, madvise(2), Linux 4.14); null if it can't.
mark_cell *map_wiped_cell() noexcept {
    constexpr std::size_t page_bytes = 4096;
    void *page =
        ::mmap(nullptr, page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        return nullptr;
    }
    if (::madvise(page, page_bytes, MADV_WIPEONFORK) != 0) {
        ::munmap(page, page_bytes);
        return nullptr;
    }
    return new (page) mark_cell{0};
}

mark_cell *make_cell() noexcept {
    mark_cell *made = map_wiped_cell();
    if (made == nullptr) {
        ::pthread_atfork(nullptr, nullptr, [] { plain_cell.store(0); });
        made = &plain_cell;
    }
    mark_cell *expected = nullptr; // of two threads one wins; the other's page stays unused
    return cell.compare_exchange_strong(expected, made) ? made : expected;
}

std::uint64_t make_mark(mark_cell &where) noexcept {
    std::uint64_t none = 0;
    const std::uint64_t made = last_mark.fetch_add(1) + 1;
    return where.compare_exchange_strong(none, made) ? made : none;
}

} // namespace

std::uint64_t fork_mark() noexcept {
    mark_cell *where = cell.load(std::memory_order_acquire);
    if (where == nullptr) {
        where = make_cell();
    }
    const std::uint64_t mark = where->load(std::memory_order_relaxed);
    return mark != 0 ? mark : make_mark(*where);
}

} // namespace mailslog
