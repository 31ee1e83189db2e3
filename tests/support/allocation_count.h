// Counts what a thread takes from the heap by operator new, to prove that something takes nothing;
// or gives it nothing, to see what becomes of that.
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

/// As long as it lives no thread of the process gets memory by operator new once it has got it so
/// many times more. Where nothing is counted it does nothing.
class memory_shortage {
public:
    explicit memory_shortage(std::uint64_t allocations_left = 0) noexcept;
    ~memory_shortage();
    memory_shortage(const memory_shortage &) = delete;
    memory_shortage &operator=(const memory_shortage &) = delete;

    /// How often somebody got none.
    std::uint64_t refused() const noexcept;
};

} // namespace mailslog::test
