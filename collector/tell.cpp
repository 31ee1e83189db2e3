#include "collector/tell.h"

#include <cstdio>
#include <utility>

namespace mailslog {
namespace {

std::function<void(const std::string &)> listening;

} // namespace

void tell(const std::string &text) {
    if (listening) {
        listening(text);
    } else {
        std::fprintf(stderr, "mailslog: %s\n", text.c_str());
    }
}

void tell_to(std::function<void(const std::string &text)> listener) {
    listening = std::move(listener);
}

} // namespace mailslog
