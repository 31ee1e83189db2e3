#include "collector/configuration/near_name.h"

#include "tests/support/catch.h"

using mailslog::nearest_name;

namespace {

const std::vector<std::string> names{"file", "format", "rotate-size", "rotate-every", "keep-files"};

} // namespace

TEST_CASE("a slip of the pen is known for what was meant", "[near_name]") {
    CHECK(nearest_name("frmat", names) == "format");
    CHECK(nearest_name("formatt", names) == "format");
    CHECK(nearest_name("fornat", names) == "format");
    CHECK(nearest_name("rotate_size", names) == "rotate-size");
    CHECK(nearest_name("rotate-evry", names) == "rotate-every");
    CHECK(nearest_name("keepfile", names) == "keep-files");
    CHECK(nearest_name("File", names) == "file");
}

TEST_CASE("what is like no name is not guessed at", "[near_name]") {
    CHECK(nearest_name("colour", names).empty());
    CHECK(nearest_name("", names).empty());
    CHECK(nearest_name("x", names).empty());
    CHECK(nearest_name(std::string(100'000, 'x'), names).empty());
    CHECK(nearest_name("file", {}).empty());
}
