#include "collector/line_follower.h"

#include <algorithm>
#include <utility>

#include "collector/last_lines.h"
#include "collector/rotated_files.h"

namespace mailslog {

line_follower::line_follower(file_system &files, std::string path)
    : files_{files}, path_{std::move(path)} {}

// Listed before the file is opened, so that its own name, once it has been rotated, is newer.
std::error_code line_follower::open(std::size_t lines) {
    std::vector<std::string> rotated;
    const auto list_error = list_rotated(files_, path_, rotated);
    current_ = {};
    unread_.clear();
    current_.known_as = rotated.empty() ? std::string{} : rotated.back();
    if (list_error && !is_absent(list_error)) {
        return list_error;
    }
    open_file live;
    auto error = open_at(path_, live);
    if (!error) {
        error = find_last_lines(*live.handle, lines, live.offset);
    }
    if (!error) {
        live.known_as = std::move(current_.known_as);
        current_ = std::move(live);
    }
    return error;
}

std::error_code line_follower::open_at(const std::string &path, open_file &out) {
    if (const auto error = files_.open(path, open_mode::read, out.handle)) {
        return error;
    }
    const auto error = out.handle->identity(out.identity);
    if (error) {
        out.handle.reset();
    }
    return error;
}

std::error_code line_follower::read_open_file(std::string &lines) {
    std::size_t read_bytes = 0;
    if (const auto error = read_to_line_end(read_bytes)) {
        return error;
    }
    if (read_bytes == 0) {
        return follow_cut();
    }
    const std::string_view text{buffer_.data(), read_bytes};
    const std::size_t last_feed = text.rfind('\n');
    if (last_feed == std::string_view::npos && read_bytes < max_line_bytes) {
        return {}; // not complete: read again when there is more of it
    }
    const auto whole = last_feed == std::string_view::npos ? text : text.substr(0, last_feed + 1);
    lines.append(whole);
    current_.offset += whole.size();
    return {};
}

// Fills the buffer from the first line that has not been given, with a block, or with more if the
// line is longer.
std::error_code line_follower::read_to_line_end(std::size_t &read_bytes) {
    for (std::size_t wanted = block_bytes;; wanted *= 2) {
        buffer_.resize(wanted);
        const auto error =
            current_.handle->read_at(current_.offset, buffer_.data(), wanted, read_bytes);
        const bool ends =
            std::string_view{buffer_.data(), read_bytes}.find('\n') != std::string_view::npos;
        if (error || ends || read_bytes < wanted || wanted >= max_line_bytes) {
            return error;
        }
    }
}

// A writer may have taken back what it could not write whole, or someone has emptied the file.
std::error_code line_follower::follow_cut() {
    std::uint64_t size_bytes = 0;
    const auto error = current_.handle->size(size_bytes);
    if (!error) {
        current_.offset = std::min(current_.offset, size_bytes);
    }
    return error;
}

std::error_code line_follower::read_unended_line(std::string &lines) {
    std::size_t read_bytes = 0;
    const auto error = read_to_line_end(read_bytes);
    if (!error && read_bytes != 0) {
        lines.append(buffer_, 0, read_bytes);
        lines.push_back('\n');
        current_.offset += read_bytes;
    }
    return error;
}

std::error_code line_follower::next(std::string &lines) {
    const std::size_t size_before = lines.size();
    while (lines.size() == size_before) {
        if (current_.handle) {
            const auto error = read_open_file(lines);
            if (error || lines.size() != size_before) {
                return error;
            }
        }
        bool live = false;
        if (const auto error = is_live(live); error || live) {
            return error;
        }
        open_file successor;
        const auto error = find_successor(successor);
        if (error || !successor.handle) {
            return error;
        }
        if (const auto move_error = move_on(successor, lines)) {
            return move_error;
        }
    }
    return {};
}

std::error_code line_follower::is_live(bool &live) {
    file_identity identity;
    const auto error = files_.identify(path_, identity);
    live = !error && current_.handle && identity == current_.identity;
    return is_absent(error) ? std::error_code{} : error;
}

// The open file is complete only now that a later one has been seen: what was written to it between
// its last reading and its rotation comes first.
std::error_code line_follower::move_on(open_file &successor, std::string &lines) {
    if (current_.handle) {
        const std::size_t size_before = lines.size();
        auto error = read_open_file(lines);
        if (error || lines.size() != size_before) {
            return error; // and there may be more
        }
        error = read_unended_line(lines);
        if (error) {
            return error;
        }
    }
    current_ = std::move(successor);
    if (!unread_.empty()) {
        unread_.pop_front();
    }
    return {};
}

// The first of the rotated files that are known to be unread; else the live file. That one is
// opened before the folder is listed: if it was rotated in between, or came later than another, the
// list shows that.
std::error_code line_follower::find_successor(open_file &successor) {
    open_file live;
    if (unread_.empty()) {
        if (const auto error = open_at(path_, live); error && !is_absent(error)) {
            return error;
        }
        if (const auto error = list_unread()) {
            return error;
        }
    }
    while (!unread_.empty()) {
        const auto error = open_at(unread_.front(), successor);
        if (!is_absent(error)) {
            successor.known_as = unread_.front();
            return error;
        }
        unread_.pop_front(); // deleted as surplus since it was listed
    }
    const bool is_other = live.handle && !(current_.handle && live.identity == current_.identity);
    if (is_other) {
        successor = std::move(live);
        successor.known_as = current_.known_as;
    }
    return {};
}

// The rotated files after the open one, whose own name is learnt from its identity. If it is not
// among them it has been deleted, and those before it with it.
std::error_code line_follower::list_unread() {
    std::vector<std::string> paths;
    const auto list_error = list_rotated(files_, path_, paths);
    if (list_error && !is_absent(list_error)) {
        return list_error;
    }
    paths.erase(paths.begin(), std::lower_bound(paths.begin(), paths.end(), current_.known_as));
    std::size_t own = 0;
    if (const auto error = find_open_file(paths, own)) {
        return error;
    }
    if (own != paths.size()) {
        current_.known_as = paths[own];
    }
    const auto newer = std::upper_bound(paths.begin(), paths.end(), current_.known_as);
    unread_.assign(newer, paths.end());
    return {};
}

std::error_code
line_follower::find_open_file(const std::vector<std::string> &paths, std::size_t &index) {
    index = paths.size();
    for (std::size_t i = 0; current_.handle && i < paths.size(); ++i) {
        file_identity identity;
        const auto error = files_.identify(paths[i], identity);
        if (error && !is_absent(error)) {
            return error;
        }
        if (!error && identity == current_.identity) {
            index = i;
            return {};
        }
    }
    return {};
}

} // namespace mailslog
