// The files of a log: one, or, if it is routed, one for each name that lines bring. Not all of them
// are open at the same time, and there are never more than were granted: a sender that makes names
// up costs neither descriptors nor, file by file, the disk.
//
// One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <vector>

#include "collector/files/file_system.h"
#include "collector/files/rotating_file.h"
#include "collector/ledger/ledger_entry.h"
#include "collector/routing/log_route.h"

namespace mailslog {

struct target_limits {
    static constexpr std::size_t default_open = 256;
    static constexpr std::size_t default_files = 4096;

    std::size_t open = default_open; // files open at the same time; at least 1
    /// Files in all, rotated ones aside. Lines that would make more go to log_route's overflow
    /// file.
    std::size_t files = default_files;
};

/// A file of the log, and the lines that are on their way into it.
struct log_target {
    log_target(file_system &files, const std::string &path, const rotation_settings &rotation)
        : file{files, path, rotation} {}

    rotating_file file;
    std::string_view name;         // in the ledger; of file.path()
    std::string batch;             // lines that gather; of a batch that is noted, those not written
    std::string waiting;           // lines for the batch after one that is noted
    std::optional<log_span> noted; // where the journal says that the batch will stand
    bool is_touched = false;       // it has a part in the batch
    bool is_unsynced = false;      // the disk may not have all of it
    bool is_old = false;           // it was opened once: what stands there is ours
    bool is_new = false;           // nobody has looked yet whether it is another one's, too
    log_target *stands_for = nullptr; // given up for another one of the same file
    std::uint64_t last_used = 0;
    std::optional<wall_time> told_closed; // as closed_through() was last taken

    std::size_t unwritten_bytes() const noexcept { return batch.size() + waiting.size(); }
};

class log_targets {
public:
    log_targets(
        file_system &files, log_route route, const rotation_settings &rotation,
        const target_limits &limits);

    file_system &files() const noexcept { return files_; }
    const log_route &route() const noexcept { return route_; }

    /// The file for a line. One that is new is opened, if that can be done.
    log_target &of(const line_source &source, wall_time now) {
        return route_.is_fixed() ? *all_.front() : of_name(source, now);
    }
    /// A file that there is already, be it open or not.
    log_target &add(const std::string &live_path);

    const std::vector<std::unique_ptr<log_target>> &all() const noexcept { return all_; }

    /// Makes sure that the file is open; of the others the one that was longest unused may be
    /// closed for it. `begun` and `index` as for rotating_file::open().
    std::error_code open(
        log_target &target, wall_time now, std::optional<wall_time> begun = {},
        rotated_index *index = nullptr);
    /// Another target whose file this one's is, too, under another name (of a file system that does
    /// not tell A from a, or by a link); null: none.
    log_target *double_of(const log_target &target) const;
    /// From now on `target` stands for its double, where its lines go. It stays, but is none of
    /// all().
    void replace(log_target &target, log_target &by);
    /// Whether no file stands at the live name.
    bool is_absent(const log_target &target) const;
    /// No line waits for it, and nothing of it is to be forced to the disk.
    void forget(log_target &target);

    /// At a start, before its file is opened: deletes what of a log's rotated files may not stay,
    /// but not `up_to` and later ones. What goes wrong shows when the file is opened.
    void delete_surplus(
        const std::string &live_path, const std::string &up_to, wall_time now,
        rotated_index &index) const;

    void change(const rotation_settings &rotation, wall_time now);
    void keep_durable() noexcept;
    /// Takes up what the file has to say.
    void collect_notices(log_target &target);
    /// What the operator is to be told; once, until it is taken.
    void notice(std::string text);
    std::vector<std::string> take_notices();

private:
    log_target &of_name(const line_source &source, wall_time now);
    log_target &overflow();
    void make_room_for_one();
    std::unique_ptr<log_target> take_out(log_target &target);

    file_system &files_;
    const log_route route_;
    rotation_settings rotation_;
    const target_limits limits_;
    std::vector<std::unique_ptr<log_target>> all_;
    std::vector<std::unique_ptr<log_target>> replaced_;
    std::unordered_map<std::string, log_target *> by_path_;
    log_target *overflow_ = nullptr;
    std::size_t open_count_ = 0;
    std::uint64_t uses_ = 0;
    bool is_durable_ = false;
    std::string path_; // scratch
    std::vector<std::string> notices_;
};

} // namespace mailslog
