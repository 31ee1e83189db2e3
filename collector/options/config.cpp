#include "collector/options/config.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "collector/files/file_system.h"
#include "collector/options/bad_value.h"
#include "collector/options/config_words.h"
#include "collector/options/setting_list.h"

namespace mailslog {
namespace {

constexpr std::size_t dashes = 2;

/// CLI11 says "--allow requires --listen".
std::string option_of(const CLI::RequiresError &error) {
    const std::string text = error.what();
    return text.substr(0, text.find(' '));
}

std::string missing_for(const CLI::RequiresError &error) {
    const std::string text = error.what();
    return text.substr(std::min(text.size(), text.rfind(' ') + 1 + dashes));
}

/// A flag that is not raised, which no word of a command line can say.
bool is_false(const config_item &item) {
    return item.values.size() == 1 && item.values[0].kind == config_kind::boolean &&
           item.values[0].text == "false";
}

} // namespace

std::optional<std::string> config::read(config_presence presence) {
    if (path_.empty()) {
        return {};
    }
    if (auto fault = read_config_file(real_file_system(), path_, presence, items_)) {
        return fault;
    }
    const auto is_outputs = [](const config_item &item) {
        return item.name == "output" && !item.tables.empty();
    };
    const auto found = std::find_if(items_.begin(), items_.end(), is_outputs);
    if (found != items_.end()) {
        outputs_ = std::move(found->tables);
        items_.erase(found);
    }
    return {};
}

config config::part(const config_table &table) const {
    config part{path_};
    part.items_ = table.items;
    return part;
}

std::optional<std::string>
config::append_words(const CLI::App &command, std::vector<std::string> &words) {
    const auto fault = append_config_words(command, items_, words);
    return fault ? std::optional{describe(path_, *fault)} : std::nullopt;
}

std::optional<std::string>
config::fault_of_foreign(const CLI::App &part, const CLI::App &command) const {
    for (const config_item &item : items_) {
        if (!has_setting(part, item.name) && has_setting(command, item.name)) {
            return place_of(item.line) + ": " + item.name +
                   ": is no setting of an [[output]]; it stands above the first one";
        }
    }
    return {};
}

std::string config::fault_of(const CLI::ParseError &error) const {
    const config_item *item = nullptr;
    std::string why;
    if (const auto *bad = dynamic_cast<const bad_value *>(&error)) {
        item = find(bad->option.substr(dashes));
        why = bad->why;
    } else if (const auto *alone = dynamic_cast<const CLI::RequiresError *>(&error)) {
        item = find(option_of(*alone).substr(dashes));
        why = "needs " + missing_for(*alone) + ", too";
    }
    return item == nullptr ? ""
                           : place_of(item->line) + ": " + shown_in_message(*item) + ": " + why;
}

std::vector<named_setting> config::settings_of(const CLI::App &command) const {
    std::vector<named_setting> settings = mailslog::settings_of(command);
    for (named_setting &setting : settings) {
        if (const config_item *item = find(setting.name)) {
            setting.origin = place_of(item->line);
            setting.value = is_false(*item) ? "false" : setting.value;
        }
    }
    return settings;
}

const config_item *config::find(const std::string &name) const {
    const auto found = std::find_if(
        items_.begin(), items_.end(), [&](const config_item &item) { return item.name == name; });
    return found == items_.end() ? nullptr : &*found;
}

std::string config::place_of(std::size_t line) const {
    return path_ + ":" + std::to_string(line);
}

} // namespace mailslog
