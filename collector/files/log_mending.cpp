#include "collector/files/log_mending.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include "collector/files/fault_point.h"

namespace mailslog {
namespace {

struct window {
    std::uint64_t offset = 0; // in the file
    std::string bytes;
};

std::error_code read_end(file &from, std::uint64_t window_bytes, window &out) {
    std::uint64_t size = 0;
    if (const auto error = from.size(size)) {
        return error;
    }
    out.offset = size - std::min(size, window_bytes);
    out.bytes.resize(static_cast<std::size_t>(size - out.offset));
    std::size_t read_bytes = 0;
    const auto error = from.read_at(out.offset, out.bytes.data(), out.bytes.size(), read_bytes);
    out.bytes.resize(read_bytes);
    return error;
}

/// The length of what ends in a whole line; all but zeros at its end, if no line ends in a part of
/// a file: that is no log of ours.
std::size_t whole_bytes(const window &end) {
    const std::size_t text_bytes = end.bytes.find_last_not_of('\0') + 1; // npos + 1: there is none
    const std::size_t last_end = end.bytes.rfind('\n');
    if (last_end != std::string::npos) {
        return last_end + 1;
    }
    return end.offset == 0 ? 0 : text_bytes;
}

std::error_code cut_end(file &log, window &end, mending &out) {
    const std::size_t whole = whole_bytes(end);
    if (whole == end.bytes.size()) {
        return {};
    }
    if (const auto error = log.truncate(end.offset + whole)) {
        return error;
    }
    out.cut_bytes += end.bytes.size() - whole;
    end.bytes.resize(whole);
    fault_point("torn_line_cut");
    return {};
}

bool ends_with_a_block(const window &end, std::size_t at) {
    return (end.offset + at) % disk_block_bytes == 0;
}

/// Each run of zeros with what it left of the lines around it becomes one line of spaces: so
/// nothing else in the file moves, and a kill in the midst of it does no harm.
std::error_code blank_holes(file &log, const window &end, mending &out) {
    const std::string_view bytes = end.bytes;
    std::size_t hole = bytes.find('\0');
    while (hole != std::string_view::npos) {
        const std::size_t text = bytes.find_first_not_of('\0', hole); // the last byte is none
        if (!ends_with_a_block(end, text)) {
            hole = bytes.find('\0', text);
            continue;
        }
        const std::size_t first = bytes.rfind('\n', hole) + 1; // npos + 1: from the beginning
        const std::size_t last = bytes.find('\n', text);
        if (last == std::string_view::npos) { // no log of ours
            return {};
        }
        if (const auto error = log.write_at(end.offset + first, std::string(last - first, ' '))) {
            return error;
        }
        out.blanked_bytes += last - first;
        fault_point("hole_blanked");
        hole = bytes.find('\0', last);
    }
    return {};
}

/// To be read is enough for a file that is whole.
std::error_code
read_end_of(file_system &files, const std::string &path, std::uint64_t window_bytes, window &out) {
    std::unique_ptr<file> log;
    if (const auto error = files.open(path, open_mode::read, log)) {
        return is_absent(error) ? std::error_code{} : error;
    }
    return read_end(*log, window_bytes, out);
}

std::error_code mend_end(file_system &files, const std::string &path, window &end, mending &out) {
    const bool is_whole = whole_bytes(end) == end.bytes.size();
    if (is_whole && end.bytes.find('\0') == std::string::npos) {
        return {};
    }
    std::unique_ptr<file> log;
    if (const auto error = files.open(path, open_mode::mend, log)) {
        return error;
    }
    if (const auto error = cut_end(*log, end, out)) {
        return error;
    }
    return blank_holes(*log, end, out);
}

} // namespace

std::error_code
mend_log(file_system &files, const std::string &path, std::uint64_t &window_bytes, mending &out) {
    std::uint64_t read_bytes = 0;
    bool had_only_zeros = false;
    do {
        window end;
        if (const auto error = read_end_of(files, path, window_bytes, end)) {
            return error;
        }
        read_bytes = end.bytes.size();
        if (const auto error = mend_end(files, path, end, out)) {
            return error;
        }
        had_only_zeros = read_bytes != 0 && end.offset != 0 && end.bytes.empty();
    } while (had_only_zeros);
    window_bytes -= read_bytes;
    return {};
}

} // namespace mailslog
