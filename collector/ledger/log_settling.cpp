#include "collector/ledger/log_settling.h"

#include <memory>
#include <optional>
#include <string>

#include "collector/files/fault_point.h"

namespace mailslog {
namespace {

const log_file *file_of(const log_span &span, const log_survey &survey) {
    const surveyed_log *log = survey.find(span.log);
    return log == nullptr ? nullptr : log->find(span.file);
}

/// Nothing: the file is gone.
std::error_code size_of_span(
    file_system &files, const log_span &span, const log_survey &survey,
    std::optional<std::uint64_t> &size) {
    const log_file *file = file_of(span, survey);
    size.reset();
    if (file == nullptr) {
        return {};
    }
    std::uint64_t bytes = 0;
    const auto error = size_of(files, file->path, bytes);
    size = bytes;
    return error;
}

std::error_code cut(file_system &files, const std::string &path, std::uint64_t bytes) {
    std::unique_ptr<file> opened;
    if (const auto error = files.open(path, open_mode::append, opened)) {
        return error;
    }
    const auto error = opened->truncate(bytes);
    fault_point("batch_cut_off");
    return error;
}

std::error_code settle_rotation(
    file_system &files, told_entry &told, const log_survey &survey, const rotated_away &away) {
    file_identity identity;
    const auto error = files.identify(survey.path_of(told.rotation->rotated_to), identity);
    told.counts = !error || away.fate_of(told.rotation->log) != rotated_fate::unknown;
    return is_absent(error) ? std::error_code{} : error;
}

/// What a batch's files tell of it. One that is gone, or ends before the batch's part, tells
/// nothing: other hands were at it.
struct batch_findings {
    bool is_whole = true;       // in each of its files
    bool is_unfinished = false; // one of them was not written to the end
};

std::error_code examine_batch(
    file_system &files, const told_entry &told, const log_survey &survey, recovery_notice &notice,
    batch_findings &out) {
    for (const log_span &span : told.spans) {
        std::optional<std::uint64_t> size;
        if (const auto error = size_of_span(files, span, survey, size)) {
            return error;
        }
        if (!size) {
            notice.add(
                survey.path_of(span.log) +
                " is not the file that the ledger knows: its last lines may come twice");
        }
        const bool is_written = size && *size >= span.end_bytes;
        const bool is_untouched = size && *size >= span.start_bytes;
        out.is_whole = out.is_whole && is_written;
        out.is_unfinished = out.is_unfinished || (is_untouched && !is_written);
    }
    return {};
}

std::error_code cut_batch(file_system &files, const told_entry &told, const log_survey &survey) {
    for (const log_span &span : told.spans) {
        std::optional<std::uint64_t> size;
        auto error = size_of_span(files, span, survey, size);
        if (!error && size && *size > span.start_bytes) {
            error = cut(files, file_of(span, survey)->path, span.start_bytes);
        }
        if (error) {
            return error;
        }
    }
    return {};
}

/// Whether any of it stands in the log, or in a file that was packed or deleted in good order.
std::error_code find_any_of(
    file_system &files, const told_entry &told, const log_survey &survey, const rotated_away &away,
    bool &is_there) {
    is_there = false;
    for (const log_span &span : told.spans) {
        std::optional<std::uint64_t> size;
        if (const auto error = size_of_span(files, span, survey, size)) {
            return error;
        }
        const std::uint64_t bytes = size.value_or(0);
        is_there =
            is_there || away.has(span) || bytes > span.start_bytes || bytes >= span.end_bytes;
    }
    return {};
}

} // namespace

std::error_code settle_after_kill(
    file_system &files, journal_story &story, const log_survey &survey, const rotated_away &away,
    recovery_notice &notice) {
    told_entry &last = story.entries.back();
    if (last.rotation) {
        return settle_rotation(files, last, survey, away);
    }
    if (!last.is_batch) {
        return {};
    }
    batch_findings found;
    const auto error = examine_batch(files, last, survey, notice, found);
    last.counts = last.counts && found.is_whole;
    return error || !found.is_unfinished ? error : cut_batch(files, last, survey);
}

// What an entry says of accounts holds together with all before it: where a batch does not count,
// those behind it that had no lines do not either.
std::error_code settle_after_death(
    file_system &files, journal_story &story, const log_survey &survey, const rotated_away &away) {
    auto &entries = story.entries;
    if (entries.back().rotation) {
        if (const auto error = settle_rotation(files, entries.back(), survey, away)) {
            return error;
        }
    }
    auto first_gone = entries.end();
    for (auto told = entries.end(); told != entries.begin();) {
        --told;
        if (told->spans.empty()) {
            continue;
        }
        bool is_there = false;
        if (const auto error = find_any_of(files, *told, survey, away, is_there)) {
            return error;
        }
        if (is_there) {
            break;
        }
        first_gone = told->is_batch ? told : first_gone;
    }
    for (; first_gone != entries.end(); ++first_gone) {
        first_gone->counts = first_gone->counts && !first_gone->is_batch;
    }
    return {};
}

} // namespace mailslog
