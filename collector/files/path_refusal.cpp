#include "collector/files/path_refusal.h"

#include <string>

namespace mailslog {
namespace {

const char *text_of(path_refusal reason) noexcept {
    switch (reason) {
    case path_refusal::link:
        return "a symbolic link stands there; remove it, or name the file itself with --file";
    case path_refusal::no_file:
        return "what stands there is no file; choose another --file, or remove it";
    case path_refusal::open_folder:
        return "anybody may replace files in its folder; take that right away (chmod o-w), or "
               "choose another --file";
    case path_refusal::foreign_folder:
        return "its folder belongs to another user; change that (chown), work as that user "
               "(--user), or choose another --file";
    case path_refusal::planted:
        return "somebody else may have put it there, where anybody may put files; remove it, or "
               "choose another --file";
    }
    return "refused";
}

class refusal_category final : public std::error_category {
public:
    const char *name() const noexcept override { return "mailslog path"; }
    std::string message(int code) const override {
        return text_of(static_cast<path_refusal>(code));
    }
};

} // namespace

std::error_code make_error_code(path_refusal reason) noexcept {
    static const refusal_category category;
    return {static_cast<int>(reason), category};
}

} // namespace mailslog
