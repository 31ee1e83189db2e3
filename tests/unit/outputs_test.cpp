#include "collector/outputs/outputs.h"

#include "mailslot/unix_time.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

namespace {

using namespace mailslog;
using lines = std::vector<std::string>;

constexpr std::uint64_t stream = 7;

output_settings to(const std::string &file) {
    output_settings output;
    output.file = file;
    output.pattern = "%v";
    output.place = "a.toml:" + file;
    return output;
}

/// Two outputs, all.log and errors.log, which takes errors.
struct two_outputs {
    memory_file_system disk;
    failing_file_system files{disk};
    collect_settings settings;
    std::unique_ptr<mailslog::outputs> outputs;
    wall_time now = std::chrono::system_clock::now();
    lines said;

    explicit two_outputs(std::size_t memory_bytes = 1000) {
        settings.is_output = false;
        settings.memory_bytes = memory_bytes;
        settings.outputs = {to("all.log"), to("errors.log")};
        settings.outputs[1].wanted.least_level = level::err;
        restart();
    }

    void restart() {
        outputs.reset();
        outputs = std::make_unique<mailslog::outputs>(files, settings, [] {});
        REQUIRE_FALSE(outputs->open(now));
    }

    std::error_code
    deliver(std::uint64_t sequence, level level = level::info, bool is_read_again = false) {
        const std::string text = "line " + std::to_string(sequence);
        incoming message;
        message.sender = {stream, sequence, 4711, "shop"};
        message.record.time_ns = unix_time_ns(now);
        message.record.level = level;
        message.record.line = text;
        message.record.full_line_bytes = text.size();
        message.is_read_again = is_read_again;
        message.how = arrival::lane;
        return outputs->deliver(message, now);
    }
    bool flush() {
        return outputs->flush(now, [this](const std::string &text, bool) { said.push_back(text); });
    }
    const ledger_totals &totals(std::size_t output) const {
        return outputs->accounts().all()[output]->totals();
    }
};

} // namespace

TEST_CASE("each output has the lines that it takes", "[outputs]") {
    two_outputs two;
    REQUIRE_FALSE(two.deliver(1));
    REQUIRE_FALSE(two.deliver(2, level::err));
    REQUIRE_FALSE(two.deliver(3));
    CHECK(two.flush());
    CHECK(two.disk.content("all.log") == "line 1\nline 2\nline 3\n");
    CHECK(two.disk.content("errors.log") == "line 2\n");
    CHECK(two.totals(1).received == 3);
    CHECK(two.totals(1).written == 1);
    CHECK(two.outputs->accounts().known_by_all(stream) == 3);
}

TEST_CASE("a gap is told in each output, whatever shows it", "[outputs]") {
    two_outputs two;
    REQUIRE_FALSE(two.deliver(3));
    CHECK(two.flush());
    CHECK(two.disk.content("all.log") == "lost 2 records from shop[4711]\nline 3\n");
    CHECK(two.disk.content("errors.log") == "lost 2 records from shop[4711]\n");
}

TEST_CASE("what is turned away stays accounted for over a kill", "[outputs]") {
    two_outputs two;
    REQUIRE_FALSE(two.deliver(1));
    CHECK(two.flush());
    two.restart();
    REQUIRE_FALSE(two.deliver(2));
    CHECK(two.flush());
    CHECK(two.totals(1).lost == 0);
    CHECK(two.disk.content("errors.log").empty());
}

TEST_CASE("a message goes on where an output had no room for it", "[outputs]") {
    two_outputs two{0};
    two.settings.outputs[1].wanted.least_level.reset();
    two.restart();
    REQUIRE_FALSE(two.deliver(1));
    two.files.fail(file_operation::append, 4, std::errc::no_space_on_device);
    CHECK_FALSE(two.flush()); // of the second the ledger could be written, the log not
    REQUIRE(
        two.said == lines{
                        "cannot write the log errors.log: " +
                        std::make_error_code(std::errc::no_space_on_device).message() +
                        "; lines wait, trying again"});
    REQUIRE(two.deliver(2));
    CHECK(two.flush());
    CHECK(two.said.back() == "writing the log errors.log again");
    REQUIRE_FALSE(two.deliver(2));
    REQUIRE_FALSE(two.deliver(3));
    CHECK(two.flush());
    for (const char *file : {"all.log", "errors.log"}) {
        CHECK(two.disk.content(file) == "line 1\nline 2\nline 3\n");
    }
    CHECK(two.totals(0).duplicates == 0);
}

TEST_CASE("what is read again goes to those outputs alone that have not got it", "[outputs]") {
    two_outputs two;
    two.settings.outputs[1].wanted.least_level.reset();
    two.restart();
    two.files.fail(file_operation::append, 4, std::errc::no_space_on_device);
    REQUIRE_FALSE(two.deliver(1));
    CHECK_FALSE(two.flush());
    two.files.heal();
    two.restart(); // the first has written it, the second has not
    CHECK(two.outputs->accounts().known_by_all(stream) == 0);
    CHECK(two.outputs->accounts().known_by_any(stream) == 1);
    REQUIRE_FALSE(two.deliver(1, level::info, true));
    CHECK(two.flush());
    CHECK(two.disk.content("all.log") == "line 1\n");
    CHECK(two.disk.content("errors.log") == "line 1\n");
    CHECK(two.totals(0).duplicates == 0);
}

