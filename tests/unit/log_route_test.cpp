#include "collector/routing/log_route.h"

#include <set>
#include <string>

#include "collector/files/rotated_files.h"
#include "collector/routing/routed_logs.h"
#include "tests/support/catch.h"
#include "tests/support/memory_file_system.h"

using namespace mailslog;

namespace {

const line_source line{"shop", "orders", level::warn, "HOST1", "anna"};

std::string path_of(const std::string &pattern, const line_source &source = line) {
    REQUIRE_FALSE(log_route::fault_of(pattern));
    std::string path = "what stood there";
    log_route{pattern}.make_path(path, source);
    return path;
}

} // namespace

TEST_CASE("a path without names is one file for all lines", "[log_route]") {
    const log_route route{"/var/log/all.log"};
    CHECK(route.is_fixed());
    CHECK(route.base_path() == "/var/log/all.log");
    CHECK(path_of("/var/log/all.log") == "/var/log/all.log");
    CHECK(path_of("all%d.log") == "all%d.log");
}

TEST_CASE("each name has its place", "[log_route]") {
    CHECK(path_of("/var/log/{process}/{logger}.log") == "/var/log/shop/orders.log");
    CHECK(path_of("{level}-{host}-{user}.log") == "warning-HOST1-anna.log");
    CHECK(path_of("logs/{process}{process}") == "logs/shopshop");
    CHECK(path_of("{process}/all.log") == "shop/all.log");
}

TEST_CASE("names from senders are made safe", "[log_route]") {
    CHECK(path_of("/l/{process}/{logger}.log", {"..", "a/b", {}, {}, {}}) == "/l/%2E%2E/a%2Fb.log");
    CHECK(path_of("/l/{process}/{logger}.log", {}) == "/l/_/_.log");
    CHECK(log_route{"/l/{process}/{logger}.log"}.overflow_path() == "/l/_overflow/_overflow.log");
}

TEST_CASE("a live file never has the form of a rotated one", "[log_route]") {
    const std::string stamp = "20261122T142201.123Z";
    for (const std::string &logger : {"a-" + stamp, "a-" + stamp + ".gz", "a-" + stamp + ".log"}) {
        for (const std::string pattern : {"{logger}", "{logger}.log", "x-{logger}.log"}) {
            const std::string path = path_of(pattern, {{}, logger, {}, {}, {}});
            INFO(path);
            CHECK_FALSE(stamp_dash_of(path));
        }
    }
    CHECK(path_of("{logger}.log", {{}, "a-" + stamp, {}, {}, {}}) == "a%2D" + stamp + ".log");
    CHECK(
        path_of("{process}-{logger}.log", {"a", stamp, {}, {}, {}}) ==
        "a-%32" + stamp.substr(1) + ".log");
}

TEST_CASE("nor does its folder", "[log_route]") {
    const line_source source{"all-20261122T142201.123Z.log", "a", {}, {}, {}};
    CHECK(path_of("l/{process}/{logger}.log", source) == "l/all%2D20261122T142201.123Z.log/a.log");
    CHECK(path_of("{process}/x/a.log", source) == "all%2D20261122T142201.123Z.log/x/a.log");
}

TEST_CASE("nor is it rotated to another one's packed file", "[log_route]") {
    const auto path_for = [](const std::string &pattern, std::string_view logger) {
        return path_of(pattern, {"p", logger, {}, {}, {}});
    };
    CHECK(path_for("l/{logger}", "all.gz") == "l/all%2Egz");
    CHECK(path_for("l/{logger}z", "quiz.g") == "l/quiz%2Egz");
    CHECK(path_for("l/{process}.{logger}", "gz") == "l/p.%67z");
    CHECK(path_for("l/{logger}", "all.gz.tmp") == "l/all.gz.tmp");
    CHECK(path_for("l/{logger}.gz", "all") == "l/all.gz");
    CHECK(path_for("l/{logger}.log", "all.gz") == "l/all.gz.log");
    CHECK(path_for("l/{logger}/a.log", "all.gz") == "l/all.gz/a.log");
}

TEST_CASE("nor is a part of its path a device of Windows", "[log_route]") {
    const auto path_for = [](const std::string &pattern, std::string_view logger) {
        return path_of(pattern, {"co", logger, {}, {}, {}});
    };
    CHECK(path_for("c{logger}.log", "on") == "c%6Fn.log");
    CHECK(path_for("{process}{logger}.log", "n") == "%63on.log");
    CHECK(path_for("l/com{logger}/a.log", "\xC2\xB9") == "l/com%C2%B9/a.log");
    CHECK(path_for("l/{process}n-{logger}.log", "a") == "l/con-a.log");
    CHECK(path_for("con/{logger}.log", "a") == "con/a.log"); // as the user has it
    CHECK(path_for("l/aux.{logger}.log", "a") == "l/aux.a.log");
}

