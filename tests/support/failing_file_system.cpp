#include "tests/support/failing_file_system.h"

#include <algorithm>

namespace mailslog {
namespace {

class failing_file final : public file {
public:
    failing_file(failing_file_system &files, std::string path, std::unique_ptr<file> underneath)
        : files_{files}, path_{std::move(path)}, underneath_{std::move(underneath)} {
        files_.count_open(1);
    }
    ~failing_file() override { files_.count_open(-1); }
    failing_file(const failing_file &) = delete;
    failing_file &operator=(const failing_file &) = delete;

    std::error_code append(std::string_view bytes, std::size_t &written_bytes) override {
        written_bytes = 0;
        const auto failure = files_.record({file_operation::append, path_, {}});
        if (!failure) {
            return underneath_->append(bytes, written_bytes);
        }
        const auto error =
            underneath_->append(bytes.substr(0, failure->append_bytes), written_bytes);
        return error ? error : failure->why;
    }

    std::error_code read_at(
        std::uint64_t offset, char *to, std::size_t size_bytes, std::size_t &read_bytes) override {
        read_bytes = 0;
        const auto failure = files_.record({file_operation::read_at, path_, {}});
        return failure ? failure->why : underneath_->read_at(offset, to, size_bytes, read_bytes);
    }

    std::error_code write_at(std::uint64_t offset, std::string_view bytes) override {
        const auto failure = files_.record({file_operation::write_at, path_, {}});
        return failure ? failure->why : underneath_->write_at(offset, bytes);
    }

    std::error_code size(std::uint64_t &bytes) const override {
        const auto failure = files_.record({file_operation::size, path_, {}});
        return failure ? failure->why : underneath_->size(bytes);
    }

    std::error_code truncate(std::uint64_t bytes) override {
        const auto failure = files_.record({file_operation::truncate, path_, {}});
        return failure ? failure->why : underneath_->truncate(bytes);
    }

    bool is_deleted() const override { return underneath_->is_deleted(); }

    std::error_code sync() override {
        const auto failure = files_.record({file_operation::sync, path_, {}});
        return failure ? failure->why : underneath_->sync();
    }

    std::error_code identity(file_identity &identity) const override {
        const auto failure = files_.record({file_operation::identity, path_, {}});
        return failure ? failure->why : underneath_->identity(identity);
    }

private:
    failing_file_system &files_;
    std::string path_;
    std::unique_ptr<file> underneath_;
};

} // namespace

void failing_file_system::fail(file_operation operation, std::size_t nth, std::errc why) {
    plans_.push_back({operation, nth, false, {std::make_error_code(why), 0}});
}

void failing_file_system::fail_always(file_operation operation, std::errc why) {
    plans_.push_back({operation, 1, true, {std::make_error_code(why), 0}});
}

void failing_file_system::fail_call(std::size_t nth, std::errc why) {
    plans_.push_back({std::nullopt, nth, false, {std::make_error_code(why), 0}});
}

void failing_file_system::fail_from(std::size_t nth, std::errc why, std::size_t append_bytes) {
    plans_.push_back({std::nullopt, nth, true, {std::make_error_code(why), append_bytes}});
}

void failing_file_system::write_short(std::size_t nth, std::size_t bytes, std::errc why) {
    plans_.push_back({file_operation::append, nth, false, {std::make_error_code(why), bytes}});
}

std::size_t failing_file_system::count(file_operation operation) const {
    return static_cast<std::size_t>(
        std::count_if(calls_.begin(), calls_.end(), [&](const file_call &call) {
            return call.operation == operation;
        }));
}

bool failing_file_system::strikes(plan &plan, file_operation operation) {
    if (plan.operation && *plan.operation != operation) {
        return false;
    }
    if (plan.calls_left == 0) {
        return plan.lasting;
    }
    return --plan.calls_left == 0;
}

// Every plan counts the call, also when an earlier one has struck already.
std::optional<failing_file_system::failure> failing_file_system::record(file_call call) {
    std::optional<failure> result;
    for (auto &plan : plans_) {
        const bool first = plan.calls_left != 0;
        if (strikes(plan, call.operation) && !result) {
            result = failure{plan.how.why, first ? plan.how.append_bytes : 0};
        }
    }
    calls_.push_back(std::move(call));
    return result;
}

std::error_code
failing_file_system::open(const std::string &path, open_mode mode, std::unique_ptr<file> &out) {
    if (const auto failure = record({file_operation::open, path, {}})) {
        return failure->why;
    }
    std::unique_ptr<file> opened;
    if (const auto error = underneath_.open(path, mode, opened)) {
        return error;
    }
    out = std::make_unique<failing_file>(*this, path, std::move(opened));
    return {};
}

std::error_code failing_file_system::rename(const std::string &from, const std::string &to) {
    const auto failure = record({file_operation::rename, from, to});
    return failure ? failure->why : underneath_.rename(from, to);
}

std::error_code failing_file_system::replace(const std::string &from, const std::string &to) {
    const auto failure = record({file_operation::replace, from, to});
    return failure ? failure->why : underneath_.replace(from, to);
}

std::error_code failing_file_system::remove(const std::string &path) {
    const auto failure = record({file_operation::remove, path, {}});
    return failure ? failure->why : underneath_.remove(path);
}

std::error_code failing_file_system::identify(const std::string &path, file_identity &identity) {
    const auto failure = record({file_operation::identify, path, {}});
    return failure ? failure->why : underneath_.identify(path, identity);
}

std::error_code failing_file_system::size_of(const std::string &path, std::uint64_t &bytes) {
    const auto failure = record({file_operation::size_of, path, {}});
    return failure ? failure->why : underneath_.size_of(path, bytes);
}

std::error_code
failing_file_system::copy_attributes(const std::string &from, const std::string &to) {
    const auto failure = record({file_operation::copy_attributes, from, to});
    return failure ? failure->why : underneath_.copy_attributes(from, to);
}

std::error_code failing_file_system::space_at(const std::string &folder, disk_space &space) {
    const auto failure = record({file_operation::space_at, folder, {}});
    return failure ? failure->why : underneath_.space_at(folder, space);
}

std::error_code
failing_file_system::list(const std::string &folder, std::vector<std::string> &names) {
    const auto failure = record({file_operation::list, folder, {}});
    return failure ? failure->why : underneath_.list(folder, names);
}

std::error_code failing_file_system::sync_folder(const std::string &folder) {
    const auto failure = record({file_operation::sync_folder, folder, {}});
    return failure ? failure->why : underneath_.sync_folder(folder);
}

std::error_code failing_file_system::make_folders(const std::string &folder) {
    const auto failure = record({file_operation::make_folders, folder, {}});
    return failure ? failure->why : underneath_.make_folders(folder);
}

} // namespace mailslog
