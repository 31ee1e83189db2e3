#include "collector/configuration/config_file.h"

#include <filesystem>
#include <memory>
#include <system_error>

#include <mailslog/slot_error.h>

#include "collector/files/file_system.h"

namespace mailslog {
namespace {

/// Of a pipe, who opens it would wait for somebody to write. (/dev/null is an empty file.)
bool is_no_file(const std::string &path) {
    namespace fs = std::filesystem;
    std::error_code unknown; // opening it tells the reason
    const fs::file_type type = fs::status(fs::u8path(path), unknown).type();
    return type == fs::file_type::directory || type == fs::file_type::fifo ||
           type == fs::file_type::socket || type == fs::file_type::block;
}

std::error_code read_bounded(file_system &files, const std::string &path, std::string &text) {
    std::unique_ptr<file> file;
    if (const std::error_code failed = files.open(path, open_mode::read, file)) {
        return failed;
    }
    text.resize(max_config_bytes + 1);
    std::size_t read_bytes = 0;
    const std::error_code failed = file->read_at(0, &text[0], text.size(), read_bytes);
    text.resize(failed ? 0 : read_bytes);
    return failed;
}

} // namespace

std::optional<std::string> read_config_file(
    file_system &files, const std::string &path, config_presence presence,
    std::vector<config_item> &items) {
    if (is_no_file(path)) {
        return path + ": is no file";
    }
    std::string text;
    const std::error_code failed = read_bounded(files, path, text);
    if (is_absent(failed) && presence == config_presence::optional) {
        return {};
    }
    if (failed) {
        return describe("read the configuration", path, failed);
    }
    if (text.size() > max_config_bytes) {
        return path + ": is larger than 1 MiB: it is no configuration";
    }
    const auto fault = parse_config(text, items);
    return fault ? std::optional{describe(path, *fault)} : std::nullopt;
}

std::string describe(const std::string &path, const config_fault &fault) {
    return path + ":" + std::to_string(fault.line) + ": " + fault.what;
}

} // namespace mailslog
