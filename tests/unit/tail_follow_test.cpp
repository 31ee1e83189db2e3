// `mailslog tail --follow` of a folder, on the system's own files, while they are renamed.
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "collector/tail/tail_output.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace mailslog;

namespace {

/// Long enough for logs to be looked for twice.
constexpr int moments_for_a_search = 25;

/// Between its looks at the folder the scenes are played, one at each; it ends after the last one.
class followed_folder {
public:
    void write(const std::string &name, const std::string &text) {
        std::unique_ptr<file> file;
        REQUIRE_FALSE(files_.open(path(name), open_mode::append, file));
        std::size_t written_bytes = 0;
        REQUIRE_FALSE(file->append(text, written_bytes));
    }

    void rename(const std::string &from, const std::string &to) {
        REQUIRE_FALSE(files_.rename(path(from), path(to)));
    }

    void then(std::function<void()> scene) { scenes_.push_back(std::move(scene)); }

    void then_it_looks_for_logs() {
        scenes_.insert(scenes_.end(), moments_for_a_search, [] {});
    }

    /// What is shown of it.
    std::string follow() {
        tail_settings settings;
        settings.paths = {folder_.path()};
        settings.lines.reset();
        settings.follow = true;
        std::string shown;
        std::size_t played = 0;
        tail_output output;
        output.write = [&](std::string_view lines) {
            shown += lines;
            return std::error_code{};
        };
        output.say = [](std::string_view /*message*/) {};
        output.now = [this] { return std::chrono::steady_clock::time_point{now_}; };
        output.stopped_within = [&](std::chrono::milliseconds time) {
            now_ += time;
            if (time == time.zero()) {
                return false;
            }
            const bool is_over = played == scenes_.size();
            if (!is_over) {
                scenes_[played++]();
            }
            return is_over;
        };
        CHECK(tail_to(output, files_, settings) == 0);
        return shown;
    }

private:
    std::string path(const std::string &name) const { return folder_.path() + "/" + name; }

    temporary_folder folder_;
    file_system &files_ = real_file_system();
    std::vector<std::function<void()>> scenes_;
    std::chrono::milliseconds now_{0};
};

} // namespace

TEST_CASE("a followed log that gets another name is not shown again", "[tail_follow]") {
    followed_folder folder;
    folder.write("all.log", "1\n");
    folder.then([&] {
        folder.write("all.log", "2\n");
        folder.rename("all.log", "all-20261122.log");
        folder.write("all.log", "3\n");
    });
    folder.then_it_looks_for_logs();
    folder.then([&] { folder.write("all.log", "4\n"); });
    folder.then([] {});
    CHECK(folder.follow() == "1\n2\n3\n4\n");
}

TEST_CASE("what its writer still writes to a renamed log is shown once", "[tail_follow]") {
    followed_folder folder;
    folder.write("all.log", "1\n");
    folder.then([&] { folder.rename("all.log", "all-20261122.log"); });
    folder.then_it_looks_for_logs();
    folder.then([&] { folder.write("all-20261122.log", "2\n"); });
    folder.then_it_looks_for_logs();
    folder.then([&] { folder.write("all.log", "3\n"); });
    folder.then([&] { folder.write("all-20261122.log", "4\n"); });
    folder.then_it_looks_for_logs();
    folder.then([&] { folder.write("all-20261122.log", "5\n"); });
    folder.then([] {});
    CHECK(folder.follow() == "1\n2\n3\n4\n5\n");
}

TEST_CASE("a followed log that is rotated under another name is not shown again", "[tail_follow]") {
    followed_folder folder;
    folder.write("all.log", "1\n");
    folder.then([&] { folder.rename("all.log", "b.log"); });
    folder.then_it_looks_for_logs();
    folder.then([&] {
        folder.rename("b.log", "b-20261122T142201.123Z.log");
        folder.write("b.log", "2\n");
    });
    folder.then_it_looks_for_logs();
    folder.then([&] {
        folder.rename("b.log", "b-20261122T142202.123Z.log");
        folder.write("b.log", "3\n");
    });
    folder.then_it_looks_for_logs();
    folder.then([&] { folder.write("all.log", "4\n"); });
    folder.then_it_looks_for_logs();
    CHECK(folder.follow() == "1\n2\n3\n4\n");
}

TEST_CASE("logs that take each other's names are shown once", "[tail_follow]") {
    followed_folder folder;
    folder.write("all.log", "1\n");
    for (int day = 2; day < 6; ++day) {
        folder.then([&, day] {
            for (int oldest = day - 2; oldest > 0; --oldest) {
                folder.rename(
                    "all." + std::to_string(oldest) + ".log",
                    "all." + std::to_string(oldest + 1) + ".log");
            }
            folder.rename("all.log", "all.1.log");
            folder.write("all.log", std::to_string(day) + "\n");
        });
        folder.then_it_looks_for_logs();
    }
    CHECK(folder.follow() == "1\n2\n3\n4\n5\n");
}

TEST_CASE("a log that comes into a followed folder is shown whole", "[tail_follow]") {
    followed_folder folder;
    folder.write("one.log", "1\n");
    folder.then([&] { folder.write("two.log", "2\n"); });
    folder.then_it_looks_for_logs();
    CHECK(folder.follow() == "1\n2\n");
}

TEST_CASE("a log is found that comes while another one is busy", "[tail_follow]") {
    followed_folder folder;
    folder.write("busy.log", "0\n");
    folder.then([&] { folder.write("new.log", "new\n"); });
    for (int moment = 1; moment < moments_for_a_search; ++moment) {
        folder.then([&, moment] { folder.write("busy.log", std::to_string(moment) + "\n"); });
    }
    CHECK_THAT(folder.follow(), Catch::Matchers::Contains("\nnew\n"));
}
