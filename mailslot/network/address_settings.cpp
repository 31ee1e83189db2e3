#include "mailslot/network/address_settings.h"

#include <algorithm>

namespace mailslog {
namespace {

/// Beyond it clock arithmetic could overflow.
constexpr std::chrono::hours longest_lifetime{24 * 365};

bool is_wrong(std::string &reason, const std::string &why) {
    reason = why;
    return false;
}

/// A name that is set must fit: cut in silence, it would be another's.
bool read_name(
    const char *setting, const std::string &value, netbios_name &out, std::string &reason) {
    const auto name = netbios_name::make(value);
    if (!name || name->is_everyone()) {
        return is_wrong(
            reason, std::string(setting) + ": \"" + value +
                        "\": not a NetBIOS name; write 1 to 15 letters, digits or hyphens");
    }
    out = *name;
    return true;
}

bool read_computer(
    const std::string &setting, const std::string &host_name, netbios_name &out,
    std::string &reason) {
    if (!setting.empty()) {
        return read_name("computer_name", setting, out, reason);
    }
    const auto name = computer_name_of(host_name);
    if (!name || name->is_everyone()) {
        return is_wrong(
            reason, "computer_name: this machine's own, \"" + host_name +
                        "\", is not a NetBIOS name; set one of 1 to 15 letters, digits or hyphens");
    }
    out = *name;
    return true;
}

bool read_numbers(const network_config &config, address_settings &out, std::string &reason) {
    if (config.port == 0) {
        return is_wrong(reason, "port: 0; write 1 to 65535, as in 138");
    }
    if (config.address_lifetime < std::chrono::seconds::zero()) {
        return is_wrong(reason, "address_lifetime: below zero; write seconds, as in 60");
    }
    out.port = config.port;
    out.lifetime = std::min<std::chrono::seconds>(config.address_lifetime, longest_lifetime);
    return true;
}

bool read_addresses(const network_config &config, address_settings &out, std::string &reason) {
    auto addresses = host_map::parse(config.addresses, config.port, &reason);
    if (addresses) {
        out.addresses = std::move(*addresses);
    }
    return addresses.has_value();
}

bool read_file(const std::string &path, address_settings &out, std::string &reason) {
    if (path.empty()) {
        return true;
    }
    auto file = lmhosts::read(path, &reason);
    if (file) {
        out.file = std::move(*file);
    }
    return file.has_value();
}

} // namespace

static_assert(netbios_name::max_bytes == 15, "said in what is wrong with a name");

std::optional<netbios_name> computer_name_of(std::string_view host) {
    const std::string_view first_label = host.substr(0, host.find('.'));
    return netbios_name::make(first_label.substr(0, netbios_name::max_bytes));
}

std::optional<address_settings> address_settings::read(
    const network_config &config, const std::string &host_name, std::string &reason) {
    address_settings read;
    const bool all_right = read_computer(config.computer_name, host_name, read.computer, reason) &&
                           read_name("domain", config.domain, read.domain, reason) &&
                           read_numbers(config, read, reason) &&
                           read_addresses(config, read, reason) &&
                           read_file(config.lmhosts_file, read, reason);
    return all_right ? std::optional{std::move(read)} : std::nullopt;
}

} // namespace mailslog
