#include "collector/reload.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace mailslog {
namespace {

/// What a collector changes while it runs; all else needs another one.
constexpr std::string_view changeable[] = {
    "allow",  "compress", "format",     "keep-age",     "keep-files",  "keep-free", "keep-size",
    "memory", "pattern",  "rate-limit", "rotate-every", "rotate-size", "sync"};

/// And of an [[output]] that, too: which lines it takes.
constexpr std::string_view changeable_of_output[] = {"host", "level", "logger", "process"};

template <typename Names>
bool has(const Names &names, const std::string &name) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

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

reload::reload(settings_reader read, const collect_settings &running)
    : read_{std::move(read)}, has_output_{running.is_output} {
    parts_.push_back({"", running.named, {}});
    for (const output_settings &output : running.outputs) {
        parts_.push_back({output.key(), output.named, {}});
    }
}

std::optional<collect_settings> reload::read(const teller &tell) {
    for (part &part : parts_) {
        part.changed.clear();
    }
    const reread_settings wanted = read_();
    if (!wanted.settings) {
        tell("not reloaded, all stays as it is: " + wanted.refusal);
        return {};
    }
    compare(parts_.front(), wanted.settings->named, tell);
    compare_outputs(*wanted.settings, tell);
    return wanted.settings;
}

std::string reload::result() const {
    const bool is_same = std::all_of(
        parts_.begin(), parts_.end(), [](const part &part) { return part.changed.empty(); });
    return is_same ? "reloaded; nothing is different" : "reloaded";
}

void reload::compare(
    part &running, const std::vector<named_setting> &wanted, const teller &tell) const {
    const std::string of = running.key.empty() ? "" : running.key + ": ";
    for (named_setting &before : running.named) {
        const named_setting &now = find(wanted, before.name);
        if (now.value == before.value) {
            continue;
        }
        const bool is_changeable =
            running.key.empty()
                ? can_change(before.name, running.named, wanted)
                : has(changeable, before.name) || has(changeable_of_output, before.name);
        if (!is_changeable) {
            tell(of + before.name + ": needs a restart to become " + now.value);
            continue;
        }
        tell(of + before.name + ": " + now.value + ", was " + before.value);
        running.changed.push_back(before.name);
        before = now;
    }
}

/// An output is known again by its file.
void reload::compare_outputs(const collect_settings &wanted, const teller &tell) {
    if (wanted.is_output != has_output_) {
        tell(
            "file: needs a restart to be " +
            std::string{has_output_ ? "no output any more" : "an output"});
    }
    std::vector<std::string> met;
    for (const output_settings &output : wanted.outputs) {
        met.push_back(output.key());
        const auto running = std::find_if(
            parts_.begin(), parts_.end(), [&](const part &one) { return one.key == output.key(); });
        if (running == parts_.end()) {
            tell("output " + output.file + ": needs a restart to begin");
        } else {
            compare(*running, output.named, tell);
        }
    }
    for (const part &part : parts_) {
        if (!part.key.empty() && !has(met, part.key)) {
            tell("output " + part.key + ": needs a restart to end");
        }
    }
}

bool reload::has_changed(const std::vector<std::string> &names) const {
    const std::vector<std::string> &changed = parts_.front().changed;
    return std::find_first_of(changed.begin(), changed.end(), names.begin(), names.end()) !=
           changed.end();
}

const std::vector<std::string> &reload::changed_of(const std::string &key) const {
    static const std::vector<std::string> nothing;
    const auto found =
        std::find_if(parts_.begin(), parts_.end(), [&](const part &one) { return one.key == key; });
    return found == parts_.end() ? nothing : found->changed;
}

} // namespace mailslog
