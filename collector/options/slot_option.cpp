#include "collector/options/slot_option.h"

#include <CLI/CLI.hpp>
#include <optional>

#include <mailslog/slot_name.h>

#include "collector/options/option.h"

namespace mailslog {
namespace {

std::optional<std::string> fault_of_slot(const std::string &text) {
    std::string reason;
    return slot_name::parse(text, &reason) ? std::nullopt : std::optional{reason};
}

std::optional<std::string> fault_of_own_slot(const std::string &text) {
    const auto name = slot_name::parse(text);
    if (name && name->reach() != slot_reach::local) {
        return R"(only a slot of this machine can be owned: \\.\mailslot\)" + name->local_part();
    }
    return fault_of_slot(text);
}

void add(
    CLI::App &app, std::string &slot, std::optional<std::string> (*fault_of)(const std::string &)) {
    const auto take = [&slot, fault_of](const std::string &text) {
        slot = text;
        return fault_of(text);
    };
    add_checked(app, "--slot", take)->type_name("NAME")->description("The mailslot (" + slot + ")");
}

} // namespace

void add_slot(CLI::App &app, std::string &slot) {
    add(app, slot, fault_of_slot);
}

void add_own_slot(CLI::App &app, std::string &slot) {
    add(app, slot, fault_of_own_slot);
}

} // namespace mailslog
