#include "collector/files/packing.h"

#include <random>

#include "collector/files/rotated_files.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/gunzip.h"
#include "tests/support/memory_file_system.h"

using namespace std::chrono_literals;
using namespace mailslog;

namespace {

using path_list = std::vector<std::string>;

const wall_time noon{1795348800000ms}; // 2026-11-22T12:00:00Z
constexpr const char *live = "logs/all.log";

std::string rotated(std::chrono::seconds after_noon) {
    return rotated_path(live, noon + after_noon);
}

std::string packed(std::chrono::seconds after_noon) {
    return packed_path(rotated(after_noon));
}

std::string noise(std::size_t bytes) {
    std::minstd_rand random{7};
    std::string text(bytes, ' ');
    for (char &byte : text) {
        byte = static_cast<char>(random());
    }
    return text;
}

struct log_folder {
    memory_file_system disk;
    failing_file_system files{disk};
    std::atomic<bool> stop{false};

    std::error_code pack(std::chrono::seconds after_noon) {
        return pack_file(files, rotated(after_noon), stop);
    }
    packing_failure pack_through(std::chrono::seconds after_noon) {
        return pack_rotated_files(files, live, noon + after_noon, stop);
    }
};

} // namespace

TEST_CASE("a packed file holds what the plain one did, and has its time", "[packing]") {
    constexpr std::size_t block = 131072;
    const std::size_t bytes = GENERATE_COPY(
        std::size_t{0}, std::size_t{1}, block - 1, block, block + 1, 2 * block, 5 * block + 77);
    log_folder folder;
    folder.disk.put(rotated(0s), noise(bytes));
    const auto changed_at = folder.disk.changed_at(rotated(0s));
    REQUIRE_FALSE(folder.pack(0s));
    CHECK(folder.disk.paths() == path_list{packed(0s)});
    CHECK(gunzipped(folder.disk.content(packed(0s))) == noise(bytes));
    CHECK(folder.disk.changed_at(packed(0s)) == changed_at);
}

TEST_CASE("lines become much smaller", "[packing]") {
    log_folder folder;
    std::string lines;
    for (int i = 0; i < 10000; ++i) {
        lines += "[2026-11-22 14:22:01.123456] [info] [shop:4711] line " + std::to_string(i) + "\n";
    }
    folder.disk.put(rotated(0s), lines);
    REQUIRE_FALSE(folder.pack(0s));
    CHECK(folder.disk.content(packed(0s)).size() < lines.size() / 5);
    CHECK(gunzipped(folder.disk.content(packed(0s))) == lines);
}

TEST_CASE("the disk has the packed file before the plain one goes", "[packing]") {
    log_folder folder;
    folder.disk.put(rotated(0s), "lines\n");
    REQUIRE_FALSE(folder.pack(0s));
    std::vector<file_operation> order;
    for (const file_call &call : folder.files.calls()) {
        if (call.operation == file_operation::sync || call.operation == file_operation::rename ||
            call.operation == file_operation::sync_folder ||
            (call.operation == file_operation::remove && call.path == rotated(0s))) {
            order.push_back(call.operation);
        }
    }
    CHECK(
        order == std::vector<file_operation>{
                     file_operation::sync, file_operation::sync, file_operation::rename,
                     file_operation::sync_folder, file_operation::remove});
    folder.disk.lose_power();
    CHECK(gunzipped(folder.disk.content(packed(0s))) == "lines\n");
}

TEST_CASE("where the machine dies before the plain one goes, that is whole", "[packing]") {
    log_folder folder;
    folder.disk.put(rotated(0s), "");
    folder.disk.set_content(rotated(0s), "lines\n");
    folder.files.fail_always(file_operation::remove, std::errc::io_error);
    CHECK(folder.pack(0s));
    folder.disk.lose_power();
    CHECK(folder.disk.content(rotated(0s)) == "lines\n");
    CHECK(gunzipped(folder.disk.content(packed(0s))) == "lines\n");
}

TEST_CASE("whatever fails, one form of the file is whole, and the next try is good", "[packing]") {
    log_folder unharmed;
    unharmed.disk.put(rotated(0s), noise(300000));
    REQUIRE_FALSE(unharmed.pack(0s));
    for (std::size_t call = 1; call <= unharmed.files.calls().size(); ++call) {
        INFO("call " << call);
        log_folder folder;
        folder.disk.put(rotated(0s), noise(300000));
        folder.files.fail_call(call, std::errc::no_space_on_device);
        if (folder.pack(0s)) {
            CHECK(folder.disk.paths() == path_list{rotated(0s)});
            CHECK(folder.disk.content(rotated(0s)) == noise(300000));
            CHECK_FALSE(folder.pack(0s));
        }
        CHECK(folder.disk.paths() == path_list{packed(0s)});
        CHECK(gunzipped(folder.disk.content(packed(0s))) == noise(300000));
    }
}

TEST_CASE("a file that was deleted while it was packed does not come back", "[packing]") {
    log_folder folder;
    folder.disk.put(rotated(0s), "lines\n");
    folder.files.fail(file_operation::remove, 2, std::errc::no_such_file_or_directory);
    CHECK_FALSE(folder.pack(0s));
    CHECK_FALSE(folder.disk.exists(packed(0s)));
}

TEST_CASE("a packed file that is not ours is not replaced", "[packing]") {
    log_folder folder;
    folder.disk.put(rotated(0s), "lines\n");
    folder.disk.put(packed(0s), "being packed by somebody else");
    CHECK(folder.pack(0s) == std::errc::file_exists);
    CHECK(folder.disk.paths() == path_list{rotated(0s), packed(0s)});
    CHECK(folder.disk.content(packed(0s)) == "being packed by somebody else");
}

TEST_CASE("a file that is gone is no failure", "[packing]") {
    log_folder folder;
    CHECK_FALSE(folder.pack(0s));
    CHECK(folder.disk.paths().empty());
}

TEST_CASE("told to stop, packing leaves the file as it was", "[packing]") {
    log_folder folder;
    folder.disk.put(rotated(0s), noise(300000));
    folder.stop = true;
    CHECK(folder.pack(0s) == std::errc::operation_canceled);
    CHECK(folder.disk.paths() == path_list{rotated(0s)});
}

TEST_CASE("files are packed up to the stamp that is released", "[packing]") {
    log_folder folder;
    for (const auto age : {0s, 1s, 2s}) {
        folder.disk.put(rotated(age), "lines\n");
    }
    folder.disk.put(live, "lines\n");
    CHECK_FALSE(folder.pack_through(1s).why);
    CHECK(folder.disk.paths() == path_list{packed(0s), packed(1s), rotated(2s), live});
}

TEST_CASE("a file that can't be packed keeps back no other, a full disk all", "[packing]") {
    log_folder folder;
    folder.disk.put(rotated(0s), "lines\n");
    folder.disk.put(rotated(1s), "lines\n");
    SECTION("one can't be read") {
        folder.files.fail(file_operation::open, 1, std::errc::permission_denied);
        CHECK(folder.pack_through(9s).path == rotated(0s));
        CHECK(folder.disk.paths() == path_list{rotated(0s), packed(1s)});
    }
    SECTION("no space is left") {
        folder.files.fail(file_operation::append, 1, std::errc::no_space_on_device);
        CHECK(folder.pack_through(9s).why == std::errc::no_space_on_device);
        CHECK(folder.disk.paths() == path_list{rotated(0s), rotated(1s)});
    }
}
