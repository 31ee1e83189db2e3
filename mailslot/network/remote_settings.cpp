#include "mailslot/network/remote_settings.h"

#include <utility>

#include "mailslot/process.h"

namespace mailslog {

std::optional<remote_settings>
remote_settings::read(const network_config &config, std::string &reason) {
    auto addresses = address_settings::read(config, host_name(), reason);
    if (!addresses) {
        return std::nullopt;
    }
    remote_settings read{std::move(*addresses), std::nullopt, config.fit_nmbd};
    if (!config.key_file.empty() && !(read.key = read_key_file(config.key_file, &reason))) {
        return std::nullopt;
    }
    return read;
}

std::string problem_with(const network_config &config) {
    std::string reason;
    (void)remote_settings::read(config, reason);
    return reason;
}

} // namespace mailslog
