// What a configuration file says: names with values, each with its line, at the top and in arrays
// of tables. TOML 1.0; other tables have no names that are read. Pure functions, for any thread;
// what the names mean is not known here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailslog {

enum class config_kind { text, number, boolean, other };

struct config_value {
    config_kind kind = config_kind::other;
    std::string text;  // as a command line would say it; empty: not at all
    std::string shown; // as the file says it, shortened and harmless to a terminal
};

struct config_table;

struct config_item {
    std::string name;
    std::size_t line = 0;
    bool is_list = false;
    std::vector<config_value> values; // of a list any number, else one
    std::vector<config_table> tables; // of a list of nothing else: [[NAME]], one each
};

struct config_table {
    std::size_t line = 0;
    std::vector<config_item> items; // in the order of their lines
};

struct config_fault {
    std::size_t line = 0;
    std::string what; // one line, bounded and harmless to a terminal
};

/// Reads `text` into `items`, in the order of their lines. Nothing if it is well-formed; else what
/// is wrong first.
std::optional<config_fault> parse_config(std::string_view text, std::vector<config_item> &items);

/// `text` from a file, as a message may show it: one line, harmless to a terminal, not long.
std::string shown_in_message(std::string_view text);

/// "NAME = VALUE", as a message shows it.
std::string shown_in_message(const config_item &item);

} // namespace mailslog
