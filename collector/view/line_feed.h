// The last lines of a log, numbered, for many readers who ask for what came after the last one that
// they have. Bounded: what nobody has fetched in time they see missing. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

namespace mailslog {

class line_feed {
public:
    static constexpr std::size_t max_kept_lines = 5000;
    static constexpr std::size_t max_kept_bytes = std::size_t{8} * 1024 * 1024;
    /// What is given at once: the last ones, if that is less than what there is.
    static constexpr std::size_t max_given_lines = 1000;
    static constexpr std::size_t max_given_bytes = std::size_t{512} * 1024;

    /// Whole lines, each with its end.
    void add(std::string_view lines);

    struct portion {
        std::uint64_t first = 1; // the number of its first line
        std::uint64_t next = 1;  // the number after its last one
        std::string lines;       // each with its end
    };
    /// The lines with numbers from `next` on; of a number that is none yet, none.
    portion from(std::uint64_t next) const;

private:
    void forget_surplus();

    mutable std::mutex mutex_;
    std::deque<std::string> lines_;
    std::uint64_t next_ = 1;
    std::size_t kept_bytes_ = 0;
};

} // namespace mailslog
