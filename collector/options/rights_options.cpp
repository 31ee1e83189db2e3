#include "collector/options/rights_options.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "collector/options/option.h"
#include "collector/units.h"

namespace mailslog {
namespace {

using fault = std::optional<std::string>;

CLI::Option *add_posix(
    CLI::App &app, const std::string &option,
    const std::function<fault(const std::string &value)> &take) {
    return add_checked(app, option, [take](const std::string &value) {
        const fault general = fault_of_accounts_here();
        return general ? general : take(value);
    });
}

CLI::Option *add_mode(CLI::App &app, const std::string &option, unsigned &mode) {
    const auto take = [&mode](const std::string &text) -> fault {
        const auto parsed = parse_mode(text);
        mode = parsed.value_or(mode);
        return parsed ? fault{}
                      : fault{"expected an octal mode from 0600 to 0666, by which the owner may "
                              "read and write"};
    };
    return add_posix(app, option, take)->type_name("MODE");
}

fault take_user(account_names &names, const std::string &text) {
    const std::size_t colon = text.find(':');
    names.user = text.substr(0, colon);
    if (names.user.empty() || colon + 1 == text.size()) {
        return "expected a user's name, or name:group";
    }
    if (colon != std::string::npos) {
        names.group = text.substr(colon + 1);
    }
    return {};
}

fault take_group(account_names &names, const std::string &text) {
    names.group = text;
    return text.empty() ? fault{"expected a group's name"} : fault{};
}

} // namespace

void add_rights(CLI::App &app, collect_settings &settings) {
    add_mode(app, "--file-mode", settings.rights.file_mode)
        ->description("Who may read the files that are made (0640), and enter new folders");
    add_mode(app, "--slot-mode", settings.slot_mode)
        ->description("Who may log to the slot (0666, all, in /run/mailslot; elsewhere 0600)");
    account_names &names = settings.run_as;
    add_posix(app, "--user", [&names](const std::string &text) { return take_user(names, text); })
        ->type_name("NAME[:GROUP]")
        ->description("Give root's rights up for this user's once slot and port are open");
    add_posix(app, "--group", [&names](const std::string &text) { return take_group(names, text); })
        ->type_name("NAME")
        ->description("The group of the slot's socket and of the files");
}

} // namespace mailslog
