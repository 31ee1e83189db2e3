#include "collector/ledger_recovery.h"

#include <memory>
#include <vector>

namespace mailslog {
namespace {

/// Some ten times what the largest ledger needs before it is written afresh.
constexpr std::uint64_t max_journal_bytes = std::uint64_t{1} << 28;

std::error_code read_whole(file_system &files, const std::string &path, std::string &bytes) {
    std::unique_ptr<file> opened;
    if (const auto error = files.open(path, open_mode::read, opened)) {
        return error;
    }
    std::uint64_t size = 0;
    if (const auto error = opened->size(size)) {
        return error;
    }
    if (size > max_journal_bytes) {
        return std::make_error_code(std::errc::file_too_large); // no journal of ours
    }
    bytes.resize(static_cast<std::size_t>(size));
    std::size_t read_bytes = 0;
    const auto error = opened->read_at(0, bytes.data(), bytes.size(), read_bytes);
    bytes.resize(read_bytes);
    return error;
}

/// The size of the file at `path`; 0 when there is none.
std::error_code size_of(file_system &files, const std::string &path, std::uint64_t &bytes) {
    bytes = 0;
    std::unique_ptr<file> opened;
    const auto error = files.open(path, open_mode::read, opened);
    if (error) {
        return is_absent(error) ? std::error_code{} : error;
    }
    return opened->size(bytes);
}

/// Which of the two names, if any, the file has now that a batch was meant for: a rotation renames
/// it, and if no new file can be opened then, writing goes on in the renamed one.
std::error_code find_file(
    file_system &files, const file_identity &wanted, const std::vector<std::string> &names,
    std::string &found) {
    for (const auto &name : names) {
        file_identity identity;
        const auto error = name.empty() ? std::make_error_code(std::errc::no_such_file_or_directory)
                                        : files.identify(name, identity);
        if (error && !is_absent(error)) {
            return error;
        }
        if (!error && identity == wanted) {
            found = name;
            return {};
        }
    }
    return {};
}

std::error_code cut(file_system &files, const std::string &path, std::uint64_t bytes) {
    std::unique_ptr<file> opened;
    const auto error = files.open(path, open_mode::append, opened);
    return error ? error : opened->truncate(bytes);
}

/// Whether the batch stands whole in the log. What stands of it otherwise is cut off.
std::error_code settle_batch(
    file_system &files, const log_span &batch, const std::vector<std::string> &names, recovery &out,
    bool &done) {
    done = false;
    std::string name;
    if (const auto error = find_file(files, batch.file, names, name)) {
        return error;
    }
    if (name.empty()) {
        out.notice =
            names.front() + " is not the file that the ledger knows: its last lines may come twice";
        return {};
    }
    std::uint64_t size = 0;
    if (const auto error = size_of(files, name, size)) {
        return error;
    }
    done = size >= batch.end_bytes;
    if (size < batch.start_bytes) {
        out.notice = name + " is shorter than the ledger knows it: somebody has cut it";
    }
    return done || size <= batch.start_bytes ? std::error_code{}
                                             : cut(files, name, batch.start_bytes);
}

std::error_code settle_rotation(file_system &files, const std::string &rotated_path, bool &done) {
    file_identity identity;
    const auto error = files.identify(rotated_path, identity);
    done = !error;
    return is_absent(error) ? std::error_code{} : error;
}

/// Whether what the last entry announced was done.
std::error_code settle_last(
    file_system &files, const journal::entry &last, const std::string &log_path, recovery &out,
    bool &done) {
    done = true;
    if (const auto batch = batch_of(last)) {
        return settle_batch(files, *batch, {log_path, out.log.rotated_path}, out, done);
    }
    if (const auto rotated_path = rotation_of(last)) {
        return settle_rotation(files, *rotated_path, done);
    }
    return {};
}

/// A log without a ledger: its streams are no new ones.
std::error_code
begin_ledger(file_system &files, const std::string &log_path, ledger &ledger, recovery &out) {
    std::uint64_t size = 0;
    const auto error = size_of(files, log_path, size);
    if (size > 0) {
        ledger.forget_past();
        out.notice = log_path + " had no ledger: what was lost before is not known";
    }
    return error;
}

/// Without an entry there is no ledger yet: a kill may have cut the first one short.
std::error_code replay_all(
    file_system &files, const std::vector<journal::entry> &entries, const std::string &log_path,
    ledger &ledger, recovery &out) {
    if (entries.empty()) {
        return begin_ledger(files, log_path, ledger, out);
    }
    for (const auto &entry : entries) {
        bool done = true;
        if (&entry != &entries.back()) {
            const auto next = batch_of(*(&entry + 1));
            done = !(next && next->is_instead);
        } else {
            if (const auto error = settle_last(files, entry, log_path, out, done)) {
                return error;
            }
        }
        out.damaged = (done && !replay(entry, ledger, out.log)) || out.damaged;
    }
    return {};
}

} // namespace

std::error_code recover_ledger(
    file_system &files, const std::string &journal_path, const std::string &log_path,
    ledger &ledger, recovery &out) {
    std::string bytes;
    const auto error = read_whole(files, journal_path, bytes);
    out.damaged = error == std::errc::file_too_large;
    out.found = !error || out.damaged;
    if (out.found || is_absent(error)) {
        return replay_all(files, journal::parse(bytes), log_path, ledger, out);
    }
    return error;
}

} // namespace mailslog