TEST_CASE("a name that had to be masked is still found by the pattern", "[log_route]") {
    const std::string stamp = "20261122T142201.123Z";
    const std::vector<std::pair<std::string, std::string>> masked{
        {"c{logger}.log", "on"},       {"com{logger}/a.log", "1"}, {"all-{logger}.log", stamp},
        {"all-{logger}/a.log", stamp}, {"all.{logger}", "gz"},
    };
    for (const auto &[pattern, logger] : masked) {
        const std::string path = path_of(pattern, {{}, logger, {}, {}, {}});
        INFO(path);
        CHECK(path.find('%') != std::string::npos);
        CHECK(log_route{pattern}.may_be(path));
    }
}

TEST_CASE("ledger and lock have a name that no line can make", "[log_route]") {
    const log_route route{"/var/log/apps/{process}/{logger}.log"};
    CHECK(route.base_path() == "/var/log/apps/{process}+{logger}.log");
    CHECK(route.folder_prefix() == "/var/log/apps/");
    CHECK(log_route{"{process}.log"}.base_path() == "{process}.log");
    CHECK(
        log_route{"/var/app-{process}/x/{logger}"}.base_path() == "/var/app-{process}+x+{logger}");
}

TEST_CASE("parts leave room for a stamp, whatever stands in them", "[log_route]") {
    const std::string huge(5000, '/');
    const line_source source{huge, huge, level::info, huge, huge};
    const std::string path = path_of("/l/{process}-{logger}-{host}-{user}.log", source);
    CHECK(path.size() <= 3 + log_route::max_part_bytes);
    CHECK(path_of("/l/{process}", source).size() <= 3 + log_route::max_name_bytes);
}

TEST_CASE("a pattern that can't be followed is refused", "[log_route]") {
    for (const std::string pattern :
         {"{proces}.log", "{}.log", "a{b", "{process}/{}.log", "{process}/*.log", "{logger}?",
          "{process}//a.log", "{process}/../a.log", "{process}/./a.log",
          "{process}{process}{process}{process}{process}{process}{process}{process}{process}.log",
          "{process}/a/b/c/d/e/f/g/h.log"}) {
        INFO(pattern);
        CHECK(log_route::fault_of(pattern));
    }
    CHECK(log_route::fault_of("{process}" + std::string(180, 'x')));
    CHECK_FALSE(log_route::fault_of("{process}" + std::string(170, 'x')));
    CHECK_FALSE(log_route::fault_of("{process}/a/b/c/d/e/f/g.log"));
    CHECK_FALSE(log_route::fault_of("../{process}.log"));
}

TEST_CASE("a route knows its own files", "[log_route]") {
    const log_route route{"/l/{process}/{logger}.log"};
    CHECK(route.may_be("/l/shop/orders.log"));
    CHECK_FALSE(route.may_be("/l/shop/orders.json"));
    CHECK_FALSE(route.may_be("/l/shop/deep/orders.log"));
    CHECK_FALSE(route.may_be("/l/../orders.log"));
    CHECK_FALSE(route.may_be("/etc/shop/orders.log"));
}

TEST_CASE("routes that may come to one file are told", "[log_route]") {
    const auto may_meet = [](const char *a, const char *b) {
        const bool meet = log_route{a}.may_meet(log_route{b});
        CHECK(log_route{b}.may_meet(log_route{a}) == meet);
        return meet;
    };
    CHECK(may_meet("/l/a.log", "/l/a.log"));
    CHECK(may_meet("/l/{process}.log", "/l/a.log"));
    CHECK(may_meet("/l/{process}.log", "/l/{logger}.log"));
    CHECK(may_meet("/l/{process}/a.log", "/l/b/{logger}.log"));
    CHECK_FALSE(may_meet("/l/a.log", "/l/b.log"));
    CHECK_FALSE(may_meet("/l/{process}.log", "/l/{process}.json"));
    CHECK_FALSE(may_meet("/l/{process}.log", "/l/{process}/a.log"));
    CHECK_FALSE(may_meet("/l/x-{process}.log", "/l/y-{process}.log"));
}

TEST_CASE("the logs that are there are found, live or rotated", "[log_route]") {
    memory_file_system disk;
    for (const char *path :
         {"l/shop/orders.log", "l/shop/stock-20261122T142201.123Z.log",
          "l/till/cash-20261122T142201.123Z.log.gz", "l/till/notes.txt", "l/all.log",
          "l/till/deep/orders.log", "l/{process}+{logger}.log.ledger"}) {
        disk.put(path, "x\n");
    }
    std::set<std::string> found;
    REQUIRE_FALSE(find_routed_logs(disk, log_route{"l/{process}/{logger}.log"}, found));
    CHECK(
        found == std::set<std::string>{"l/shop/orders.log", "l/shop/stock.log", "l/till/cash.log"});
}

TEST_CASE("a packed file of a log without an extension is that log's", "[log_route]") {
    memory_file_system disk;
    disk.put("l/all-20261122T142201.123Z.gz", "x\n");
    std::set<std::string> found;
    REQUIRE_FALSE(find_routed_logs(disk, log_route{"l/{logger}"}, found));
    CHECK(found == std::set<std::string>{"l/all"});
    found.clear();
    REQUIRE_FALSE(find_routed_logs(disk, log_route{"l/{logger}.gz"}, found));
    CHECK(found == std::set<std::string>{"l/all.gz"});
}
