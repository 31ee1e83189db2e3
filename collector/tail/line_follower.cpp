#include "collector/tail/line_follower.h"

#include <algorithm>
#include <utility>

#include "collector/tail/last_lines.h"

namespace mailslog {
namespace {

std::error_code take_identity(const file &of, std::optional<file_identity> &identity) {
    return of.identity(identity.emplace());
}

} // namespace

line_follower::line_follower(const log_files &files, std::string path, std::size_t at_once_bytes)
    : files_{files}, path_{std::move(path)}, at_once_bytes_{at_once_bytes} {}

// Listed before the file is opened, so that its own name, once it has been rotated, is newer.
std::error_code line_follower::open(std::size_t lines) {
    std::vector<std::string> rotated;
    const auto list_error = files_.list_rotated(path_, rotated);
    go_on_with({});
    unread_.clear();
    current_.known_as = rotated.empty() ? std::string{} : rotated.back();
    if (list_error && !is_absent(list_error)) {
        return list_error;
    }
    open_file live;
    auto error = open_live(live);
    if (!error) {
        error = find_last_lines(*live.handle, lines, live.offset);
    }
    if (!error) {
        live.known_as = std::move(current_.known_as);
        go_on_with(std::move(live));
    }
    return error;
}

std::error_code line_follower::begin_live(
    std::unique_ptr<file> live, std::uint64_t offset, const std::string &older) {
    open_file begun;
    begun.path = path_;
    begun.older = older;
    begun.known_as = older;
    const auto error = take_identity(*live, begun.identity);
    if (!error && is_anothers(*begun.identity)) {
        begun.identity.reset();
    } else if (!error) {
        begun.handle = std::move(live);
        begun.offset = std::max(offset, given_bytes(*begun.identity));
    }
    go_on_with(std::move(begun));
    unread_.clear();
    return error;
}

std::error_code line_follower::begin_rotated(
    const std::string &path, std::uint64_t offset, const std::string &older) {
    open_file begun;
    const auto error = open_rotated(path, begun);
    begun.older = older;
    begun.known_as = path; // also if it is gone: those after it are not
    if (begun.handle && is_anothers(*begun.identity)) {
        begun.handle.reset();
    } else if (begun.handle) {
        begun.offset = std::max(offset, given_bytes(*begun.identity));
    }
    go_on_with(std::move(begun));
    unread_.clear();
    return error;
}

void line_follower::pass_over() {
    if (given_ != nullptr && current_.handle) {
        if (current_.path == path_) {
            given_->end(*current_.identity, std::move(current_.handle), current_.offset);
        } else {
            given_->leave(*current_.identity);
        }
    }
    current_.handle.reset();
}

void line_follower::go_on_with(open_file next) {
    pass_over();
    current_ = std::move(next);
    if (given_ != nullptr && current_.handle) {
        given_->begin(*current_.identity);
    }
}

bool line_follower::is_anothers(const file_identity &identity) const {
    return given_ != nullptr && given_->is_being_given(identity);
}

std::uint64_t line_follower::given_bytes(const file_identity &identity) const {
    return given_ == nullptr ? 0 : given_->given_bytes(identity);
}

bool line_follower::is_current(const file_identity &identity) const noexcept {
    return current_.identity && *current_.identity == identity;
}

std::error_code line_follower::open_live(open_file &out) const {
    const auto error = files_.open(path_, out.handle);
    out.path = path_;
    return error ? error : take_identity(*out.handle, out.identity);
}

std::error_code line_follower::open_rotated(const std::string &path, open_file &out) const {
    bool compressed = false;
    const auto error = files_.open_rotated(path, out.handle, compressed);
    if (error) {
        return error;
    }
    out.path = compressed ? compressed_path(path) : path;
    out.known_as = path;
    out.has_its_name = compressed;
    return take_identity(*out.handle, out.identity);
}

std::error_code line_follower::read_open_file(std::string &lines) {
    std::string_view text;
    if (const auto error = read_to_line_end(text)) {
        return error;
    }
    if (text.empty()) {
        return follow_cut();
    }
    const bool is_long_line = text.size() > at_once_bytes_;
    const std::size_t feed = is_long_line ? text.find('\n') : text.rfind('\n');
    if (feed == std::string_view::npos && text.size() < max_line_bytes) {
        return {}; // not complete: read again when there is more of it
    }
    const auto whole = feed == std::string_view::npos ? text : text.substr(0, feed + 1);
    lines.append(whole);
    current_.offset += whole.size();
    return {};
}

// Reads from the first line that has not been given: a block, or more if the line is longer.
std::error_code line_follower::read_to_line_end(std::string_view &text) {
    std::string &buffer = files_.scratch();
    for (std::size_t wanted = at_once_bytes_;; wanted = std::min(2 * wanted, max_line_bytes)) {
        buffer.resize(std::max(buffer.size(), wanted));
        std::size_t read_bytes = 0;
        const auto error =
            current_.handle->read_at(current_.offset, buffer.data(), wanted, read_bytes);
        text = std::string_view{buffer}.substr(0, read_bytes);
        const bool ends = text.find('\n') != std::string_view::npos;
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
    std::string_view text;
    const auto error = current_.handle ? read_to_line_end(text) : std::error_code{};
    if (error || text.empty()) {
        return error;
    }
    lines.append(text);
    lines.push_back('\n');
    current_.offset += text.size();
    return read_to_line_end(text); // whether the file ends here, or can't be read any further
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
    live = !error && is_current(identity);
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
    successor.older = current_.known_as;
    go_on_with(std::move(successor));
    if (!unread_.empty()) {
        unread_.pop_front();
    }
    return {};
}

// The first of the rotated files that are known to be unread; else of those that there are now;
// else the live file. That one is opened before the folder is listed: if it was rotated in between,
// or came later than another, the list shows that. If it is the one that another follower reads, it
// is left to that one until that has another.
std::error_code line_follower::find_successor(open_file &successor) {
    if (const auto error = open_unread(successor); error || successor.handle) {
        return error;
    }
    open_file live;
    if (const auto error = open_live(live); error && !is_absent(error)) {
        return error;
    }
    if (const auto error = list_unread()) {
        return error;
    }
    if (const auto error = open_unread(successor); error || successor.handle) {
        return error;
    }
    if (live.handle && !is_current(*live.identity) && !is_anothers(*live.identity)) {
        live.offset = given_bytes(*live.identity);
        successor = std::move(live);
        successor.known_as = current_.known_as;
    }
    return {};
}

// The first that was not deleted as surplus since it was listed, and is not left, for good, to
// another follower that reads it.
std::error_code line_follower::open_unread(open_file &successor) {
    while (!unread_.empty()) {
        const auto error = open_rotated(unread_.front(), successor);
        const bool is_left = !error && is_anothers(*successor.identity);
        if (!is_absent(error) && !is_left) {
            successor.offset = error ? 0 : given_bytes(*successor.identity);
            return error;
        }
        if (is_left) {
            current_.known_as = std::move(unread_.front());
            successor = {};
        }
        unread_.pop_front();
    }
    return {};
}

// The rotated files after the open one.
std::error_code line_follower::list_unread() {
    std::vector<std::string> paths;
    const auto list_error = files_.list_rotated(path_, paths);
    if (list_error && !is_absent(list_error)) {
        return list_error;
    }
    paths.erase(paths.begin(), std::lower_bound(paths.begin(), paths.end(), current_.known_as));
    if (const auto error = learn_name(paths)) {
        return error;
    }
    const auto newer = std::upper_bound(paths.begin(), paths.end(), current_.known_as);
    unread_.assign(newer, paths.end());
    return {};
}

// What was opened as a plain file is found by its identity or, if it was compressed meanwhile, by
// its content. If it is not there it has been deleted, and those before it with it.
std::error_code line_follower::learn_name(const std::vector<std::string> &paths) {
    if (!current_.handle || current_.has_its_name) {
        return {};
    }
    std::size_t own = 0;
    const auto error = files_.find(paths, *current_.handle, *current_.identity, own);
    if (!error && own != paths.size()) {
        current_.known_as = paths[own];
    }
    return error;
}

} // namespace mailslog
