// Counts what a thread takes from the heap by operator new, to prove that something takes nothing.
//
// A program that uses it has its operator new replaced (allocation_count.cpp), for all threads and
// for the shared libraries that it loads; on Windows a DLL keeps its own. Over-aligned allocations
// and malloc() are not counted. Sanitizers keep their own operator new: ask counts_allocations().
#pragma once

#include <cstdint>

namespace mailslog::test {

/// Whether this build counts; if not, every count is zero.
bool counts_allocations() noexcept;

/// Counts this thread's allocations from its construction on.
class allocation_count {
public:
    allocation_count() noexcept;
    std::uint64_t so_far() const noexcept;

private:
    std::uint64_t at_start_;
};

} // namespace mailslog::test
