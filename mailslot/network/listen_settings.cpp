#include "mailslot/network/listen_settings.h"

#include <algorithm>
#include <utility>

#include "mailslot/network/address_book.h"

namespace mailslog {
namespace {

bool parse_local(const listen_options &options, ipv4_endpoint &out, std::string &reason) {
    const std::string text = options.address.empty() ? "0.0.0.0" : options.address;
    const auto address = ipv4_address::parse(text);
    if (!address) {
        reason = "address \"" + text + "\": not an IPv4 address, such as 10.0.0.5";
        return false;
    }
    out = {*address, options.network.port};
    return true;
}

bool parse_names(const listen_options &options, listen_settings &out, std::string &reason) {
    const auto book = address_book::make(options.network, &reason);
    if (book) {
        out.computer = book->computer();
        out.domain = book->domain();
    }
    return book.has_value();
}

bool read_key(const listen_options &options, listen_settings &out, std::string &reason) {
    if (options.network.key_file.empty()) {
        return true;
    }
    const auto key = read_key_file(options.network.key_file, &reason);
    if (key) {
        out.opener.emplace(*key);
    }
    return key.has_value();
}

} // namespace

std::optional<listen_settings>
listen_settings::make(const listen_options &options, std::string *reason) {
    std::optional<listen_settings> settings{std::in_place};
    std::string problem;
    if (!parse_local(options, settings->local, problem) ||
        !settings->allow(options.allow, problem) || !parse_names(options, *settings, problem) ||
        !read_key(options, *settings, problem)) {
        settings.reset();
        if (reason != nullptr) {
            *reason = problem;
        }
    }
    return settings;
}

bool listen_settings::allow(const std::vector<std::string> &ranges, std::string &reason) {
    std::vector<ipv4_range> parsed;
    for (const std::string &text : ranges) {
        const auto range = ipv4_range::parse(text);
        if (!range) {
            reason = "allow \"" + text +
                     "\": not a range of IPv4 addresses; write 10.0.0.0/8 or one address";
            return false;
        }
        parsed.push_back(*range);
    }
    allowed = std::move(parsed);
    return true;
}

bool listen_settings::allows(ipv4_address sender) const noexcept {
    return allowed.empty() ||
           std::any_of(allowed.begin(), allowed.end(), [sender](const ipv4_range &range) {
               return range.contains(sender);
           });
}

bool listen_settings::answers_to(const netbios_name &destination) const noexcept {
    if (destination.is_everyone()) {
        return true;
    }
    const std::uint8_t suffix = destination.suffix();
    if (destination.text() == computer.text() &&
        (suffix == netbios_suffix::messenger || suffix == netbios_suffix::file_server)) {
        return true;
    }
    if (destination.text() == domain.text() && suffix >= netbios_suffix::first_of_domain &&
        suffix <= netbios_suffix::last_of_domain) {
        return true;
    }
    return destination == computer || destination == domain;
}

std::string problem_with(const listen_options &options) {
    std::string reason;
    listen_settings::make(options, &reason);
    return reason;
}

} // namespace mailslog
