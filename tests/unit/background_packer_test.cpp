#include "collector/files/background_packer.h"

#include <fstream>

#include "collector/files/rotated_files.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace mailslog;

namespace {

const wall_time noon{1795348800000ms}; // 2026-11-22T12:00:00Z

/// Waits for what another thread brings about.
template <typename Condition>
bool comes_true(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + 60s;
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
    constexpr int count = 20;
    for (int number = 0; number < count; ++number) {
        log.write(number, std::size_t{8} << 20U);
    }
    background_packer packer{real_file_system(), [&] { ++log.calls; }};
    release(packer, {{log.live, noon + 1h}});
    packer.stop();
    REQUIRE(comes_true([&] { return log.calls == 1; })); // its thread has ended
    CHECK(exists(log.rotated(count - 1)));               // not reached
    release(packer, {{log.live, noon}});
    CHECK(comes_true([&] { return exists(packed_path(log.rotated(0))); }));
    CHECK(packer.take_notices().empty());
}

TEST_CASE("an end does not wait for all that is left", "[background_packer]") {
    log_folder log;
    constexpr int count = 20;
    for (int number = 0; number < count; ++number) {
        log.write(number, std::size_t{8} << 20U);
    }
    {
        background_packer packer{real_file_system(), [] {}};
        release(packer, {{log.live, noon + 1h}});
    }
    CHECK(exists(log.rotated(count - 1)));           // not reached
    for (int number = 0; number < count; ++number) { // each whole in one form, and nothing else
        CHECK(exists(log.rotated(number)) != exists(packed_path(log.rotated(number))));
        CHECK_FALSE(exists(packing_path(log.rotated(number))));
    }
}
