#include "collector/check.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <mailslog/slot_error.h>
#include <mailslog/slot_name.h>
#include <mailslog/slot_reader.h>

#include "collector/collect_refusal.h"
#include "collector/intake/slot_collector.h"
#include "collector/print.h"
#include "collector/system/account_answer.h"
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

std::optional<std::string> fault_of_place(const collect_settings &settings) {
    std::string faults;
    const auto add = [&faults](const char *name, const std::optional<std::string> &refusal) {
        if (refusal) {
            faults += (faults.empty() ? "" : "\nmailslog: ") + (name + *refusal);
        }
    };
    const std::vector<output_settings> outputs = outputs_of(settings);
    for (const output_settings &output : outputs) {
        add("file: ", refusal_of_place(settings, output.file));
    }
    add("file: ", refusal_of_twins(outputs));
    add("metrics-file: ", refusal_of_metrics(settings.metrics.file));
    return faults.empty() ? std::nullopt : std::optional{faults};
}

/// Also of what the account may not write, which only the account can tell.
std::optional<std::string> fault_of_account(const collect_settings &settings) {
    const std::string option = settings.run_as.user.empty() ? "group: " : "user: ";
    std::string reason;
    const std::optional<account> worker = account::find(settings.run_as, reason);
    if (!worker) {
        return option + reason;
    }
    std::optional<std::string> fault;
    const std::error_code failed = answer_as(
        *worker, [&settings] { return fault_of_place(settings); }, fault);
    return failed ? std::optional{option + refusal_of_account(settings, failed)} : fault;
}

std::vector<std::string> problems_with(const collect_settings &settings) {
    std::vector<std::string> problems;
    const auto slot = slot_name::parse(settings.slot);
    if (const auto failed = slot ? obstacle_to_owning(*slot) : std::error_code{}) {
        problems.push_back("slot: " + refusal_of(*slot, failed));
    }
    if (const auto refusal =
            settings.run_as.empty() ? fault_of_place(settings) : fault_of_account(settings)) {
        problems.push_back(*refusal);
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
    const bool is_printed = print(tables_of(settings) + remark_on(settings.slot));
    const std::vector<std::string> problems = problems_with(settings);
    for (const std::string &problem : problems) {
        tell(problem);
    }
    return problems.empty() && is_printed ? 0 : 1;
}

} // namespace mailslog
