#include "tests/support/allocation_count.h"

#include <cstddef>
#include <cstdlib>
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

} // namespace

#ifndef MAILSLOG_SANITIZED

// The library's array and nothrow forms call these.
void *operator new(std::size_t size) {
    ++allocations_of_this_thread;
    void *memory = std::malloc(size != 0 ? size : 1);
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

} // namespace mailslog::test
