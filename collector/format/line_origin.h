// Which machine a line came from. Views.
#pragma once

#include <string>
#include <string_view>

namespace mailslog {

struct line_origin {
    std::string_view host;    // what it calls itself; empty: this machine
    std::string_view address; // what the network saw it come from; empty: this machine

    bool is_here() const noexcept { return address.empty(); }
};

/// "@HOST(10.0.0.5)", as the host spells itself; nothing for this machine.
void append_origin(std::string &to, const line_origin &origin);

} // namespace mailslog
