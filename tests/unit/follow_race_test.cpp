// A writer that rotates all the time, and a reader that follows it, on the system's own files.
#include <atomic>
#include <chrono>
#include <thread>

#include "collector/files/rotating_file.h"
#include "collector/tail/line_follower.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace mailslog;

namespace {

/// 149 rotations; Wine lists a folder of hundreds of files only a few times a second.
constexpr int line_count = 1500;
constexpr std::uint64_t ten_lines = 110;
constexpr std::chrono::seconds patience{120};

std::string line_of(int number) {
    const std::string digits = std::to_string(number);
    return "line " + std::string(5 - digits.size(), '0') + digits + "\n";
}

class race {
public:
    race() {
        rotation_settings settings;
        settings.max_bytes = ten_lines;
        writer_.emplace(real_file_system(), path(), settings);
        REQUIRE_FALSE(writer_->open(now_));
    }

    std::string path() const { return folder_.path() + "/all.log"; }

    /// Writes every line; on a thread of its own, so it only counts what went wrong.
    void write_all() {
        for (int number = 0; number < line_count; ++number) {
            const std::string line = line_of(number);
            if (writer_->rotation_is_due(line.size(), now_)) {
                failures_ += writer_->rotate(writer_->next_rotated_path(now_), now_) ? 1 : 0;
            }
            failures_ += writer_->append(line) ? 1 : 0;
        }
    }

    /// Follows until the last line has come; returns all that came.
    std::string follow_all() {
        line_follower follower{real_file_system(), path()};
        REQUIRE_FALSE(follower.open(SIZE_MAX));
        std::thread writing{[this] { write_all(); }};
        const auto deadline = std::chrono::steady_clock::now() + patience;
        const std::string last = line_of(line_count - 1);
        std::string all;
        std::error_code error;
        while (!error && std::chrono::steady_clock::now() < deadline &&
               (all.size() < last.size() ||
                all.compare(all.size() - last.size(), last.size(), last) != 0)) {
            error = follower.next(all);
        }
        writing.join();
        INFO(error.message());
        CHECK_FALSE(error);
        return all;
    }

    int failures() const { return failures_; }

    std::size_t rotated_files() const {
        std::vector<std::string> paths;
        REQUIRE_FALSE(list_rotated(real_file_system(), path(), paths));
        return paths.size();
    }

private:
    temporary_folder folder_;
    wall_time now_ = std::chrono::system_clock::now();
    std::optional<rotating_file> writer_;
    std::atomic<int> failures_{0};
};

} // namespace

TEST_CASE(
    "each line is seen once and in order over more than a hundred rotations", "[follow_race]") {
    race race;
    const std::string seen = race.follow_all();
    std::string written;
    for (int number = 0; number < line_count; ++number) {
        written += line_of(number);
    }
    CHECK(race.failures() == 0);
    CHECK(race.rotated_files() == line_count / 10 - 1);
    CHECK(seen == written);
}
