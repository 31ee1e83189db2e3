// What a recovery found odd about a log, as one line for its reader: of many files, a few are
// named.
#pragma once

#include <cstddef>
#include <string>

namespace mailslog {

class recovery_notice {
public:
    static constexpr std::size_t max_details = 8;

    void add(const std::string &detail) {
        ++details_;
        if (details_ <= max_details) {
            text_ += (text_.empty() ? "" : "; ") + detail;
        }
    }
    bool is_empty() const noexcept { return details_ == 0; }
    std::string text() const {
        return details_ <= max_details ? text_
                                       : text_ + "; and " + std::to_string(details_ - max_details) +
                                             " more such things";
    }

private:
    std::string text_;
    std::size_t details_ = 0;
};

} // namespace mailslog
