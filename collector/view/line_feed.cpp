#include "collector/view/line_feed.h"

#include <algorithm>

namespace mailslog {

void line_feed::add(std::string_view lines) {
    const std::lock_guard lock{mutex_};
    while (!lines.empty()) {
        const std::size_t size = std::min(lines.find('\n'), lines.size() - 1) + 1;
        lines_.emplace_back(lines.substr(0, size));
        kept_bytes_ += size;
        ++next_;
        lines.remove_prefix(size);
        forget_surplus();
    }
}

void line_feed::forget_surplus() {
    while (lines_.size() > max_kept_lines || (kept_bytes_ > max_kept_bytes && lines_.size() > 1)) {
        kept_bytes_ -= lines_.front().size();
        lines_.pop_front();
    }
}

line_feed::portion line_feed::from(std::uint64_t next) const {
    const std::lock_guard lock{mutex_};
    portion given;
    given.next = next_;
    given.first = next_;
    auto first = lines_.end();
    std::size_t bytes = 0;
    while (first != lines_.begin() && given.first > next) {
        const std::size_t more = std::prev(first)->size();
        const bool is_enough = given.next - given.first == max_given_lines ||
                               (bytes != 0 && bytes + more > max_given_bytes);
        if (is_enough) {
            break;
        }
        bytes += more;
        --first;
        --given.first;
    }
    for (; first != lines_.end(); ++first) {
        given.lines += *first;
    }
    return given;
}

} // namespace mailslog
