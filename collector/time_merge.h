// Interleaves several sources by the times of their messages. No source's own order changes.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "collector/incoming.h"

namespace mailslog {

class time_merge {
public:
    void clear() noexcept { heap_.clear(); }

    /// Adds a source for this turn; it must outlive it.
    void add(incoming_source &source) {
        if (source.peek() != nullptr) {
            push(source);
        }
    }

    /// The oldest of all sources' next messages, or null.
    const incoming *peek() { return heap_.empty() ? nullptr : heap_.front().source->peek(); }

    void advance() {
        std::pop_heap(heap_.begin(), heap_.end(), is_later);
        incoming_source &source = *heap_.back().source;
        heap_.pop_back();
        source.advance();
        add(source);
    }

private:
    struct entry {
        std::int64_t time_ns;
        incoming_source *source;
    };

    static bool is_later(const entry &a, const entry &b) noexcept { return a.time_ns > b.time_ns; }

    void push(incoming_source &source) {
        heap_.push_back({source.peek()->record.time_ns, &source});
        std::push_heap(heap_.begin(), heap_.end(), is_later);
    }

    std::vector<entry> heap_;
};

} // namespace mailslog
