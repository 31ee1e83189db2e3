#include "collector/tail/last_lines.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace mailslog {
namespace {

/// Some hundred lines at once.
constexpr std::size_t block_bytes = std::size_t{64} * 1024;

/// Walks backwards from line feed to line feed.
class backward_search {
public:
    explicit backward_search(file &file, std::uint64_t end) : file_{file}, start_{end} {}

    /// Moves to the last line feed before where it stands; `found` is false if there is none.
    std::error_code step(bool &found) {
        found = false;
        for (;;) {
            const std::size_t at = std::string_view{block_}.substr(0, left_).rfind('\n');
            if (at != std::string_view::npos) {
                left_ = at;
                found = true;
                return {};
            }
            if (start_ == 0) {
                return {};
            }
            if (const auto error = load_block_before()) {
                return error;
            }
        }
    }

    /// Behind the line feed that it stands at.
    std::uint64_t next_line() const noexcept { return start_ + left_ + 1; }

private:
    std::error_code load_block_before() {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(start_, block_bytes));
        start_ -= size;
        block_.resize(size);
        return file_.read_at(start_, block_.data(), size, left_);
    }

    file &file_;
    std::uint64_t start_; // of the block in the file
    std::string block_;
    std::size_t left_ = 0; // bytes of the block that are not searched yet
};

} // namespace

std::error_code find_last_lines(file &file, std::size_t lines, std::uint64_t &offset) {
    std::uint64_t size_bytes = 0;
    if (const auto error = file.size(size_bytes)) {
        return error;
    }
    offset = 0;
    backward_search search{file, size_bytes};
    bool found = true;
    auto error = search.step(found);
    const bool unended = !error && found && search.next_line() != size_bytes;
    for (std::size_t left = lines - (unended && lines != 0 ? 1 : 0); left != 0; --left) {
        if (error || !found) {
            return error;
        }
        error = search.step(found);
    }
    if (!error && found) {
        offset = search.next_line();
    }
    return error;
}

} // namespace mailslog
