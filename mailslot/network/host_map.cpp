#include "mailslot/network/host_map.h"

#include <algorithm>

#include "mailslot/ascii_case.h"

namespace mailslog {
namespace {

constexpr std::string_view right_entry = "; write NAME=ip[:port], as in COLLECTOR=10.0.0.5";

bool parse_endpoints(
    std::string_view text, std::uint16_t default_port, std::vector<ipv4_endpoint> &out) {
    for (;;) {
        const std::size_t comma = text.find(',');
        const auto endpoint = ipv4_endpoint::parse(text.substr(0, comma), default_port);
        if (!endpoint) {
            return false;
        }
        out.push_back(*endpoint);
        if (comma == std::string_view::npos) {
            return true;
        }
        text.remove_prefix(comma + 1);
    }
}

} // namespace

/// What is wrong with `text`, for the user to read; null: nothing.
const char *host_map::problem_with(std::string_view text, std::uint16_t default_port, entry &out) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
        return "no address follows the name";
    }
    out.name = text.substr(0, equals);
    if (out.name.empty() || out.name.find_first_of(" \t") != std::string::npos) {
        return "no name stands before the \"=\"";
    }
    if (!parse_endpoints(text.substr(equals + 1), default_port, out.endpoints)) {
        return "not an address";
    }
    return nullptr;
}

std::optional<host_map> host_map::parse(
    const std::vector<std::string> &entries, std::uint16_t default_port, std::string *reason) {
    host_map map;
    for (const std::string &text : entries) {
        entry parsed;
        const char *problem = problem_with(text, default_port, parsed);
        if (!problem && map.find(parsed.name)) {
            problem = "the name has an entry already";
        }
        if (problem) {
            if (reason) {
                *reason = "addresses: \"" + text + "\": " + problem + std::string(right_entry);
            }
            return std::nullopt;
        }
        map.entries_.push_back(std::move(parsed));
    }
    return map;
}

const std::vector<ipv4_endpoint> *host_map::find(std::string_view name) const noexcept {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [name](const entry &entry) {
        return equal_ignoring_case(entry.name, name);
    });
    return found == entries_.end() ? nullptr : &found->endpoints;
}

} // namespace mailslog
