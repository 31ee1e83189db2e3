#include "collector/configuration/config_file.h"

#include <filesystem>
#include <fstream>

#include "collector/files/file_system.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace mailslog;

struct configured_folder {
    temporary_folder folder;
    std::string path = folder.path() + "/mailslog.toml";
    std::vector<config_item> items;

    void write(const std::string &text) const { std::ofstream{path, std::ios::binary} << text; }
    std::string fault(config_presence presence = config_presence::required) {
        return read_config_file(real_file_system(), path, presence, items).value_or("");
    }
};

auto contains(const std::string &text) {
    return Catch::Matchers::Contains(text);
}

} // namespace

TEST_CASE("a configuration is read from its file", "[config_file]") {
    configured_folder here;
    here.write("slot = 'x'\nkeep-files = 3\n");
    CHECK(here.fault().empty());
    REQUIRE(here.items.size() == 2);
    CHECK(here.items[1].name == "keep-files");
}

TEST_CASE("a file that is not there is a fault only if somebody named it", "[config_file]") {
    configured_folder here;
    CHECK(here.fault(config_presence::optional).empty());
    CHECK_THAT(here.fault(), contains("cannot read the configuration " + here.path));
}

TEST_CASE("a fault in the file is told with file and line", "[config_file]") {
    configured_folder here;
    here.write("a = 1\nb\n");
    CHECK_THAT(here.fault(), Catch::Matchers::StartsWith(here.path + ":2: not TOML: "));
}

TEST_CASE("a folder is no configuration, wherever it stands", "[config_file]") {
    configured_folder here;
    std::filesystem::create_directory(here.path);
    CHECK(here.fault() == here.path + ": is no file");
    CHECK(here.fault(config_presence::optional) == here.path + ": is no file");
}

TEST_CASE("a configuration has at most a mebibyte", "[config_file]") {
    configured_folder here;
    std::string text = "# " + std::string(max_config_bytes - 2, 'x');
    here.write(text);
    CHECK(here.fault().empty());
    here.write(text + "x");
    CHECK(here.fault() == here.path + ": is larger than 1 MiB: it is no configuration");
}
