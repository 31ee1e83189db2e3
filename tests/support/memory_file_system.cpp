#include "tests/support/memory_file_system.h"

#include <algorithm>

namespace mailslog {
namespace {

class memory_file final : public file {
public:
    memory_file(
        std::shared_ptr<memory_file_system::node> node, std::shared_ptr<std::uint64_t> changes,
        open_mode mode)
        : node_{std::move(node)}, changes_{std::move(changes)}, mode_{mode} {}

    std::error_code append(std::string_view bytes, std::size_t &written_bytes) override {
        written_bytes = 0;
        if (mode_ == open_mode::read || mode_ == open_mode::mend) {
            return std::make_error_code(std::errc::bad_file_descriptor);
        }
        node_->content.append(bytes);
        node_->changed_at = ++*changes_;
        written_bytes = bytes.size();
        return {};
    }

    std::error_code read_at(
        std::uint64_t offset, char *to, std::size_t size_bytes, std::size_t &read_bytes) override {
        read_bytes = 0;
        if (mode_ == open_mode::append || mode_ == open_mode::create_new) {
            return std::make_error_code(std::errc::bad_file_descriptor);
        }
        const auto start = std::min<std::uint64_t>(offset, node_->content.size());
        read_bytes = node_->content.copy(to, size_bytes, static_cast<std::size_t>(start));
        return {};
    }

    std::error_code write_at(std::uint64_t offset, std::string_view bytes) override {
        if (mode_ != open_mode::mend) {
            return std::make_error_code(std::errc::bad_file_descriptor);
        }
        const auto end = static_cast<std::size_t>(offset) + bytes.size();
        node_->content.resize(std::max(node_->content.size(), end));
        node_->content.replace(static_cast<std::size_t>(offset), bytes.size(), bytes);
        return {};
    }

    std::error_code size(std::uint64_t &bytes) const override {
        bytes = node_->content.size();
        return {};
    }

    std::error_code truncate(std::uint64_t bytes) override {
        if (mode_ == open_mode::read) {
            return std::make_error_code(std::errc::bad_file_descriptor);
        }
        node_->content.resize(static_cast<std::size_t>(bytes));
        return {};
    }

    bool is_deleted() const override { return node_->is_deleted; }

    std::error_code sync() override {
        node_->content_on_disk = node_->content;
        return {};
    }

