#include "collector/options/output_list.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>
#include <vector>

#include "collector/options/config_words.h"
#include "collector/options/filter_options.h"
#include "collector/options/output_options.h"
#include "collector/outputs/output_conflict.h"
#include "collector/status/collector_status.h"

namespace mailslog {
namespace {

/// Reads one [[output]].
class output_reader {
public:
    explicit output_reader(const collect_settings &inherited) {
        add_output(app_, output_);
        add_filter(app_, output_.wanted);
        output_ = static_cast<const output_settings &>(inherited);
        output_.named.clear();
    }

    /// What is wrong; nothing if it could be read.
    std::optional<std::string> read(config part, const CLI::App &collect) {
        if (auto fault = part.fault_of_foreign(app_, collect)) {
            return fault;
        }
        std::vector<std::string> words;
        if (auto fault = part.append_words(app_, words)) {
            return fault;
        }
        std::reverse(words.begin(), words.end());
        try {
            app_.parse(std::move(words));
            if (!has("--pattern") && output_.format == output_format::json) {
                output_.pattern.clear();
            }
            refuse_pattern_of_json(output_);
        } catch (const CLI::ParseError &error) {
            return part.fault_of(error);
        }
        output_.named = part.settings_of(app_);
        return {};
    }

    bool has(const std::string &option) const { return app_.get_option(option)->count() != 0; }
    output_settings &output() noexcept { return output_; }

private:
    CLI::App app_{"", "output"};
    output_settings output_;
};

bool is_inherited(const std::string &name) {
    constexpr const char *own[] = {"file", "level", "process", "logger", "host"};
    return std::find(std::begin(own), std::end(own), name) == std::end(own);
}

/// What it does not say itself it has from all that is no [[output]].
void name_inherited(output_settings &output, const std::vector<named_setting> &above) {
    for (named_setting &setting : output.named) {
        const bool is_dropped = setting.name == "pattern" && output.pattern.empty();
        if (setting.origin != "default" || !is_inherited(setting.name) || is_dropped) {
            continue;
        }
        const auto found =
            std::find_if(above.begin(), above.end(), [&](const named_setting &other) {
                return other.name == setting.name;
            });
        setting = found == above.end() ? setting : *found;
    }
}

const named_setting &
setting_of(const std::vector<named_setting> &settings, const std::string &name) {
    return *std::find_if(settings.begin(), settings.end(), [&name](const named_setting &setting) {
        return setting.name == name;
    });
}

std::string conflict_between(const named_setting &file, const output_settings &output) {
    const named_setting &other = setting_of(output.named, "file");
    return file.origin + ": " + file.name + " = \"" + file.value +
           "\": may get into the way of the output to \"" + other.value + "\" (" + other.origin +
           "); give each files and folders of its own";
}

std::optional<std::string> conflict_in(const collect_settings &settings) {
    const std::vector<output_settings> all = outputs_of(settings);
    for (const output_settings &output : all) {
        if (!settings.metrics.file.empty() && may_conflict(settings.metrics.file, output.file)) {
            return conflict_between(setting_of(settings.named, "metrics-file"), output);
        }
    }
    for (std::size_t later = 1; later < all.size(); ++later) {
        for (std::size_t earlier = 0; earlier < later; ++earlier) {
            if (may_conflict(all[later].file, all[earlier].file)) {
                return conflict_between(setting_of(all[later].named, "file"), all[earlier]);
            }
        }
    }
    return {};
}

} // namespace

std::optional<std::string>
read_outputs(const config &config, const CLI::App &collect, collect_settings &settings) {
    const collect_settings inherited = settings;
    const bool says_file = collect.get_option("--file")->count() != 0;
    settings.is_output = says_file || config.outputs().empty();
    for (const config_table &table : config.outputs()) {
        const std::string place = config.place_of(table);
        if (outputs_of(settings).size() == collector_status::max_outputs) {
            return place + ": [[output]]: it is one more than the " +
                   std::to_string(collector_status::max_outputs) + " outputs that there can be";
        }
        output_reader reader{inherited};
        if (auto fault = reader.read(config.part(table), collect)) {
            return fault;
        }
        if (!reader.has("--file")) {
            return place + ": [[output]]: needs a file";
        }
        name_inherited(reader.output(), inherited.named);
        reader.output().place = place;
        settings.outputs.push_back(std::move(reader.output()));
    }
    return conflict_in(settings);
}

} // namespace mailslog
