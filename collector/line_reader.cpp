#include "collector/line_reader.h"

#include <streambuf>

#include "mailslot/utf8.h"

namespace mailslog {
namespace {

/// To cut at a code point takes a look at the rest of it.
constexpr std::size_t look_ahead_bytes = 3;

} // namespace

line_reader::line_reader(std::istream &input, std::size_t max_kept_bytes)
    : input_(input.rdbuf()), max_kept_bytes_(max_kept_bytes) {}

bool line_reader::next() {
    using traits = std::streambuf::traits_type;
    text_.clear();
    full_bytes_ = 0;
    bool after_carriage_return = false;
    for (auto got = input_->sbumpc(); !traits::eq_int_type(got, traits::eof());
         got = input_->sbumpc()) {
        const char byte = traits::to_char_type(got);
        if (byte == '\n') {
            finish(after_carriage_return);
            return true;
        }
        take(byte);
        after_carriage_return = byte == '\r';
    }
    const bool any = full_bytes_ > 0;
    finish(false);
    return any;
}

void line_reader::take(char byte) {
    ++full_bytes_;
    if (text_.size() < max_kept_bytes_ + look_ahead_bytes) {
        text_ += byte;
    }
}

void line_reader::finish(bool after_carriage_return) {
    if (after_carriage_return) {
        if (text_.size() == full_bytes_) {
            text_.pop_back();
        }
        --full_bytes_;
    }
    text_.resize(cut_at_code_point(text_, max_kept_bytes_));
}

} // namespace mailslog
