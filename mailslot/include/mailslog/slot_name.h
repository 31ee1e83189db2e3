// A mailslot's name, checked: \\SERVER\mailslot\[path\]name
//
//   \\.\mailslot\[path\]name        this machine
//   \\NAME\mailslot\[path\]name     the computer NAME, or every computer of the domain NAME
//   \\*\mailslot\[path\]name        every computer of the primary domain
//
// Grammar: https://learn.microsoft.com/windows/win32/ipc/mailslot-names. Names are
// case-insensitive; a slash is taken for a backslash, as the Win32 file functions take it. A value
// of this class is always valid; it is immutable and may be read from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailslog {

enum class slot_reach {
    local,     // "."
    named,     // a computer or a domain: only the network can tell which
    broadcast, // "*"
};

class slot_name {
public:
    /// The longest name after `\mailslot\`, in bytes. A socket's path holds 108 with its folder
    /// (unix(7)), a remote message 443 with its text ([MS-MAIL] 2.1): 64 leaves room in both.
    static constexpr std::size_t max_local_part_bytes = 64;
    /// The longest computer or domain name, in bytes (a DNS label, RFC 1035 section 2.3.4).
    static constexpr std::size_t max_server_bytes = 63;

    /// The name that `text` spells, or nothing; then `*reason`, unless null, says what is wrong
    /// and how a right name looks.
    static std::optional<slot_name> parse(std::string_view text, std::string *reason = nullptr);

    slot_reach reach() const noexcept { return reach_; }
    /// ".", "*" or the computer's or domain's name as given.
    const std::string &server() const noexcept { return server_; }
    /// `path\name` as given, without `\mailslot\`, with backslashes.
    const std::string &local_part() const noexcept { return local_part_; }
    /// The local part's elements, in ASCII lower case: what two spellings of one slot share.
    std::vector<std::string> folded_elements() const;
    /// The whole name with backslashes, spelled as given.
    std::string str() const;

    /// Whether both name the same slot (ASCII case folded).
    friend bool operator==(const slot_name &a, const slot_name &b) noexcept;
    friend bool operator!=(const slot_name &a, const slot_name &b) noexcept { return !(a == b); }

private:
    slot_name() = default;

    slot_reach reach_ = slot_reach::local;
    std::string server_;
    std::string local_part_;
};

} // namespace mailslog
