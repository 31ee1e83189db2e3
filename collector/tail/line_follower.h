// Gives the lines of a log file in order, each once, across rotation. One thread at a time.
//
// A file is known by its identity, not by its name. When the live name stands for another file, the
// one that is open is read to its end, then every rotated file that came after it, then the new
// live file. Lines are missed only where a rotated file is deleted before it was reached. A rotated
// file may be compressed at any time: it is still the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "collector/files/file_system.h"
#include "collector/tail/given_files.h"
#include "collector/tail/log_files.h"

namespace mailslog {

class line_follower {
public:
    static constexpr std::size_t block_bytes = std::size_t{64} * 1024;
    /// A longer line is given in pieces; 16 of the longest lines that a slot takes (64 KiB).
    static constexpr std::size_t max_line_bytes = std::size_t{1024} * 1024;

    /// `at_once_bytes`: what is read at once, unless a line is longer.
    line_follower(
        const log_files &files, std::string path, std::size_t at_once_bytes = block_bytes);

    /// Before it begins: a file that was, or still is, read by one of those who share `given` it
    /// does not give again when that one gets its log's name, or is rotated under it and not yet
    /// compressed. `given` must outlive it.
    void share(given_files &given) noexcept { given_ = &given; }

    /// Begins with the last `lines` lines of the live file. If there is no such file the error is
    /// std::errc::no_such_file_or_directory, and next() gives all lines of one that appears.
    std::error_code open(std::size_t lines);
    /// Begins at `offset` of a file that is open, the live one, or waits for another if it is left
    /// to who gives it. `older`: the rotated file before it.
    std::error_code
    begin_live(std::unique_ptr<file> live, std::uint64_t offset, const std::string &older);
    /// Begins at `offset` of a rotated file, or behind it if that is left to who gives it.
    std::error_code
    begin_rotated(const std::string &path, std::uint64_t offset, const std::string &older);

    /// Appends complete lines of the open file, a block of them at most, or one that is longer;
    /// nothing at its end.
    std::error_code read_open_file(std::string &lines);
    /// Appends what stands behind the last line end of the open file, and a line end. An error may
    /// come with it: what cut the line.
    std::error_code read_unended_line(std::string &lines);

    /// Appends complete lines of the open file or of those after it; nothing: none for now. After
    /// an error, with which there may be a line, it may be called again, and goes on where it was.
    std::error_code next(std::string &lines);
    /// Gives up the rest of the file that is open, which can't be read.
    void pass_over();
    /// The file that is open, or was last, as it was named when it was opened.
    const std::string &open_path() const noexcept { return current_.path; }
    /// Whether it is the file that is open.
    bool is_giving(const file_identity &identity) const noexcept {
        return current_.handle && is_current(identity);
    }
    /// Up to where the open file's lines have been given.
    std::uint64_t offset() const noexcept { return current_.offset; }
    /// A rotated file that is older, of those whose names are known the last; empty: none.
    const std::string &older_path() const noexcept { return current_.older; }

private:
    struct open_file {
        std::unique_ptr<file> handle;
        std::string path;
        std::optional<file_identity> identity; // also of one that was passed over
        std::uint64_t offset = 0;  // where the first line begins that has not been given
        std::string older;         // a rotated file before it
        std::string known_as;      // no file that is newer has a name that sorts before this
        bool has_its_name = false; // for ever: it was compressed when it was opened
    };

    bool is_current(const file_identity &identity) const noexcept;
    bool is_anothers(const file_identity &identity) const;
    std::uint64_t given_bytes(const file_identity &identity) const;
    void go_on_with(open_file next);
    std::error_code open_live(open_file &out) const;
    std::error_code open_rotated(const std::string &path, open_file &out) const;
    std::error_code read_to_line_end(std::string_view &text);
    std::error_code follow_cut();
    std::error_code is_live(bool &live);
    std::error_code list_unread();
    std::error_code learn_name(const std::vector<std::string> &paths);
    std::error_code find_successor(open_file &successor);
    std::error_code open_unread(open_file &successor);
    std::error_code move_on(open_file &successor, std::string &lines);

    log_files files_;
    std::string path_;
    std::size_t at_once_bytes_;
    given_files *given_ = nullptr;
    open_file current_;              // without a handle: waiting for another
    std::deque<std::string> unread_; // rotated files after it, as far as they are known
};

} // namespace mailslog
