#include "collector/tail/log_files.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "collector/files/rotated_files.h"
#include "collector/tail/gzip_file.h"

namespace mailslog {
namespace {

constexpr std::string_view gzip_extension = ".gz";

bool is_compressed(std::string_view path) noexcept {
    return path.size() > gzip_extension.size() &&
           path.substr(path.size() - gzip_extension.size()) == gzip_extension;
}

class watched_file final : public file {
public:
    watched_file(std::unique_ptr<file> file, read_watch &watch)
        : file_{std::move(file)}, watch_{watch} {}

    std::error_code append(std::string_view bytes, std::size_t &written_bytes) override {
        return file_->append(bytes, written_bytes);
    }
    std::error_code read_at(
        std::uint64_t offset, char *to, std::size_t size_bytes, std::size_t &read_bytes) override {
        const auto error = file_->read_at(offset, to, size_bytes, read_bytes);
        watch_.bytes += read_bytes;
        const bool is_over = read_bytes > 0 && watch_.is_over && watch_.is_over();
        return is_over ? std::make_error_code(std::errc::operation_canceled) : error;
    }
    std::error_code size(std::uint64_t &bytes) const override { return file_->size(bytes); }
    std::error_code write_at(std::uint64_t offset, std::string_view bytes) override {
        return file_->write_at(offset, bytes);
    }
    std::error_code truncate(std::uint64_t bytes) override { return file_->truncate(bytes); }
    std::error_code sync() override { return file_->sync(); }
    std::error_code identity(file_identity &identity) const override {
        return file_->identity(identity);
    }
    bool is_deleted() const override { return file_->is_deleted(); }

private:
    std::unique_ptr<file> file_;
    read_watch &watch_;
};

/// `is_it(path, is)` may fail where a file is gone by now.
template <typename Question>
std::error_code
find_first(const std::vector<std::string> &paths, Question is_it, std::size_t &index) {
    for (index = 0; index < paths.size(); ++index) {
        bool is = false;
        const auto error = is_it(paths[index], is);
        if (error && !is_absent(error)) {
            return error;
        }
        if (is) {
            return {};
        }
    }
    return {};
}

} // namespace

std::string compressed_path(const std::string &path) {
    return path + std::string{gzip_extension};
}

std::string plain_path(const std::string &path) {
    return is_compressed(path) ? path.substr(0, path.size() - gzip_extension.size()) : path;
}

std::optional<std::int64_t> rotated_ns(const std::string &live_path, const std::string &path) {
    const auto stamp = rotation_stamp(live_path, path);
    if (!stamp) {
        return std::nullopt;
    }
    return std::chrono::duration_cast<std::chrono::nanoseconds>(stamp->time_since_epoch()).count();
}

std::error_code log_files::open_watched(const std::string &path, std::unique_ptr<file> &out) const {
    const auto error = files_.open(path, open_mode::read, out);
    if (!error && watch_ != nullptr) {
        ++watch_->files;
        out = std::make_unique<watched_file>(std::move(out), *watch_);
    }
    return error;
}

std::error_code log_files::open(const std::string &path, std::unique_ptr<file> &out) const {
    const auto error = open_watched(path, out);
    if (!error && is_compressed(path)) {
        out = make_gzip_file(std::move(out));
    }
    return error;
}

std::error_code log_files::open_rotated(const std::string &path, std::unique_ptr<file> &out) const {
    bool compressed = false;
    return open_rotated(path, out, compressed);
}

std::error_code log_files::open_rotated(
    const std::string &path, std::unique_ptr<file> &out, bool &compressed) const {
    const auto error = open(path, out);
    compressed = is_absent(error);
    return compressed ? open(compressed_path(path), out) : error;
}

std::error_code
log_files::list_rotated(const std::string &live_path, std::vector<std::string> &paths) const {
    paths.clear();
    std::vector<std::string> names;
    const auto error = files_.list(folder_of(live_path), names);
    const std::string folder{folder_prefix_of(live_path)};
    for (const std::string &name : names) {
        std::string path = plain_path(folder + name);
        if (rotation_stamp(live_path, path)) {
            paths.push_back(std::move(path));
        }
    }
    std::sort(paths.begin(), paths.end());
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end()); // being compressed just now
    return error;
}

std::error_code log_files::identify(const std::string &path, file_identity &identity) const {
    return files_.identify(path, identity);
}

std::error_code log_files::find(
    const std::vector<std::string> &paths, file &open, const file_identity &identity,
    std::size_t &index) const {
    const auto has_its_name = [&](const std::string &path, bool &is) {
        file_identity there;
        const auto error = files_.identify(path, there);
        is = !error && there == identity;
        return error;
    };
    const auto has_its_content = [&](const std::string &path, bool &is) {
        std::unique_ptr<file> compressed;
        const auto error = open_watched(compressed_path(path), compressed);
        return error ? error : is_gzip_of(*compressed, open, is);
    };
    const auto error = find_first(paths, has_its_name, index);
    return error || index != paths.size() ? error : find_first(paths, has_its_content, index);
}

} // namespace mailslog
