#include "collector/ledger/journal_file.h"

#include "collector/files/fault_point.h"
#include "collector/files/rotated_files.h"

namespace mailslog {
namespace {

/// More damaged files than this are not kept apart: somebody has to look.
constexpr int max_damaged_files = 1000;

} // namespace

std::error_code journal_file::finish_replacement() {
    file_identity identity;
    const auto error = files_.identify(path_, identity);
    if (!is_absent(error)) {
        return error;
    }
    // Where the journal is absent, PATH.new is whole: the journal was set aside after that was
    // written. A part of a first journal is damaged, and found to be.
    const auto unfinished = files_.rename(new_path(), path_);
    return is_absent(unfinished) ? std::error_code{} : unfinished;
}

std::error_code journal_file::append(std::string_view entry) {
    if (const auto error = make_ready()) {
        return error;
    }
    std::size_t written_bytes = 0;
    if (const auto error = file_->append(entry, written_bytes)) {
        is_torn_ = true;
        return error;
    }
    size_bytes_ += written_bytes;
    return {};
}

std::error_code journal_file::sync() {
    if (const auto error = file_ == nullptr ? std::error_code{} : file_->sync()) {
        return error;
    }
    const auto error = name_is_new_ ? files_.sync_folder(folder_of(path_)) : std::error_code{};
    name_is_new_ = name_is_new_ && error;
    return error;
}

std::error_code journal_file::replace(std::string_view content) {
    std::unique_ptr<file> written;
    const auto error = write_new(content, written);
    return error ? error : move_in(std::move(written), content.size());
}

std::error_code
journal_file::set_aside_and_replace(std::string_view content, std::string &kept_as) {
    std::unique_ptr<file> written;
    if (const auto error = write_new(content, written)) {
        return error;
    }
    file_.reset();
    const auto error = set_aside(kept_as);
    fault_point("damaged_ledger_set_aside");
    return error ? error : move_in(std::move(written), content.size());
}

std::error_code journal_file::write_new(std::string_view content, std::unique_ptr<file> &out) {
    const auto removed = files_.remove(new_path()); // a kill left it behind
    if (removed && !is_absent(removed)) {
        return removed;
    }
    if (const auto error = files_.open(new_path(), open_mode::create_new, out)) {
        return error;
    }
    std::size_t written_bytes = 0;
    const auto error = out->append(content, written_bytes);
    return error || !is_durable_ ? error : out->sync();
}

std::error_code journal_file::move_in(std::unique_ptr<file> written, std::uint64_t size_bytes) {
    fault_point("ledger_written_afresh");
    file_.reset(); // Windows replaces no file that is open
    if (const auto error = files_.replace(new_path(), path_)) {
        return error;
    }
    fault_point("ledger_replaced");
    file_ = std::move(written);
    size_bytes_ = size_bytes;
    is_torn_ = false;
    name_is_new_ = true;
    return {};
}

std::error_code journal_file::set_aside(std::string &as) {
    std::error_code error = std::make_error_code(std::errc::file_exists);
    for (int n = 1; n <= max_damaged_files && error == std::errc::file_exists; ++n) {
        as = path_ + ".damaged-" + std::to_string(n);
        error = files_.rename(path_, as);
    }
    return error;
}

std::error_code journal_file::make_ready() {
    if (file_ == nullptr) {
        if (const auto error = files_.open(path_, open_mode::append, file_)) {
            return error;
        }
    }
    if (is_torn_) {
        if (const auto error = file_->truncate(size_bytes_)) {
            return error;
        }
        is_torn_ = false;
    }
    return {};
}

} // namespace mailslog
