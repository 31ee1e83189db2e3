#include "collector/tail/line_reader.h"

#include <streambuf>

namespace mailslog {

line_reader::line_reader(std::istream &input, std::size_t max_kept_bytes)
    : input_(input.rdbuf()), line_(max_kept_bytes) {}

bool line_reader::next() {
    using traits = std::streambuf::traits_type;
    for (auto got = input_->sbumpc(); !traits::eq_int_type(got, traits::eof());
         got = input_->sbumpc()) {
        if (line_.add(traits::to_char_type(got))) {
            return true;
        }
    }
    return line_.finish();
}

} // namespace mailslog
