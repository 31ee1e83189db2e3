#include "collector/status/status_table.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"

namespace {

using namespace mailslog;
using Catch::Matchers::Contains;

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t start_ns = 1'795'357'321 * second_ns;

shown_status example() {
    shown_status shown;
    shown.status.process_id = 4711;
    shown.status.slot = R"(\\.\mailslot\logs)";
    shown.status.started_ns = start_ns;
    shown.status.updated_ns = start_ns + 60 * second_ns;
    shown.status.totals.received = 1234;
    shown.status.totals.written = 1233;
    shown.status.totals.lost = 5;
    shown.status.outputs = {{"/log/all.log", 2048, 0, 1}};
    shown.status.senders = {{"shop", 77, "", "", 1200, 1195, 5, 0}};
    shown.status.sender_count = 3;
    shown.state = collector_state::idle;
    shown.now_ns = start_ns + 90 * second_ns;
    shown.rotated = {{2, 1, 4096}};
    return shown;
}

TEST_CASE("the table says who collects, what came and who sent it", "[status_table]") {
    const std::string table = table_of(example());
    CHECK_THAT(table, Contains("process 4711, idle; since 2026-11-22T14:22:01"));
    CHECK_THAT(table, Contains("for 1 min 30 s\n"));
    CHECK_THAT(
        table, Contains("/log/all.log, 2.0 KiB, 1 rotations since the start; 2 rotated files, 1 of "
                        "them compressed, 4.0 KiB\n"));
    CHECK_THAT(table, Contains("lines                      1,234               1,233\n"));
    CHECK_THAT(table, Contains("lost        5\n"));
    CHECK_THAT(table, Contains("last error  none since the start\n"));
    CHECK_THAT(table, Contains("  shop[77]\n"));
    CHECK_THAT(table, Contains("and 2 more senders\n"));
}

TEST_CASE("of a collector that is no more the last word is dated", "[status_table]") {
    shown_status shown = example();
    shown.state = collector_state::killed;
    CHECK_THAT(table_of(shown), Contains("killed; since"));
    CHECK_THAT(table_of(shown), Contains("for 1 min 0 s; last heard of 30 s ago\n"));
}

TEST_CASE("hostile names do nothing to the table's lines", "[status_table]") {
    shown_status shown = example();
    shown.status.senders[0].process_name = "a\nlost 0\x1b[2J";
    shown.status.last_error = "x\ny";
    const std::string table = table_of(shown);
    CHECK_THAT(table, Contains("a\\nlost 0\\x1b[2J[77]"));
    CHECK_THAT(table, Contains("x\\ny, "));
}

TEST_CASE("the object has all of it, whatever the names hold", "[status_table]") {
    shown_status shown = example();
    shown.status.senders[0].process_name = "\xFF\"\n";
    const auto object = nlohmann::json::parse(json_of(shown));
    CHECK(object["state"] == "idle");
    CHECK(object["received"]["lines"] == 1234);
    CHECK(object["uptime_seconds"] == 90);
    CHECK(object["outputs"][0]["compressed_files"] == 1);
    CHECK(object["last_error"].is_null());
    CHECK(object["senders"][0]["process"] == "\uFFFD\"\n");
    CHECK(object["senders"][0]["lost"] == 5);
}

TEST_CASE("hostile names in the object do nothing to a terminal", "[status_table]") {
    shown_status shown = example();
    const std::string hostile = "\x1b[2J \x7f \u009b2J \u202e \u2066 \u2028";
    shown.status.senders[0].process_name = hostile;
    shown.status.senders[0].host = hostile;
    shown.status.last_error = hostile;
    const std::string object = json_of(shown);
    const auto is_harmless = [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); };
    CHECK(std::all_of(object.begin(), object.end(), is_harmless));
    CHECK(nlohmann::json::parse(object)["senders"][0]["process"] == hostile);
}

} // namespace
