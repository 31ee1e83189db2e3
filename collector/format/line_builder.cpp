#include "collector/format/line_builder.h"

#include "mailslot/utf8.h"

namespace mailslog {
namespace {

/// To cut at a code point takes a look at the rest of it.
constexpr std::size_t look_ahead_bytes = 3;

} // namespace

line_builder::line_builder(std::size_t max_kept_bytes) : max_kept_bytes_(max_kept_bytes) {}

bool line_builder::add(char byte) {
    if (has_ended_) {
        begin();
    }
    if (byte != '\n') {
        keep(byte);
        return false;
    }
    if (after_carriage_return_) {
        if (text_.size() == full_bytes_) {
            text_.pop_back();
        }
        --full_bytes_;
    }
    text_.resize(cut_at_code_point(text_, max_kept_bytes_));
    has_ended_ = true;
    return true;
}

bool line_builder::finish() {
    if (has_ended_) {
        begin();
    }
    text_.resize(cut_at_code_point(text_, max_kept_bytes_));
    has_ended_ = true;
    return full_bytes_ > 0;
}

void line_builder::begin() {
    text_.clear();
    full_bytes_ = 0;
    after_carriage_return_ = false;
    has_ended_ = false;
}

void line_builder::keep(char byte) {
    ++full_bytes_;
    if (text_.size() < max_kept_bytes_ + look_ahead_bytes) {
        text_ += byte;
    }
    after_carriage_return_ = byte == '\r';
}

} // namespace mailslog