TEST_CASE("an output that is new begins where the others stand", "[outputs]") {
    two_outputs two;
    REQUIRE_FALSE(two.deliver(1));
    CHECK(two.flush());
    two.settings.outputs.push_back(to("new.log"));
    two.restart();
    REQUIRE_FALSE(two.deliver(2));
    CHECK(two.flush());
    CHECK(two.disk.content("new.log") == "line 2\n");
    CHECK(two.totals(2).lost == 0);
}

TEST_CASE("an output begins there, too, when its first start came to nothing", "[outputs]") {
    two_outputs two;
    REQUIRE_FALSE(two.deliver(500));
    CHECK(two.flush());
    SECTION("since another one could not be opened") {
        two.settings.outputs.insert(two.settings.outputs.begin(), to("new.log"));
        two.settings.outputs.push_back(to("locked.log"));
        two.files.fail(file_operation::replace, 4, std::errc::permission_denied);
        two.outputs = std::make_unique<mailslog::outputs>(two.files, two.settings, [] {});
        REQUIRE(two.outputs->open(two.now));
        two.files.heal();
        two.settings.outputs.pop_back();
    }
    SECTION("since it was killed") {
        two.settings.outputs.insert(two.settings.outputs.begin(), to("new.log"));
        two.restart();
    }
    two.restart();
    REQUIRE_FALSE(two.deliver(501));
    CHECK(two.flush());
    CHECK(two.disk.content("new.log") == "line 501\n");
    CHECK(two.totals(0).lost == 0);
}

TEST_CASE("what an output that is killed at once has not written is no other's", "[outputs]") {
    two_outputs two;
    two.settings.outputs[1].wanted.least_level.reset();
    two.settings.outputs.push_back(to("new.log"));
    two.restart();
    REQUIRE_FALSE(two.deliver(1));
    two.files.fail(file_operation::append, 6, std::errc::no_space_on_device);
    CHECK_FALSE(two.flush());
    two.files.heal();
    two.restart();
    REQUIRE_FALSE(two.deliver(1, level::info, true));
    CHECK(two.flush());
    CHECK(two.disk.content("new.log") == "line 1\n");
}

TEST_CASE("a reload changes which lines an output takes", "[outputs]") {
    two_outputs two;
    two.settings.outputs[1].wanted.least_level.reset();
    two.outputs->change(two.settings.outputs[1], {"level"}, two.now);
    REQUIRE_FALSE(two.deliver(1));
    CHECK(two.flush());
    CHECK(two.disk.content("errors.log") == "line 1\n");
}

TEST_CASE("all outputs are rotated at once", "[outputs]") {
    two_outputs two;
    REQUIRE_FALSE(two.deliver(1, level::err));
    lines rotated_to;
    CHECK(two.outputs->rotate_now(two.now, rotated_to).empty());
    CHECK(rotated_to.size() == 2);
    CHECK(two.disk.content("all.log").empty());
    CHECK(two.outputs->status().size() == 2);
    CHECK(two.outputs->status()[1].rotations == 1);
}

TEST_CASE("while a message waits for room what is too old is deleted for it", "[outputs]") {
    two_outputs two{0};
    two.settings.outputs[0].rotation.keep.age = std::chrono::hours{1};
    const std::string old = rotated_path("all.log", two.now);
    two.disk.put(old, "old");
    two.restart();
    REQUIRE_FALSE(two.deliver(1, level::err));
    two.files.fail_always(file_operation::append, std::errc::no_space_on_device);
    CHECK_FALSE(two.flush());
    REQUIRE(two.deliver(2, level::err));
    two.now += std::chrono::hours{1};
    REQUIRE(two.disk.exists(old));
    two.outputs->delete_overdue(two.now);
    CHECK_FALSE(two.disk.exists(old));
    two.files.heal();
    CHECK(two.flush());
    REQUIRE_FALSE(two.deliver(2, level::err));
    CHECK(two.flush());
    CHECK(two.disk.content("all.log") == "line 1\nline 2\n");
    CHECK(two.disk.content("errors.log") == "line 1\nline 2\n");
}

TEST_CASE("a reload that changes no rotation looks at no rotated file", "[outputs]") {
    two_outputs two;
    two.files.forget_calls();
    for (const output_settings &output : two.settings.outputs) {
        two.outputs->change(output, {"level"}, two.now);
    }
    CHECK(two.files.count(file_operation::list) == 0);
    const char *const name =
        GENERATE("rotate-size", "rotate-every", "keep-files", "keep-size", "keep-age", "keep-free");
    two.outputs->change(two.settings.outputs[0], {name}, two.now);
    CHECK(two.files.count(file_operation::list) == 1);
}
