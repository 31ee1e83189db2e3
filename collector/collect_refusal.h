// What `mailslog collect` says when it could not begin: the thing, the cause and the way out, in
// one line.
#pragma once

#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <mailslog/slot_name.h>

#include "collector/collect.h"

namespace mailslog {

/// What would keep a collector from writing the log of an output, or the ledger and the lock beside
/// it, found out without making or opening any; nothing if nothing would.
std::optional<std::string>
refusal_of_place(const collect_settings &settings, const std::string &file);
/// What would keep it from writing to these outputs: two of them that are one log by a link.
std::optional<std::string> refusal_of_twins(const std::vector<output_settings> &outputs);
/// What would keep it from writing the metrics, as refusal_of_place().
std::optional<std::string> refusal_of_metrics(const std::string &file);
/// For an account that could not be worked as.
std::string refusal_of_account(const collect_settings &settings, std::error_code why);
/// For the log of an output, or its lock, that could not be opened.
std::string
refusal_of(const collect_settings &settings, const std::string &file, std::error_code why);
/// For a slot of this process's own whose lines go to another owner.
std::optional<std::string> remark_on_rival(const slot_name &slot);
/// For a slot that could not be created.
std::string refusal_of(const slot_name &slot, std::error_code why);

} // namespace mailslog
