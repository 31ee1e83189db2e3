#include "collector/tail/backward_lines.h"

#include <algorithm>

namespace mailslog {

std::error_code backward_lines::step(bool &found) {
    block_.resize(given_at_); // takes off the line of last time
    for (;;) {
        const std::string_view text{block_};
        const bool ended = !text.empty() && text.back() == '\n';
        const std::string_view last = text.substr(0, text.size() - (ended ? 1 : 0));
        const std::size_t feed = last.rfind('\n');
        const bool is_whole = feed != std::string_view::npos || block_at_ == begin_;
        if (!text.empty() && (is_whole || text.size() >= max_line_bytes)) {
            given_at_ = feed == std::string_view::npos ? 0 : feed + 1;
            line_ = last.substr(given_at_);
            offset_ = block_at_ + given_at_;
            found = true;
            return {};
        }
        if (block_at_ == begin_) {
            found = false;
            return {};
        }
        if (const auto error = load_block_before()) {
            given_at_ = block_.size();
            return error;
        }
    }
}

std::error_code backward_lines::load_block_before() {
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(block_at_ - begin_, block_bytes));
    std::string block(size, '\0');
    std::size_t read_bytes = 0;
    if (const auto error = file_.read_at(block_at_ - size, block.data(), size, read_bytes)) {
        return error;
    }
    if (read_bytes < size) { // someone has cut the file meanwhile
        return std::make_error_code(std::errc::io_error);
    }
    block_at_ -= size;
    block_.insert(0, block);
    return {};
}

} // namespace mailslog
