#include "collector/files/packing.h"

#include <memory>
#include <vector>

#include "collector/files/fault_point.h"
#include "collector/files/gzip_stream.h"
#include "collector/files/rotated_files.h"

namespace mailslog {
namespace {

/// Some milliseconds of work: so soon an orderly end is heard.
constexpr std::size_t block_bytes = std::size_t{128} * 1024;

std::error_code append(file &to, std::string &packed) {
    std::size_t written_bytes = 0;
    const auto error = to.append(packed, written_bytes);
    packed.clear();
    return error;
}

// Both are forced to the disk: until the disk has lost the plain one's name that is the one to
// read.
std::error_code pack(file &from, file &to, const std::atomic<bool> &stop) {
    gzip_stream stream;
    if (const auto error = stream.begin()) {
        return error;
    }
    std::string block(block_bytes, '\0');
    std::string packed;
    std::size_t read_bytes = block_bytes;
    for (std::uint64_t offset = 0; read_bytes == block_bytes; offset += read_bytes) {
        if (stop) {
            return std::make_error_code(std::errc::operation_canceled);
        }
        if (const auto error = from.read_at(offset, block.data(), block_bytes, read_bytes)) {
            return error;
        }
        stream.add(std::string_view{block}.substr(0, read_bytes), packed);
        if (const auto error = append(to, packed)) {
            return error;
        }
    }
    stream.end(packed);
    auto error = append(to, packed);
    if (!error) {
        error = from.sync();
    }
    return error ? error : to.sync();
}

std::error_code open_both(
    file_system &files, const std::string &path, std::unique_ptr<file> &from,
    std::unique_ptr<file> &to) {
    if (const auto error = files.open(path, open_mode::read, from)) {
        return error;
    }
    (void)files.remove(packing_path(path)); // of a try that failed
    if (const auto error = files.open(packing_path(path), open_mode::create_new, to)) {
        return error;
    }
    return files.copy_attributes(path, packing_path(path)); // nobody more may read it meanwhile
}

/// Writes NAME.gz.tmp and gives it its name.
std::error_code
write_packed(file_system &files, const std::string &path, const std::atomic<bool> &stop) {
    std::unique_ptr<file> from;
    std::unique_ptr<file> to;
    auto error = open_both(files, path, from, to);
    if (!error) {
        error = pack(*from, *to, stop);
    }
    to.reset();   // Windows sets the time of a file that was written to when it is closed
    if (!error) { // the time, which writing has changed
        error = files.copy_attributes(path, packing_path(path));
    }
    if (!error) {
        fault_point("packed");
        error = files.rename(packing_path(path), packed_path(path));
    }
    if (error) {
        (void)files.remove(packing_path(path)); // the first failure is the one to tell
    }
    return error;
}

} // namespace

std::error_code
pack_file(file_system &files, const std::string &path, const std::atomic<bool> &stop) {
    if (const auto error = write_packed(files, path, stop)) {
        return is_absent(error) ? std::error_code{} : error;
    }
    fault_point("packed_file_named");
    auto error = files.sync_folder(folder_of(path));
    if (!error) {
        error = files.remove(path);
    }
    if (error) { // the plain file is the one that counts; if it is gone, it was to go
        (void)files.remove(packed_path(path));
    }
    return is_absent(error) ? std::error_code{} : error;
}

packing_failure pack_rotated_files(
    file_system &files, const std::string &live_path, wall_time through,
    const std::atomic<bool> &stop) {
    std::vector<rotated_file> oldest_first;
    packing_failure first{live_path, list_history(files, live_path, oldest_first)};
    for (const rotated_file &file : oldest_first) {
        if (!file.is_plain || file.stamp > through) {
            continue;
        }
        const auto error = pack_file(files, file.path, stop);
        if (error && !first.why) {
            first = {file.path, error};
        }
        if (error == std::errc::no_space_on_device || error == std::errc::operation_canceled) {
            break;
        }
    }
    return first.why ? first : packing_failure{};
}

} // namespace mailslog
