#include "collector/check.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <mailslog/slot_error.h>
#include <mailslog/slot_name.h>
#include <mailslog/slot_reader.h>

#include "collector/files/writable.h"
#include "collector/routing/log_route.h"
#include "collector/tell.h"

namespace mailslog {
namespace {

template <typename Member>
std::size_t widest(const std::vector<named_setting> &settings, Member member) {
    std::size_t width = 0;
    for (const named_setting &setting : settings) {
        width = std::max(width, (setting.*member).size());
    }
    return width;
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

std::string table_of(const std::vector<named_setting> &settings) {
    const std::size_t names = widest(settings, &named_setting::name);
    const std::size_t values = widest(settings, &named_setting::value);
    std::string table;
    for (const named_setting &setting : settings) {
        table += padded(setting.name, names) + "  " + padded(setting.value, values) + "  " +
                 setting.origin + "\n";
    }
    return table;
}

/// Where there are [[output]]s, the file of all else is one more, or none.
std::string tables_of(const collect_settings &settings) {
    std::vector<named_setting> above = settings.named;
    for (named_setting &setting : above) {
        if (setting.name == "file" && !settings.is_output) {
            setting = {setting.name, "none", "each [[output]] has its own"};
        }
    }
    std::string text = table_of(above);
    for (const output_settings &output : settings.outputs) {
        text += "\n[[output]]  " + output.place + "\n" + table_of(output.named);
    }
    return text;
}

std::vector<std::string> problems_with(const collect_settings &settings) {
    std::vector<std::string> problems;
    for (const output_settings &output : outputs_of(settings)) {
        if (const auto obstacle = obstacle_to_writing(log_route{output.file}.base_path())) {
            problems.push_back("file: " + describe("write", obstacle->path, obstacle->why));
        }
    }
    const std::string network = settings.listen ? problem_with(*settings.listen) : "";
    if (!network.empty()) {
        problems.push_back("listen: " + network);
    }
    return problems;
}

/// That a collector runs is no fault of the configuration that it runs with.
std::string remark_on(const std::string &slot) {
    const auto name = slot_name::parse(slot);
    const auto owner = name ? slot_owner(*name) : std::nullopt;
    return owner ? slot + " is collected by process " + std::to_string(*owner) + " at the moment\n"
                 : "";
}

} // namespace

int check(const collect_settings &settings) {
    std::fputs(tables_of(settings).c_str(), stdout);
    std::fputs(remark_on(settings.slot).c_str(), stdout);
    std::fflush(stdout);
    const std::vector<std::string> problems = problems_with(settings);
    for (const std::string &problem : problems) {
        tell(problem);
    }
    return problems.empty() ? 0 : 1;
}

} // namespace mailslog
