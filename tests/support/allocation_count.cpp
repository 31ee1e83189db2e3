#include "tests/support/allocation_count.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <new>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) // gcc
#define MAILSLOG_SANITIZED
#elif defined(__has_feature) // clang
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MAILSLOG_SANITIZED
#endif
#endif

namespace {

thread_local std::uint64_t allocations_of_this_thread = 0;

constexpr std::int64_t no_end = std::numeric_limits<std::int64_t>::max();
std::atomic<std::int64_t> allocations_left{no_end};

[[maybe_unused]] bool is_one_left() noexcept {
    return allocations_left.load() == no_end || allocations_left.fetch_sub(1) > 0;
}

} // namespace

#ifndef MAILSLOG_SANITIZED

// The library's array and nothrow forms call these.
void *operator new(std::size_t size) {
    ++allocations_of_this_thread;
    void *memory = is_one_left() ? std::malloc(size != 0 ? size : 1) : nullptr;
    if (memory == nullptr) {
        throw std::bad_alloc{};
    }
    return memory;
}

void operator delete(void *memory) noexcept {
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept {
    std::free(memory);
}

#endif

namespace mailslog::test {

bool counts_allocations() noexcept {
#ifdef MAILSLOG_SANITIZED
    return false;
#else
    return true;
#endif
}

allocation_count::allocation_count() noexcept : at_start_{allocations_of_this_thread} {}

std::uint64_t allocation_count::so_far() const noexcept {
    return allocations_of_this_thread - at_start_;
}

memory_shortage::memory_shortage(std::uint64_t allocations_left_to_make) noexcept {
    allocations_left = static_cast<std::int64_t>(allocations_left_to_make);
}

std::uint64_t memory_shortage::refused() const noexcept {
    const std::int64_t left = allocations_left;
    return left < 0 ? static_cast<std::uint64_t>(-left) : 0;
}

memory_shortage::~memory_shortage() {
    allocations_left = no_end;
}

} // namespace mailslog::test
