#include "collector/intake/network_presence.h"

#include <mailslog/slot_error.h>

#include "mailslot/network/listen_settings.h"
#include "mailslot/network/name_service.h"

namespace mailslog {
namespace {

/// Nothing if it did not fail; else for the user to read, with the way out.
std::optional<std::string>
refusal_of(std::error_code failed, std::uint16_t port, const std::string &way_out) {
    const std::string name = "UDP port " + std::to_string(port);
    if (failed == slot_errc::already_exists) {
        return name + " is in use by another program" + way_out;
    }
    if (failed == slot_errc::access_denied) {
        return name + " is for root alone" + way_out;
    }
    return failed ? std::optional{describe("listen on", name, failed)} : std::nullopt;
}

} // namespace

std::optional<std::string> network_presence::begin(
    const slot_name &slot, const listen_options &options, bool name_service, slot_reader &reader) {
    std::string problem;
    const auto settings = listen_settings::make(options, &problem);
    if (!settings) {
        return problem;
    }
    auto refusal = refusal_of(
        reader.listen(slot, options), options.network.port, "; choose another with --listen");
    if (!refusal && name_service) {
        names_.emplace(settings->computer);
        refusal = refusal_of(
            names_->start(), netbios_name_port, "; leave out --name-service, or stop nmbd");
    }
    return refusal;
}

} // namespace mailslog
