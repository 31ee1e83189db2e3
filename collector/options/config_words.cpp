#include "collector/options/config_words.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "collector/configuration/near_name.h"
#include "collector/options/option.h"
#include "collector/options/setting_list.h"

namespace mailslog {
namespace {

/// What is no setting, but a name of many.
constexpr const char *output_tables = "output";

const CLI::Option *option_named(const CLI::App &command, const std::string &name) {
    for (const CLI::Option *option : command.get_options()) {
        if (is_setting(*option) && setting_name(*option) == name) {
            return option;
        }
    }
    return nullptr;
}

std::string is_no_setting(const CLI::App &command, const config_item &item) {
    std::vector<std::string> names;
    for (const CLI::Option *option : command.get_options()) {
        if (is_setting(*option)) {
            names.push_back(setting_name(*option));
        }
    }
    names.emplace_back(output_tables);
    std::string nearest = nearest_name(item.name, names);
    nearest = nearest == output_tables ? "[[" + nearest + "]]" : nearest;
    return shown_in_message(item.name) + ": is no setting; " +
           (nearest.empty() ? "they are named as the options of `mailslog collect` are"
                            : "did you mean " + nearest + "?");
}

bool is_flag(const CLI::Option &option) {
    return option.get_expected_max() == 0;
}

bool takes_list(const CLI::Option &option) {
    return option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
}

/// What is called so is never a number.
bool takes_numbers(const CLI::Option &option) {
    const std::string type = option.get_type_name();
    return type != "PATH" && type != "NAME" && type != "PATTERN";
}

bool has_right_kind(const CLI::Option &option, const config_value &value) {
    if (is_flag(option)) {
        return value.kind == config_kind::boolean;
    }
    const bool is_number = value.kind == config_kind::number;
    return value.kind == config_kind::text || (is_number && takes_numbers(option));
}

std::string expected_by(const CLI::Option &option) {
    if (is_flag(option)) {
        return "expected true or false, without quotes";
    }
    const std::string number = takes_numbers(option) ? " or a whole number" : "";
    const std::string list = takes_list(option) ? ", or a list of such" : "";
    return "expected " + option.get_type_name() + " as text in quotes" + number + list;
}

/// Where it would stand for all, as a list of whom to let in.
std::string empty_list_of(const CLI::Option &option) {
    return "the list is empty, which would not mean none; name at least one " +
           option.get_type_name() + ", or leave the setting out for its default";
}

std::string fault_of(const CLI::Option &option, const config_item &item) {
    for (const config_value &value : item.values) {
        if (!has_right_kind(option, value)) {
            return expected_by(option);
        }
        if (value.text.find('\0') != std::string::npos) {
            return "there is a NUL in it, which no setting can hold";
        }
    }
    if (item.is_list && !takes_list(option)) {
        return expected_by(option);
    }
    return item.is_list && item.values.empty() ? empty_list_of(option) : "";
}

void append_words(const config_item &item, bool is_flag, std::vector<std::string> &words) {
    for (const config_value &value : item.values) {
        if (is_flag && value.text == "true") {
            words.push_back("--" + item.name);
        } else if (!is_flag) {
            words.push_back("--" + item.name);
            words.push_back(hidden(value.text));
        }
    }
}

} // namespace

bool has_setting(const CLI::App &command, const std::string &name) {
    return option_named(command, name) != nullptr;
}

std::optional<config_fault> append_config_words(
    const CLI::App &command, std::vector<config_item> &items, std::vector<std::string> &words) {
    std::vector<config_item> used;
    for (config_item &item : items) {
        const CLI::Option *option = option_named(command, item.name);
        if (option == nullptr) {
            return config_fault{item.line, is_no_setting(command, item)};
        }
        if (option->count() != 0) {
            continue;
        }
        if (const std::string fault = fault_of(*option, item); !fault.empty()) {
            return config_fault{item.line, shown_in_message(item) + ": " + fault};
        }
        append_words(item, is_flag(*option), words);
        used.push_back(std::move(item));
    }
    items = std::move(used);
    return {};
}

} // namespace mailslog
