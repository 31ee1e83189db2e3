#include "mailslot/network/lmhosts.h"

#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace mailslog;

namespace {

lmhosts file_of(const std::string &text) {
    std::string reason;
    const auto file = lmhosts::parse(text, &reason);
    INFO(reason);
    REQUIRE(file);
    return *file;
}

std::string reason_for(const std::string &text) {
    std::string reason;
    REQUIRE_FALSE(lmhosts::parse(text, &reason));
    REQUIRE_FALSE(lmhosts::parse(text, nullptr));
    return reason;
}

std::string found(const lmhosts &file, const std::string &name) {
    const auto address = file.find(name);
    return address ? address->str() : "none";
}

void write(const std::string &path, const std::string &text) {
    std::ofstream(path, std::ios::binary) << text;
}

std::string reading(const std::string &path) {
    std::string reason;
    return lmhosts::read(path, &reason) ? "good" : reason;
}

} // namespace

TEST_CASE("each line names a computer", "[lmhosts]") {
    const auto file = file_of("10.0.0.5 HOST\n"
                              "10.0.0.6\tother\t \n"
                              "  10.0.0.7  Third\r\n"
                              "\n"
                              " \t\r\n"
                              "10.0.0.8 last");
    CHECK(found(file, "host") == "10.0.0.5");
    CHECK(found(file, "OTHER") == "10.0.0.6");
    CHECK(found(file, "third") == "10.0.0.7");
    CHECK(found(file, "Last") == "10.0.0.8");
    CHECK(found(file, "nobody") == "none");
    CHECK(found(file, "") == "none");
}

TEST_CASE("the first line with a name counts", "[lmhosts]") {
    CHECK(found(file_of("10.0.0.5 host\n10.0.0.6 HOST\n"), "host") == "10.0.0.5");
}

TEST_CASE("comments and Windows' keywords are passed over", "[lmhosts]") {
    const auto file = file_of("# 10.0.0.1 commented\n"
                              "#INCLUDE \\\\server\\public\\lmhosts\n"
                              "#BEGIN_ALTERNATE\n"
                              "#END_ALTERNATE\n"
                              "10.0.0.5 controller #PRE #DOM:networking # of the group\n"
                              "10.0.0.6 close#PRE\n");
    CHECK(found(file, "commented") == "none");
    CHECK(found(file, "controller") == "10.0.0.5");
    CHECK(found(file, "close") == "10.0.0.6");
}

TEST_CASE("a suffix at the name limits the line to it", "[lmhosts]") {
    const auto file = file_of("10.0.0.1 host#1b\n"
                              "10.0.0.2 host#1C\n"
                              "10.0.0.3 host#20\n"
                              "10.0.0.4 bare#00\n"
                              "10.0.0.5 odd#2\n"
                              "10.0.0.6 long#200\n"
                              "10.0.0.7 apart #1b\n");
    CHECK(found(file, "host") == "10.0.0.3");
    CHECK(found(file, "bare") == "10.0.0.4");
    CHECK(found(file, "odd") == "10.0.0.5"); // comments
    CHECK(found(file, "long") == "10.0.0.6");
    CHECK(found(file, "apart") == "10.0.0.7");
}

TEST_CASE("a line that is wrong is told by its number", "[lmhosts]") {
    CHECK(
        reason_for("10.0.0.5 host\n\n300.1.1.1 other\n") ==
        "line 3: it does not begin with an address; write ip NAME, as in 10.0.0.5 COLLECTOR");
    CHECK(reason_for("host 10.0.0.5").find("line 1: it does not begin") == 0);
    CHECK(reason_for("10.0.0.5").find("line 1: no name follows") == 0);
    CHECK(reason_for("10.0.0.5 \n").find("line 1: no name follows") == 0);
    CHECK(reason_for("10.0.0.5 #host\n").find("line 1: no name follows") == 0);
}

TEST_CASE("a file is read whole", "[lmhosts]") {
    const temporary_folder folder;
    const std::string path = folder.path() + "/lmhosts";
    write(path, "10.0.0.5 host\n10.0.0.6 other\n");
    const auto file = lmhosts::read(path, nullptr);
    REQUIRE(file);
    CHECK(found(*file, "other") == "10.0.0.6");
    write(path, "");
    CHECK(reading(path) == "good");
}

TEST_CASE("a file that can't be read is told by its path", "[lmhosts]") {
    const temporary_folder folder;
    const std::string path = folder.path() + "/lmhosts";
    CHECK(reading(path).find("lmhosts_file: " + path + ": it cannot be read") == 0);
    CHECK(reading(folder.path()).find("lmhosts_file: " + folder.path() + ": ") == 0);
    write(path, "10.0.0.5 host\nhost\n");
    CHECK(reading(path).find("lmhosts_file: " + path + ": line 2: ") == 0);
}

TEST_CASE("a file of more than a megabyte is refused", "[lmhosts]") {
    const temporary_folder folder;
    const std::string path = folder.path() + "/lmhosts";
    const std::string line = "10.0.0.5 host\n";
    for (const std::size_t size : {max_lmhosts_bytes - 1, max_lmhosts_bytes}) {
        write(path, line + std::string(size - line.size(), '\n'));
        CHECK(reading(path) == "good");
    }
    write(path, line + std::string(max_lmhosts_bytes + 1 - line.size(), '\n'));
    CHECK(reading(path).find("larger than 1 MiB") != std::string::npos);
}
