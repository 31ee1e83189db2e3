// A running collector and its configuration: which of the settings it takes over at a reload, and
// what it says of them. All or nothing: what can't be read changes nothing. One thread at a time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "collector/collect.h"

namespace mailslog {

class reload {
public:
    /// `named`: what runs.
    reload(settings_reader read, std::vector<named_setting> named)
        : read_{std::move(read)}, running_{std::move(named)} {}

    /// Reads the settings again and says, line by line, what comes of it. Nothing: all stays.
    std::optional<collect_settings> read(const std::function<void(const std::string &)> &tell);

    /// Whether settings of these names differ in what read() gave last and what ran before.
    bool has_changed(const std::vector<std::string> &names) const;

private:
    settings_reader read_;
    std::vector<named_setting> running_;
    std::vector<std::string> changed_;
};

} // namespace mailslog
