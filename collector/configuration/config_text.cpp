#include "collector/configuration/config_text.h"

#include <algorithm>
#include <sstream>

#include "collector/configuration/toml.h"
#include "collector/format/escape.h"
#include "mailslot/utf8.h"

namespace mailslog {
namespace {

/// Enough to recognize a value by, and for what the library says is wrong.
constexpr std::size_t max_shown_bytes = 80;
constexpr std::size_t max_reason_bytes = 300;

std::string shortened(std::string_view text, std::size_t max_bytes) {
    const std::string_view begin = text.substr(0, cut_at_code_point(text, max_bytes));
    std::string shown;
    append_escaped_text(shown, begin);
    return begin.size() < text.size() ? shown + "…" : shown;
}

/// "Error while parsing array: encountered end-of-file": what follows the first word is enough.
std::string reason_of(std::string_view description) {
    constexpr std::string_view opening = "Error ";
    if (description.substr(0, opening.size()) == opening) {
        description.remove_prefix(opening.size());
    }
    return shortened(description, max_reason_bytes);
}

/// A missing quote is what people get wrong most, and the library guesses at what stands there.
std::string hint_at(std::string_view description) {
    const auto says = [description](std::string_view part) {
        return description.find(part) != std::string_view::npos;
    };
    const bool is_bare_text = says("could not determine value type") || says("parsing boolean") ||
                              says("expected digit") || says("parsing value");
    return is_bare_text ? "; text stands in quotes" : "";
}

config_value text_value(const std::string &text) {
    return {config_kind::text, text, '"' + shown_in_message(text) + '"'};
}

config_value plain_value(config_kind kind, const std::string &text) {
    return {kind, text, text};
}

config_value value_of(const toml::node &node) {
    if (const auto *text = node.as_string()) {
        return text_value(text->get());
    }
    if (const auto *number = node.as_integer()) {
        return plain_value(config_kind::number, std::to_string(number->get()));
    }
    if (const auto *flag = node.as_boolean()) {
        return plain_value(config_kind::boolean, flag->get() ? "true" : "false");
    }
    std::ostringstream type;
    type << node.type(); // "floating-point", "table"
    return {config_kind::other, "", "(" + type.str() + ")"};
}

bool is_earlier(const config_item &a, const config_item &b) noexcept {
    return a.line < b.line;
}

config_item item_of(const toml::key &key, const toml::node &node);

std::vector<config_item> items_of(const toml::table &table) {
    std::vector<config_item> items;
    for (const auto &[key, node] : table) {
        items.push_back(item_of(key, node));
    }
    std::stable_sort(items.begin(), items.end(), is_earlier);
    return items;
}

// As deep as the library lets a file be. NOLINTNEXTLINE(misc-no-recursion)
config_item item_of(const toml::key &key, const toml::node &node) {
    config_item item{std::string{key.str()}, key.source().begin.line, node.is_array(), {}, {}};
    const toml::array *list = node.as_array();
    if (list == nullptr) {
        item.values.push_back(value_of(node));
        return item;
    }
    for (const toml::node &element : *list) {
        item.values.push_back(value_of(element));
        if (const auto *table = list->is_array_of_tables() ? element.as_table() : nullptr) {
            item.tables.push_back({table->source().begin.line, items_of(*table)});
        }
    }
    return item;
}

} // namespace

std::optional<config_fault> parse_config(std::string_view text, std::vector<config_item> &items) {
    items.clear();
    try {
        items = items_of(toml::parse(text));
    } catch (const toml::parse_error &error) {
        return config_fault{
            error.source().begin.line,
            "not TOML: " + reason_of(error.description()) + hint_at(error.description())};
    }
    return {};
}

std::string shown_in_message(std::string_view text) {
    return shortened(text, max_shown_bytes);
}

std::string shown_in_message(const config_item &item) {
    std::string values;
    for (const config_value &value : item.values) {
        if (values.size() > max_shown_bytes) {
            values += ", …";
            break;
        }
        values += (values.empty() ? "" : ", ") + value.shown;
    }
    return shown_in_message(item.name) + " = " + (item.is_list ? "[" + values + "]" : values);
}

} // namespace mailslog
