// An lmhosts file: a line "ip NAME" for each computer, as Samba (lmhosts(5)) and Windows have it.
//
// "NAME#xx", with a suffix as two hexadecimal digits, is that name alone; the suffixes of a
// computer are 00 and 20, and lines with others (a domain's controllers) are passed over. Any other
// "#" begins a comment; so do Windows' keywords (#PRE, #DOM:name, #INCLUDE path), none of which
// says where a computer is. A value; a file is read once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mailslot/network/ipv4.h"

namespace mailslog {

/// Some ten thousand computers.
inline constexpr std::size_t max_lmhosts_bytes = 1 << 20;

class lmhosts {
public:
    /// Nothing for a line that is wrong; then `*reason` names it and says what would be right.
    static std::optional<lmhosts> parse(std::string_view text, std::string *reason);
    /// The same for a file; `path` in UTF-8.
    static std::optional<lmhosts> read(const std::string &path, std::string *reason);

    /// The address in the first line with that name, in any case (ASCII).
    std::optional<ipv4_address> find(std::string_view name) const noexcept;

private:
    struct entry {
        std::string name;
        ipv4_address address;
    };

    static const char *problem_with(std::string_view line, std::vector<entry> &out);

    std::vector<entry> entries_;
};

} // namespace mailslog
