// Files that a journal names and that have no plain name any more since they were rotated: then
// they are packed in the end, or deleted to keep space. One thread.
//
// Of a log's last file something must tell that it was rotated, for it may be gone by the machine's
// death. What was packed does: its name came after the rename, and after its bytes. So does a new
// live file behind a rotation's entry; but whose that is it does not tell.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "collector/ledger/journal_story.h"
#include "collector/ledger/log_survey.h"

namespace mailslog {

enum class rotated_fate { unknown, packed, deleted };

/// Outlived by what it is made of.
class rotated_away {
public:
    rotated_away(const journal_story &story, const log_survey &survey);

    /// Of the file that the journal names last of the log. Unknown: it stands there, or is gone.
    rotated_fate fate_of(std::string_view log) const;
    /// Whether the part's file was closed in good order, and has no plain name.
    bool has(const log_span &span) const;

private:
    const journal_story &story_;
    const log_survey &survey_;
    std::map<std::string_view, rotated_fate> fates_; // but for unknown ones
};

/// A file with a later stamp was rotated behind the rotation to that path, if it is one of this
/// log, and after the span's file was begun.
wall_time
known_until(const surveyed_log &log, const std::string &rotated_path, const log_span &span);

} // namespace mailslog
