#include "collector/tail/line_expression.h"

#include <algorithm>
#include <regex>

namespace mailslog {
namespace {

/// libstdc++ searches by a recursion as deep as the text is long: a longer line is searched piece
/// by piece, each of which overlaps half of the one before.
constexpr std::size_t piece_bytes = 2048;

class library_expression final : public line_expression {
public:
    explicit library_expression(const std::string &text)
        : regex_{text, std::regex::extended | std::regex::optimize} {}

    bool is_found_in(std::string_view line) const override {
        for (std::size_t at = 0;; at += piece_bytes / 2) {
            const auto piece = line.substr(at, piece_bytes);
            if (std::regex_search(piece.begin(), piece.end(), regex_)) {
                return true;
            }
            if (at + piece.size() >= line.size()) {
                return false;
            }
        }
    }

private:
    std::regex regex_;
};

} // namespace

std::unique_ptr<line_expression> make_line_expression(const std::string &text, std::string &fault) {
    try {
        return std::make_unique<library_expression>(text);
    } catch (const std::regex_error &error) {
        fault = error.what();
        return nullptr;
    }
}

} // namespace mailslog
