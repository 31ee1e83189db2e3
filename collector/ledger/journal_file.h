// A journal on the disk: whole entries are appended, or the file is replaced whole. One thread at a
// time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "collector/files/file_system.h"

namespace mailslog {

class journal_file {
public:
    journal_file(file_system &files, std::string path) : files_{files}, path_{std::move(path)} {}

    const std::string &path() const noexcept { return path_; }
    std::uint64_t size_bytes() const noexcept { return size_bytes_; }

    /// To be called before the journal is read: completes a replacement that a kill cut short
    /// between its two renames.
    std::error_code finish_replacement();

    /// From now on replace() and set_aside_and_replace() force the new content to the disk first.
    void keep_durable() noexcept { is_durable_ = true; }
    /// Returns once the disk has all that was appended, under the journal's name.
    std::error_code sync();

    /// Appends the entry. On an error nothing of it counts: what went in is cut off before the next
    /// entry, and a journal may end in a torn one.
    std::error_code append(std::string_view entry);

    /// Writes `content` to PATH.new and renames it over the journal. On an error the old one goes
    /// on.
    std::error_code replace(std::string_view content);
    /// As replace(), but keeps the old one as PATH.damaged-N.
    std::error_code set_aside_and_replace(std::string_view content, std::string &kept_as);

private:
    std::string new_path() const { return path_ + ".new"; }
    std::error_code write_new(std::string_view content, std::unique_ptr<file> &out);
    std::error_code move_in(std::unique_ptr<file> written, std::uint64_t size_bytes);
    std::error_code set_aside(std::string &as);
    std::error_code make_ready();

    file_system &files_;
    std::string path_;
    std::unique_ptr<file> file_;
    std::uint64_t size_bytes_ = 0;
    bool is_durable_ = false;
    bool name_is_new_ = true; // the disk may know another file by it, or none
    bool is_torn_ = false;    // beyond size_bytes_ stands part of an entry
};

} // namespace mailslog
