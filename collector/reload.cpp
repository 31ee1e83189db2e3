#include "collector/reload.h"

#include <algorithm>
#include <string_view>

namespace mailslog {
namespace {

/// What a collector changes while it runs; all else needs another one.
constexpr std::string_view changeable[] = {
    "allow",  "compress", "format",     "keep-age",     "keep-files",  "keep-free", "keep-size",
    "memory", "pattern",  "rate-limit", "rotate-every", "rotate-size", "sync"};

/// Both lists are of one program's options, in one order.
const named_setting &find(const std::vector<named_setting> &settings, const std::string &name) {
    return *std::find_if(settings.begin(), settings.end(), [&](const named_setting &setting) {
        return setting.name == name;
    });
}

/// Whom to allow says what `listen` opens: while that needs a restart, so does this.
bool can_change(
    const std::string &name, const std::vector<named_setting> &running,
    const std::vector<named_setting> &wanted) {
    const bool is_changeable =
        std::find(std::begin(changeable), std::end(changeable), name) != std::end(changeable);
    return is_changeable &&
           (name != "allow" || find(running, "listen").value == find(wanted, "listen").value);
}

} // namespace

std::optional<collect_settings> reload::read(const std::function<void(const std::string &)> &tell) {
    changed_.clear();
    const reread_settings wanted = read_();
    if (!wanted.settings) {
        tell("not reloaded, all stays as it is: " + wanted.refusal);
        return {};
    }
    for (named_setting &running : running_) {
        const named_setting &now = find(wanted.settings->named, running.name);
        if (now.value == running.value) {
            continue;
        }
        if (!can_change(running.name, running_, wanted.settings->named)) {
            tell(running.name + ": needs a restart to become " + now.value);
            continue;
        }
        tell(running.name + ": " + now.value + ", was " + running.value);
        changed_.push_back(running.name);
        running = now;
    }
    tell(changed_.empty() ? "reloaded; nothing is different" : "reloaded");
    return wanted.settings;
}

bool reload::has_changed(const std::vector<std::string> &names) const {
    return std::find_first_of(changed_.begin(), changed_.end(), names.begin(), names.end()) !=
           changed_.end();
}

} // namespace mailslog
