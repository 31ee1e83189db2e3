// What an operator says of one output: where it writes, how, and which lines.
#pragma once

#include <string>
#include <vector>

#include "collector/field_filter.h"
#include "collector/files/log_targets.h"
#include "collector/files/rotating_file.h"
#include "collector/named_setting.h"

namespace mailslog {

enum class output_format { text, json };
enum class compression { none, gzip };

struct output_settings {
    std::string file = "all.log"; // or a pattern of several (log_route.h)
    output_format format = output_format::text;
    std::string pattern;  // empty: default_pattern (line_format.h)
    target_limits limits; // of a routed file's
    rotation_settings rotation;
    compression packing = compression::none; // of rotated files
    field_conditions wanted;                 // of its lines; [[output]] alone has any

    std::string place;                // where its [[output]] stands, FILE:LINE; empty: it has none
    std::vector<named_setting> named; // all of them, as their user says them

    /// What it is known by from one reading of the settings to the next; that of all that is no
    /// [[output]] is empty.
    std::string key() const { return place.empty() ? std::string{} : file; }
};

} // namespace mailslog
