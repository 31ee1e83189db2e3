#include "collector/status/metrics_text.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;
using Catch::Matchers::Contains;

TEST_CASE("each figure is a metric with its help and type", "[metrics_text]") {
    collector_status status;
    status.totals.written = 12;
    status.totals.lost = 3;
    status.outputs = {{"/log/all.log", 100, 0, 2}};
    status.lane_fill = 64;
    const std::string text = metrics_of(status);
    CHECK_THAT(
        text, Contains("# HELP mailslog_written_lines_total Lines written to the log.\n"
                       "# TYPE mailslog_written_lines_total counter\n"
                       "mailslog_written_lines_total 12\n"));
    CHECK_THAT(text, Contains("\nmailslog_lost_lines_total 3\n"));
    CHECK_THAT(text, Contains("\nmailslog_lane_fill_ratio 0.25\n"));
    CHECK_THAT(text, Contains("\nmailslog_file_size_bytes{path=\"/log/all.log\"} 100\n"));
    CHECK_THAT(text, Contains("\nmailslog_rotations_total{path=\"/log/all.log\"} 2\n"));
}

TEST_CASE("what a path holds does not end its label", "[metrics_text]") {
    collector_status status;
    status.outputs = {{"/a\"b\\c\nd", 1, 0, 0}};
    CHECK_THAT(
        metrics_of(status), Contains("mailslog_file_size_bytes{path=\"/a\\\"b\\\\c\\\\nd\"} 1\n"));
}

TEST_CASE("large counts keep all their digits", "[metrics_text]") {
    collector_status status;
    status.totals.received = 12345678901234567890ULL;
    CHECK_THAT(
        metrics_of(status), Contains("mailslog_received_lines_total 12345678901234567890\n"));
}

} // namespace
