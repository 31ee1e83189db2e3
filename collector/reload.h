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
    /// `running`: what runs.
    reload(settings_reader read, const collect_settings &running);

    /// Reads the settings again and says, line by line, what comes of it. Nothing: all stays.
    std::optional<collect_settings> read(const std::function<void(const std::string &)> &tell);
    /// What to say once all that read() gave last is in force.
    std::string result() const;

    /// Whether settings of these names, none of an [[output]]'s, differ in what read() gave last
    /// and what ran before.
    bool has_changed(const std::vector<std::string> &names) const;
    /// The names of those that do of an output (output_settings::key()).
    const std::vector<std::string> &changed_of(const std::string &key) const;

private:
    struct part {
        std::string key;
        std::vector<named_setting> named;
        std::vector<std::string> changed;
    };
    using teller = std::function<void(const std::string &)>;

    void compare(part &running, const std::vector<named_setting> &wanted, const teller &tell) const;
    void compare_outputs(const collect_settings &wanted, const teller &tell);

    settings_reader read_;
    std::vector<part> parts_; // the first one is what stands outside of any [[output]]
    bool has_output_;         // and is one itself
};

} // namespace mailslog
