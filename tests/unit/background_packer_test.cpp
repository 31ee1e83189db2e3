#include "collector/files/background_packer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "collector/files/rotated_files.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace mailslog;

namespace {

const wall_time noon{1795348800000ms}; // 2026-11-22T12:00:00Z

constexpr std::chrono::seconds patience{300};

/// Waits for what another thread brings about.
template <typename Condition>
bool comes_true(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

bool exists(const std::string &path) {
    file_identity identity;
    return !real_file_system().identify(path, identity);
}

struct log_folder {
    temporary_folder folder;
    std::string live = folder.path() + "/all.log";
    std::atomic<int> calls{0};

    std::string rotated(int number) const { return rotated_path(live, noon + 1s * number); }
    void write(int number, std::size_t bytes) const {
        std::ofstream{rotated(number)} << std::string(bytes, 'x');
    }
};

/// Can be read for longer than any test waits.
class endless_file final : public file {
public:
    explicit endless_file(std::atomic<bool> &is_read) : is_read_{is_read} {}

    std::error_code read_at(
        std::uint64_t /*offset*/, char *to, std::size_t size_bytes,
        std::size_t &read_bytes) override {
        is_read_ = true;
        read_bytes = std::chrono::steady_clock::now() < end_ ? size_bytes : 0;
        std::fill_n(to, read_bytes, 'x');
        return {};
    }
    std::error_code append(std::string_view, std::size_t &) override { return unexpected(); }
    std::error_code write_at(std::uint64_t, std::string_view) override { return unexpected(); }
    std::error_code size(std::uint64_t &) const override { return unexpected(); }
    std::error_code truncate(std::uint64_t) override { return unexpected(); }
    std::error_code sync() override { return unexpected(); }
    std::error_code identity(file_identity &) const override { return unexpected(); }
    bool is_deleted() const override { return false; }

private:
    static std::error_code unexpected() {
        return std::make_error_code(std::errc::function_not_supported);
    }

    std::atomic<bool> &is_read_;
    const std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + patience;
};

/// The real one, but one of its files has no end.
class endless_file_system final : public failing_file_system {
public:
    explicit endless_file_system(std::string path)
        : failing_file_system{real_file_system()}, path_{std::move(path)} {}

    std::error_code
    open(const std::string &path, open_mode mode, std::unique_ptr<file> &out) override {
        if (is_endless && path == path_ && mode == open_mode::read) {
            out = std::make_unique<endless_file>(is_read);
            return {};
        }
        return failing_file_system::open(path, mode, out);
    }

    std::atomic<bool> is_endless{true};
    std::atomic<bool> is_read{false}; // the one without end

private:
    const std::string path_;
};

/// It is to be asked again while the packer's thread has the lock.
void release(background_packer &packer, const std::vector<closed_log> &closed) {
    REQUIRE(comes_true([&] { return !packer.release(closed); }));
}

} // namespace

TEST_CASE("released files are packed beside the caller's work", "[background_packer]") {
    log_folder log;
    log.write(0, 1000);
    log.write(1, 1000);
    background_packer packer{real_file_system(), [] {}};
    release(packer, {{log.live, noon}});
    CHECK(comes_true([&] { return !exists(log.rotated(0)); }));
    CHECK(exists(packed_path(log.rotated(0))));
    CHECK(exists(log.rotated(1)));
    release(packer, {{log.live, noon + 1s}});
    CHECK(comes_true([&] { return !exists(log.rotated(1)); }));
    CHECK(packer.take_notices().empty());
}

TEST_CASE("what can't be packed is told once, and the caller is woken", "[background_packer]") {
    log_folder log;
    log.write(0, 1000);
    std::ofstream{packed_path(log.rotated(0))} << "somebody else's";
    background_packer packer{real_file_system(), [&] { ++log.calls; }};
    release(packer, {{log.live, noon}});
    REQUIRE(comes_true([&] { return log.calls == 1; }));
    const auto notices = packer.take_notices();
    REQUIRE(notices.size() == 1);
    CHECK(notices[0].find("compress") != std::string::npos);
    CHECK(notices[0].find(log.rotated(0)) != std::string::npos);
    log.write(1, 1000);
    release(packer, {{log.live, noon + 1s}}); // a second look at both
    CHECK(comes_true([&] { return !exists(log.rotated(1)); }));
    CHECK(packer.take_notices().empty());
}

TEST_CASE("one that was stopped goes on with the next release", "[background_packer]") {
    log_folder log;
    for (int number = 0; number < 3; ++number) {
        log.write(number, 1000);
    }
    endless_file_system files{log.rotated(1)};
    background_packer packer{files, [&] { ++log.calls; }};
    release(packer, {{log.live, noon + 1h}});
    REQUIRE(comes_true([&] { return files.is_read.load(); }));
    packer.stop();
    REQUIRE(comes_true([&] { return log.calls == 1; })); // its thread has ended
    CHECK(exists(packed_path(log.rotated(0))));
    CHECK(exists(log.rotated(1)));
    CHECK(exists(log.rotated(2))); // not reached
    files.is_endless = false;
    release(packer, {{log.live, noon + 1s}});
    CHECK(comes_true([&] { return exists(packed_path(log.rotated(1))); }));
    CHECK(packer.take_notices().empty());
}

TEST_CASE("an end does not wait for all that is left", "[background_packer]") {
    log_folder log;
    constexpr int count = 3;
    for (int number = 0; number < count; ++number) {
        log.write(number, 1000);
    }
    endless_file_system files{log.rotated(1)};
    {
        background_packer packer{files, [] {}};
        release(packer, {{log.live, noon + 1h}});
        REQUIRE(comes_true([&] { return files.is_read.load(); }));
    }
    CHECK(exists(log.rotated(1)));
    CHECK(exists(log.rotated(2)));                   // not reached
    for (int number = 0; number < count; ++number) { // each whole in one form, and nothing else
        CHECK(exists(log.rotated(number)) != exists(packed_path(log.rotated(number))));
        CHECK_FALSE(exists(packing_path(log.rotated(number))));
    }
}
