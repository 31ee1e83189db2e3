// MAILSLOG_FAILURES=PATH in the environment: while there is a file PATH, the collector's calls fail
// as its lines say: CALL ERRNO, with CALL one of append, short (an append that writes half and then
// fails), truncate, sync, open, rename, remove. What was there before it is underneath.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "collector/files/file_system.h"

namespace mailslog {

/// The system's, which is compiled under this name.
std::unique_ptr<file_system> make_underlying_file_system(const file_rights &rights);

namespace {

std::error_code told(const std::string &call) {
    static const char *const path = std::getenv("MAILSLOG_FAILURES");
    if (path == nullptr) {
        return {};
    }
    std::ifstream orders{path};
    int number = 0;
    for (std::string name; orders >> name >> number;) {
        if (name == call) {
            return {number, std::system_category()};
        }
    }
    return {};
}

class told_file final : public file {
public:
    explicit told_file(std::unique_ptr<file> underneath) : underneath_{std::move(underneath)} {}

    std::error_code append(std::string_view bytes, std::size_t &written_bytes) override {
        written_bytes = 0;
        if (const auto error = told("append")) {
            return error;
        }
        const auto fails_later = told("short");
        const auto part = fails_later ? bytes.substr(0, bytes.size() / 2) : bytes;
        const auto error = underneath_->append(part, written_bytes);
        return error ? error : fails_later;
    }
    std::error_code read_at(
        std::uint64_t offset, char *to, std::size_t size_bytes, std::size_t &read_bytes) override {
        return underneath_->read_at(offset, to, size_bytes, read_bytes);
    }
    std::error_code write_at(std::uint64_t offset, std::string_view bytes) override {
        return underneath_->write_at(offset, bytes);
    }
    std::error_code size(std::uint64_t &bytes) const override { return underneath_->size(bytes); }
    std::error_code truncate(std::uint64_t bytes) override {
        const auto error = told("truncate");
        return error ? error : underneath_->truncate(bytes);
    }
    std::error_code sync() override {
        const auto error = told("sync");
        return error ? error : underneath_->sync();
    }
    std::error_code identity(file_identity &identity) const override {
        return underneath_->identity(identity);
    }
    bool is_deleted() const override { return underneath_->is_deleted(); }

private:
    std::unique_ptr<file> underneath_;
};

class told_file_system final : public file_system {
public:
    explicit told_file_system(std::unique_ptr<file_system> underneath)
        : underneath_{std::move(underneath)} {}

    std::error_code
    open(const std::string &path, open_mode mode, std::unique_ptr<file> &out) override {
        std::unique_ptr<file> opened;
        auto error = told("open");
        if (!error) {
            error = underneath_->open(path, mode, opened);
        }
        if (!error) {
            out = std::make_unique<told_file>(std::move(opened));
        }
        return error;
    }
    std::error_code rename(const std::string &from, const std::string &to) override {
        const auto error = told("rename");
        return error ? error : underneath_->rename(from, to);
    }
    std::error_code replace(const std::string &from, const std::string &to) override {
        const auto error = told("rename");
        return error ? error : underneath_->replace(from, to);
    }
    std::error_code remove(const std::string &path) override {
        const auto error = told("remove");
        return error ? error : underneath_->remove(path);
    }
    std::error_code identify(const std::string &path, file_identity &identity) override {
        return underneath_->identify(path, identity);
    }
    std::error_code size_of(const std::string &path, std::uint64_t &bytes) override {
        return underneath_->size_of(path, bytes);
    }
    std::error_code copy_attributes(const std::string &from, const std::string &to) override {
        return underneath_->copy_attributes(from, to);
    }
    std::error_code space_at(const std::string &folder, disk_space &space) override {
        return underneath_->space_at(folder, space);
    }
    std::error_code list(const std::string &folder, std::vector<std::string> &names) override {
        return underneath_->list(folder, names);
    }
    std::error_code sync_folder(const std::string &folder) override {
        const auto error = told("sync");
        return error ? error : underneath_->sync_folder(folder);
    }
    std::error_code make_folders(const std::string &folder) override {
        return underneath_->make_folders(folder);
    }
    std::string machine_life() const override { return underneath_->machine_life(); }

private:
    std::unique_ptr<file_system> underneath_;
};

} // namespace

std::unique_ptr<file_system> make_own_file_system(const file_rights &rights) {
    return std::make_unique<told_file_system>(make_underlying_file_system(rights));
}

} // namespace mailslog
