// Interleaves logs by the times of their lines: of each log it holds the next line and no more. No
// log's own order changes. One thread at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "collector/tail/log_source.h"

namespace mailslog {

class log_merge {
public:
    /// Adds a log that stands at a line. `rank` decides between lines of the same time.
    void add(log_source &source, std::size_t rank) {
        heap_.push_back({source.time_ns(), rank, &source});
        std::push_heap(heap_.begin(), heap_.end(), is_later);
    }

    bool empty() const noexcept { return heap_.empty(); }
    /// The log with the oldest line; taken out, to be added again when it stands at its next.
    log_source &take(std::size_t &rank) {
        std::pop_heap(heap_.begin(), heap_.end(), is_later);
        const entry oldest = heap_.back();
        heap_.pop_back();
        rank = oldest.rank;
        return *oldest.source;
    }

private:
    struct entry {
        std::int64_t time_ns;
        std::size_t rank;
        log_source *source;
    };

    static bool is_later(const entry &a, const entry &b) noexcept {
        return a.time_ns != b.time_ns ? a.time_ns > b.time_ns : a.rank > b.rank;
    }

    std::vector<entry> heap_;
};

} // namespace mailslog
