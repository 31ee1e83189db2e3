#include "collector/files/rotated_packing.h"

#include <fstream>
#include <thread>

#include "collector/files/rotated_files.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace mailslog;

namespace {

const wall_time noon{1795348800000ms}; // 2026-11-22T12:00:00Z

bool exists(const std::string &path) {
    file_identity identity;
    return !real_file_system().identify(path, identity);
}

struct log_folder {
    temporary_folder folder;
    std::string live = folder.path() + "/all.log";
    rotated_packing packing{real_file_system(), [] {}};

    std::string rotated(int number) const { return rotated_path(live, noon + 1s * number); }
    void rotate(int number) {
        std::ofstream{rotated(number)} << "a line\n";
        packing.hand_over({{live, noon + 1s * number}});
    }
    /// As a collector does that is woken for each of its turns.
    bool comes_to_be_packed(int number) {
        const auto deadline = std::chrono::steady_clock::now() + 60s;
        while (!is_packed(number) && std::chrono::steady_clock::now() < deadline) {
            packing.hand_over({});
            std::this_thread::sleep_for(1ms);
        }
        return is_packed(number);
    }
    bool is_packed(int number) const {
        return exists(packed_path(rotated(number))) && !exists(rotated(number));
    }
};

} // namespace

TEST_CASE("what is rotated is packed while packing is switched on", "[rotated_packing]") {
    log_folder log;
    log.packing.switch_to(true);
    log.rotate(0);
    CHECK(log.comes_to_be_packed(0));
    log.packing.switch_to(false);
    log.rotate(1);
    log.packing.hand_over({});
    CHECK_FALSE(log.is_packed(1));
    log.packing.switch_to(true);
    log.rotate(2);
    CHECK(log.comes_to_be_packed(2));
}

TEST_CASE("what was rotated before packing was switched on is packed then", "[rotated_packing]") {
    log_folder log;
    log.rotate(0);
    log.rotate(1);
    CHECK_FALSE(log.is_packed(0));
    log.packing.switch_to(true);
    CHECK(log.comes_to_be_packed(1));
    CHECK(log.comes_to_be_packed(0));
}

TEST_CASE("what no packer packed is not packed after it is switched off", "[rotated_packing]") {
    log_folder log;
    log.rotate(0);
    log.packing.switch_to(true); // and no hand_over()
    log.packing.switch_to(false);
    log.packing.hand_over({});
    CHECK_FALSE(log.is_packed(0));
}
