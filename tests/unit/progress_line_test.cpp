#include "collector/status/progress_line.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

TEST_CASE("progress tells lines and rate, and losses once there are some", "[progress_line]") {
    collector_status status;
    status.totals.written = 1;
    CHECK(progress_text(status) == "1 line, 0 a second");
    status.updated_ns = 2'000'000'000;
    status.samples = {{0, 0, 0, 0, 0}};
    status.totals.written = 2468;
    status.totals.lost = 3;
    status.outputs = {{"all.log", 1, 512, 0}};
    CHECK(progress_text(status) == "2,468 lines, 1,234 a second, 3 lost, 512 bytes unwritten");
}

TEST_CASE("a collector at rest has no rate", "[progress_line]") {
    collector_status status;
    status.phase = collector_phase::resting;
    status.updated_ns = 2'000'000'000;
    status.samples = {{0, 0, 0, 0, 0}};
    status.totals.written = 2468;
    CHECK(progress_text(status) == "2,468 lines, 0 a second");
}

} // namespace