    std::error_code identity(file_identity &identity) const override {
        identity = node_->identity;
        return {};
    }

private:
    std::shared_ptr<memory_file_system::node> node_;
    std::shared_ptr<std::uint64_t> changes_;
    open_mode mode_;
};

std::string folder_prefix(const std::string &folder) {
    return folder.empty() || folder == "." ? "" : folder + "/";
}

} // namespace

std::error_code
memory_file_system::open(const std::string &path, open_mode mode, std::unique_ptr<file> &out) {
    const bool present = exists(path);
    if (present && mode == open_mode::create_new) {
        return std::make_error_code(std::errc::file_exists);
    }
    if (!present && (mode == open_mode::read || mode == open_mode::mend)) {
        return std::make_error_code(std::errc::no_such_file_or_directory);
    }
    if (!present) {
        files_[path] = make_node();
    }
    out = std::make_unique<memory_file>(files_[path], changes_, mode);
    return {};
}

std::error_code memory_file_system::rename(const std::string &from, const std::string &to) {
    return exists(to) ? std::make_error_code(std::errc::file_exists) : replace(from, to);
}

std::error_code memory_file_system::replace(const std::string &from, const std::string &to) {
    const auto found = files_.find(from);
    if (found == files_.end()) {
        return std::make_error_code(std::errc::no_such_file_or_directory);
    }
    auto moved = std::move(found->second);
    files_.erase(found);
    (void)remove(to); // what stands there
    files_[to] = std::move(moved);
    return {};
}

std::error_code memory_file_system::remove(const std::string &path) {
    const auto found = files_.find(path);
    if (found == files_.end()) {
        return std::make_error_code(std::errc::no_such_file_or_directory);
    }
    found->second->is_deleted = true;
    files_.erase(found);
    return {};
}

std::error_code memory_file_system::identify(const std::string &path, file_identity &identity) {
    const auto found = files_.find(path);
    if (found == files_.end()) {
        return std::make_error_code(std::errc::no_such_file_or_directory);
    }
    identity = found->second->identity;
    return {};
}

std::error_code memory_file_system::size_of(const std::string &path, std::uint64_t &bytes) {
    bytes = content(path).size();
    return exists(path) ? std::error_code{}
                        : std::make_error_code(std::errc::no_such_file_or_directory);
}

std::error_code
memory_file_system::copy_attributes(const std::string &from, const std::string &to) {
    if (!exists(from) || !exists(to)) {
        return std::make_error_code(std::errc::no_such_file_or_directory);
    }
    files_[to]->changed_at = files_[from]->changed_at;
    return {};
}

std::error_code memory_file_system::space_at(const std::string & /*folder*/, disk_space &space) {
    std::uint64_t used = 0;
    for (const auto &[path, node] : files_) {
        used += node->content.size();
    }
    space = {disk_bytes_ - std::min(used, disk_bytes_), disk_bytes_};
    return {};
}

std::error_code
memory_file_system::list(const std::string &folder, std::vector<std::string> &names) {
    const std::string prefix = folder_prefix(folder);
    names.clear();
    for (const auto &[path, node] : files_) {
        if (path.compare(0, prefix.size(), prefix) != 0) {
            continue;
        }
        std::string name =
            path.substr(prefix.size(), path.find('/', prefix.size()) - prefix.size());
        if (names.empty() || names.back() != name) { // of a folder, all stand together
            names.push_back(std::move(name));
        }
    }
    return {};
}

std::error_code memory_file_system::sync_folder(const std::string & /*folder*/) {
    return {};
}

void memory_file_system::lose_power() {
    begin_another_life();
    replace_nodes(); // what is still open writes to a world that is gone
    for (auto &[path, node] : files_) {
        node->content = node->content_on_disk;
    }
}

void memory_file_system::change_device() {
    ++device_;
    for (const auto &[path, node] : files_) {
        node->identity.device = device_;
    }
}

memory_file_system memory_file_system::copy() const {
    memory_file_system other = *this;
    other.replace_nodes();
    return other;
}

void memory_file_system::replace_nodes() {
    by_inode_.clear();
    for (auto &[path, node] : files_) {
        node = std::make_shared<memory_file_system::node>(*node);
        by_inode_[node->identity.inode] = node;
    }
}

void memory_file_system::set_content(const std::string &path, std::string content) {
    files_.at(path)->content = std::move(content);
}

std::error_code memory_file_system::make_folders(const std::string & /*folder*/) {
    return {};
}

std::string memory_file_system::content(const std::string &path) const {
    const auto found = files_.find(path);
    return found == files_.end() ? std::string{} : found->second->content;
}

std::uint64_t memory_file_system::changed_at(const std::string &path) const {
    const auto found = files_.find(path);
    return found == files_.end() ? 0 : found->second->changed_at;
}

void memory_file_system::put(const std::string &path, std::string content) {
    files_[path] = make_node();
    files_[path]->content = std::move(content);
}

std::vector<std::string> memory_file_system::paths() const {
    std::vector<std::string> all;
    for (const auto &[path, node] : files_) {
        all.push_back(path);
    }
    return all;
}

std::shared_ptr<memory_file_system::node> memory_file_system::make_node() {
    std::uint64_t inode = 1;
    while (!by_inode_[inode].expired()) {
        ++inode;
    }
    auto made = std::make_shared<node>();
    made->identity = {device_, inode};
    by_inode_[inode] = made;
    return made;
}

} // namespace mailslog
