// Interleaves several sources by the times of their messages. No source's own order changes.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "collector/intake/incoming.h"

namespace mailslog {

class time_merge {
public:
    void clear() noexcept { heap_.clear(); }

    /// Adds a source for this turn; it must outlive it.
    void add(incoming_source &source) {
        if (const incoming *next = source.peek()) {
            push({next->record.time_ns, next, &source});
        }
    }

    /// The oldest of all sources' next messages, or null.
    const incoming *peek() const noexcept { return heap_.empty() ? nullptr : heap_.front().next; }

    /// Where that comes from.
    incoming_source &source() const noexcept { return *heap_.front().source; }

    void advance() {
        incoming_source &source = *heap_.front().source;
        source.advance();
        const incoming *next = source.peek();
        if (next != nullptr && comes_first(next->record.time_ns)) {
            heap_.front() = {next->record.time_ns, next, &source};
            return;
        }
        std::pop_heap(heap_.begin(), heap_.end(), is_later);
        heap_.pop_back();
        if (next != nullptr) {
            push({next->record.time_ns, next, &source});
        }
    }

private:
    struct entry {
        std::int64_t time_ns;
        const incoming *next;
        incoming_source *source;
    };

    static bool is_later(const entry &a, const entry &b) noexcept { return a.time_ns > b.time_ns; }

    void push(const entry &entry) {
        heap_.push_back(entry);
        std::push_heap(heap_.begin(), heap_.end(), is_later);
    }

    /// Mostly the source that gave the last message has the next one, too.
    bool comes_first(std::int64_t time_ns) const noexcept {
        const std::size_t children = std::min<std::size_t>(heap_.size(), 3);
        return std::none_of(
            heap_.begin() + 1, heap_.begin() + static_cast<std::ptrdiff_t>(children),
            [time_ns](const entry &child) { return time_ns > child.time_ns; });
    }

    std::vector<entry> heap_;
};

} // namespace mailslog
