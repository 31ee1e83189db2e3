#include "collector/tail/line_expression.h"

#include <array>

#include <regex.h>

namespace mailslog {
namespace {

class posix_expression final : public line_expression {
public:
    posix_expression() = default;
    ~posix_expression() override {
        if (compiled_) {
            ::regfree(&regex_);
        }
    }
    posix_expression(const posix_expression &) = delete;
    posix_expression &operator=(const posix_expression &) = delete;

    bool compile(const std::string &text, std::string &fault) {
        const int error = ::regcomp(&regex_, text.c_str(), REG_EXTENDED);
        if (error != 0) {
            std::array<char, 128> words{};
            ::regerror(error, &regex_, words.data(), words.size());
            fault = words.data();
        }
        compiled_ = error == 0;
        return compiled_;
    }

    bool is_found_in(std::string_view line) const override {
        regmatch_t whole{};
        whole.rm_eo = static_cast<regoff_t>(line.size());
        return ::regexec(&regex_, line.data(), 1, &whole, REG_STARTEND) == 0;
    }

private:
    regex_t regex_{};
    bool compiled_ = false;
};

} // namespace

std::unique_ptr<line_expression> make_line_expression(const std::string &text, std::string &fault) {
    auto expression = std::make_unique<posix_expression>();
    if (!expression->compile(text, fault)) {
        return nullptr;
    }
    return expression;
}

} // namespace mailslog
