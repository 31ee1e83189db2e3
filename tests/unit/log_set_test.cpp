#include "collector/tail/log_set.h"

#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace mailslog;

namespace {

class log_folder {
public:
    log_folder() {
        for (const char *name :
             {"all.log", "all-20261122T142201.123Z.log", "all-20261122T152201.123Z.log.gz",
              "all.log.ledger", "notes.txt", "gone-20261122T142201.123Z.log.gz",
              "apps/shop/orders.log", "apps/shop/stock.log", "apps/till/orders.log",
              "apps/till/orders-20261122T142201.123Z.log", "apps/till/deep/orders.log"}) {
            const auto path = std::filesystem::path{folder_.path()} / name;
            std::filesystem::create_directories(path.parent_path());
            std::ofstream{path} << "text\n";
        }
    }

    std::vector<std::string> logs(const std::string &path) const {
        std::vector<std::string> found;
        REQUIRE_FALSE(list_logs(root() + path, found));
        for (std::string &log : found) {
            REQUIRE(log.rfind(root(), 0) == 0);
            log.erase(0, root().size());
        }
        return found;
    }

private:
    std::string root() const {
        return std::filesystem::path{folder_.path()}.generic_u8string() + "/";
    }

    temporary_folder folder_;
};

using names = std::vector<std::string>;

} // namespace

TEST_CASE("a file is itself, be it there or not", "[log_set]") {
    const log_folder folder;
    CHECK(folder.logs("all.log") == names{"all.log"});
    CHECK(folder.logs("later.log") == names{"later.log"});
}

TEST_CASE("a folder is all logs in it, each once", "[log_set]") {
    const log_folder folder;
    CHECK(
        folder.logs("") == names{
                               "all.log", "apps/shop/orders.log", "apps/shop/stock.log",
                               "apps/till/deep/orders.log", "apps/till/orders.log", "gone.log"});
}

TEST_CASE("a pattern's names stand for any, but for no folder more", "[log_set]") {
    const log_folder folder;
    CHECK(
        folder.logs("apps/{process}/{logger}.log") ==
        names{"apps/shop/orders.log", "apps/shop/stock.log", "apps/till/orders.log"});
    CHECK(
        folder.logs("apps/{host}/orders.log") ==
        names{"apps/shop/orders.log", "apps/till/orders.log"});
    CHECK(folder.logs("{process}.log") == names{"all.log", "gone.log"});
    CHECK(folder.logs("none/{process}.log").empty());
}

TEST_CASE("more logs may come into a folder and a pattern", "[log_set]") {
    const temporary_folder folder;
    CHECK(is_open_set(folder.path()));
    CHECK(is_open_set("apps/{process}.log"));
    CHECK_FALSE(is_open_set(folder.path() + "/all.log"));
}
