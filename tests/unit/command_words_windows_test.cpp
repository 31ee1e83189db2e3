// What is put together here, Windows takes apart into the same words.
#include "collector/system/command_words_windows.h"

#include <windows.h>

#include <shellapi.h>

#include "mailslot/utf16_windows.h"
#include "tests/support/catch.h"

namespace {

using namespace mailslog;
using words = std::vector<std::string>;

words taken_apart(const std::wstring &line) {
    int count = 0;
    wchar_t **const parts = ::CommandLineToArgvW(line.c_str(), &count);
    words result;
    for (int i = 0; i < count; ++i) {
        result.push_back(narrow(parts[i]));
    }
    ::LocalFree(parts);
    return result;
}

TEST_CASE("words come out of a command line as they went in", "[command_words_windows]") {
    const words tricky{"program", "two words", "a \"quote\"",  "\\",       "ends in \\", "\\\"",
                       "",        "tab\there", "C:\\a b\\c\\", "\\\\x\\y", "\xC3\xBC",   "\"\""};
    const auto line = command_line_of(tricky);
    REQUIRE(line);
    CHECK(taken_apart(*line) == tricky);
}

TEST_CASE("a plain word stays without quotes", "[command_words_windows]") {
    CHECK(narrow(command_line_of({"a.exe", "--b", "C:\\d"}).value()) == "a.exe --b C:\\d");
}

TEST_CASE("a batch file gets no word that cmd.exe would act on", "[command_words_windows]") {
    for (const std::string program : {"deploy.cmd", "C:\\a b\\Deploy.BAT", "deploy.cmd. ."}) {
        for (const std::string word :
             {"R&D", "\"", "%PATH%", "a|b", ">x", "two\nlines", "(", "!"}) {
            CHECK(word_that_a_batch_file_misreads({program, "good", word}) == word);
        }
        CHECK_FALSE(word_that_a_batch_file_misreads({program, "--a", "two words", "", "C:\\x.y"}));
    }
}

TEST_CASE("any other program gets any word", "[command_words_windows]") {
    CHECK_FALSE(word_that_a_batch_file_misreads({"deploy.exe", "R&D"}));
    CHECK_FALSE(word_that_a_batch_file_misreads({"cmd", "/c", "deploy.cmd", "R&D"}));
    CHECK_FALSE(word_that_a_batch_file_misreads({"deploy&.cmd"}));
}

TEST_CASE("what is no UTF-8 makes no command line", "[command_words_windows]") {
    CHECK_FALSE(command_line_of({"a", "\xFF"}));
}

} // namespace
