#include "collector/rotation_answer.h"

#include "tests/support/catch.h"
#include "tests/support/memory_file_system.h"

using namespace mailslog;

namespace {

constexpr const char *path = "slots/logs.rotation";

rotation_answer answer_of(std::uint64_t number, bool is_done, const std::string &text) {
    return {4711, number, is_done, text};
}

} // namespace

TEST_CASE("an answer is read as it was written", "[rotation_answer]") {
    memory_file_system files;
    CHECK_FALSE(read_answer(files, path));
    for (const auto &written :
         {answer_of(0, true, ""), answer_of(1, true, "logs/a b.log"), answer_of(2, false, "no"),
          answer_of(3, true, "a.log\nb.log")}) {
        REQUIRE_FALSE(write_answer(files, path, written));
        const auto read = read_answer(files, path);
        REQUIRE(read);
        CHECK(read->process_id == written.process_id);
        CHECK(read->number == written.number);
        CHECK(read->is_done == written.is_done);
        CHECK(read->text == written.text);
    }
    CHECK(files.paths() == std::vector<std::string>{path});
}

TEST_CASE("an answer names all files, as far as it has room", "[rotation_answer]") {
    CHECK(listed({"a.log"}) == "a.log");
    CHECK(listed({"a.log", "b.log"}) == "a.log\nb.log");
    const std::vector<std::string> many(1000, std::string(100, 'x'));
    const std::string some = listed(many);
    CHECK(some.size() < 33'000);
    CHECK_THAT(some, Catch::Matchers::EndsWith("x\nand 676 more"));
}

TEST_CASE("what a killed collector left half written is no hindrance", "[rotation_answer]") {
    memory_file_system files;
    files.put(std::string{path} + ".tmp", "4711 1 do");
    REQUIRE_FALSE(write_answer(files, path, answer_of(3, true, "x")));
    CHECK(read_answer(files, path)->number == 3);
}

TEST_CASE("what is no answer is none", "[rotation_answer]") {
    for (const char *text :
         {"", "4711", "4711 1 done", "4711 1 done\nno end", "x 1 done\na\n", "1 1 maybe\na\n",
          "1 -x done\na\n", "4711\n"}) {
        INFO(text);
        CHECK_FALSE(parse_rotation_answer(text));
    }
}
