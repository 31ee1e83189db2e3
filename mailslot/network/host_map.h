// Addresses that somebody has written down by name: "HOST=ip[:port],…". A value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mailslot/network/ipv4.h"

namespace mailslog {

class host_map {
public:
    /// network_config::addresses. Nothing if an entry is wrong; then `*reason` says which and why.
    static std::optional<host_map>
    parse(const std::vector<std::string> &entries, std::uint16_t default_port, std::string *reason);

    /// What stands at that name, in any case (ASCII); null if nothing does.
    const std::vector<ipv4_endpoint> *find(std::string_view name) const noexcept;

private:
    struct entry {
        std::string name;
        std::vector<ipv4_endpoint> endpoints; // at least one
    };

    static const char *problem_with(std::string_view text, std::uint16_t default_port, entry &out);

    std::vector<entry> entries_;
};

} // namespace mailslog
