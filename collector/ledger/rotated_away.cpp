#include "collector/ledger/rotated_away.h"

#include <algorithm>
#include <string>

#include "collector/files/rotated_files.h"

namespace mailslog {
namespace {

/// The rotations of a log nearest to the last that the journal says of where it ends; or empty.
struct last_rotations {
    std::string_view before;
    std::string_view behind;
};

std::map<std::string_view, last_rotations> rotations_of(const journal_story &story) {
    std::map<std::string_view, last_rotations> all;
    for (const told_entry &told : story.entries) {
        for (const log_place &place : told.places) {
            all[place.log] = {place.rotated_to, {}};
        }
        for (const log_span &span : told.spans) {
            last_rotations &of_log = all[span.log];
            of_log.before = of_log.behind.empty() ? of_log.before : of_log.behind;
            of_log.behind = {};
        }
        if (told.rotation) {
            all[told.rotation->log].behind = told.rotation->rotated_to;
        }
    }
    return all;
}

bool is_packed(
    const surveyed_log &log, const log_survey &survey, const last_rotations &rotations,
    const log_span &last) {
    const wall_time begun = known_until(log, survey.path_of(rotations.before), last);
    const std::string behind = survey.path_of(rotations.behind);
    return std::any_of(log.packed.begin(), log.packed.end(), [&](const rotated_file &packed) {
        return packed.path == behind || packed.stamp > begun;
    });
}

/// Nothing that stands under the new name is the file, or else it would have been found.
bool is_deleted(
    const surveyed_log &log, const log_survey &survey, const last_rotations &rotations,
    const journal_story &story) {
    const std::string behind = survey.path_of(rotations.behind);
    const log_file *const live = log.live();
    return !rotations.behind.empty() && live != nullptr && !story.knows(live->identity) &&
           std::none_of(log.files.begin(), log.files.end(), [&](const log_file &file) {
               return file.path == behind;
           });
}

} // namespace

rotated_away::rotated_away(const journal_story &story, const log_survey &survey)
    : story_{story}, survey_{survey} {
    for (const auto &[name, rotations] : rotations_of(story)) {
        const surveyed_log *const log = survey.find(name);
        const log_span *const last = story.last_span_of(name);
        if (log == nullptr || last == nullptr) {
            continue;
        }
        if (is_packed(*log, survey, rotations, *last)) {
            fates_[name] = rotated_fate::packed;
        } else if (is_deleted(*log, survey, rotations, story)) {
            fates_[name] = rotated_fate::deleted;
        }
    }
}

rotated_fate rotated_away::fate_of(std::string_view log) const {
    const auto known = fates_.find(log);
    return known == fates_.end() ? rotated_fate::unknown : known->second;
}

// The identity of a file that was packed may be the live file's now.
bool rotated_away::has(const log_span &span) const {
    const surveyed_log *const log = survey_.find(span.log);
    const log_file *const file = log == nullptr ? nullptr : log->find(span.file);
    const bool is_last = span.file == story_.last_span_of(span.log)->file;
    if (!is_last) {
        return file == nullptr;
    }
    const rotated_fate fate = fate_of(span.log);
    return file == nullptr ? fate != rotated_fate::unknown
                           : fate == rotated_fate::packed && file == log->live();
}

wall_time
known_until(const surveyed_log &log, const std::string &rotated_path, const log_span &span) {
    const auto stamp = rotation_stamp(log.live_path, rotated_path);
    if (!stamp && span.begun == wall_time{}) {
        return wall_time::max(); // anything may have been rotated before
    }
    return std::max(span.begun, stamp.value_or(span.begun));
}

} // namespace mailslog
