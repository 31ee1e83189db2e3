// The rotated files that are there, kept within what the settings grant: the oldest are deleted.
//
// A rotated file is one, be it plain (NAME), packed (NAME.gz) or, for a moment, both. As long as
// the plain one is there it is the one that counts: a packed one beside it may be cut short or
// foreign. Never touched are the live file, the one that was renamed but is still written to, and
// whatever is not exactly named as a rotated file. One thread at a time.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "collector/files/file_system.h"
#include "collector/files/retention.h"
#include "collector/files/rotated_files.h"
#include "collector/files/rotated_index.h"

namespace mailslog {

class rotated_history {
public:
    /// How often free space is looked at between rotations, and a folder that can't be listed.
    static constexpr std::chrono::seconds check_interval{5};

    rotated_history(file_system &files, std::string live_path, const retention_settings &keep);

    /// Lists the files and deletes those that may not stay, but not `in_use`, which may be empty.
    /// Errors: the folder can't be listed; then nothing is deleted until the next look. `index`:
    /// knows what is there, here as below; null: nothing does.
    std::error_code
    review(wall_time now, const std::string &in_use, rotated_index *index = nullptr);

    /// At a start, as long as nothing packs: removes what a packing that was killed has left, then
    /// as review(). `up_to`, if it is not empty, and what was rotated later stay.
    std::error_code
    review_at_start(wall_time now, rotated_index &index, const std::string &up_to = {});

    /// As review(), at less cost if all that is to be done at next_deadline() is to see that there
    /// is free space enough.
    std::error_code look(wall_time now, const std::string &in_use, rotated_index *index = nullptr);

    /// From the next review() on these count.
    void change(const retention_settings &keep) noexcept { keep_ = keep; }

    /// The newest stamp that the last review() found.
    std::optional<wall_time> newest() const noexcept { return newest_; }
    /// When review() has something to do although nothing is rotated.
    std::optional<wall_time> next_deadline() const noexcept { return next_deadline_; }

    /// What could not be done, once each.
    std::vector<std::string> take_notices();

private:
    void sweep(std::vector<rotated_file> &oldest_first);
    void review(std::vector<rotated_file> oldest_first, wall_time now, const std::string &in_use);
    std::error_code unlisted(std::error_code why, wall_time now);
    void delete_surplus(std::vector<rotated_file> &oldest_first, wall_time now);
    void keep_space_free(std::vector<rotated_file> &oldest_first);
    bool is_short_of_space(std::uint64_t &missing_bytes);
    std::uint64_t bytes_of(const rotated_file &file);
    bool remove(const rotated_file &file);
    std::error_code remove(const std::string &path);
    void plan(const std::vector<rotated_file> &oldest_first, wall_time now);
    void plan_next(wall_time now);
    void notice_once(const std::string &what, const std::string &path, std::error_code why);

    file_system &files_;
    std::string live_path_;
    retention_settings keep_;
    std::optional<wall_time> newest_;
    std::optional<wall_time> next_deadline_;
    std::optional<wall_time> end_of_age_; // of the oldest
    bool is_unlisted_ = false;            // the last review() could not list them
    bool told_of_space_ = false;
    std::vector<std::string> notices_;
    std::set<std::string> noticed_;
};

} // namespace mailslog
