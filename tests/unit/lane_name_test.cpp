#include "collector/intake/lane_name.h"

#include <limits>

#include "tests/support/catch.h"

using mailslog::lane_name;

TEST_CASE("a lane's name says all of it", "[lane_name]") {
    CHECK(lane_name{0x0123456789ABCDEF, 4711, 26}.str() == "mailslog-lane-123456789abcdef-1267-1a");
    for (const lane_name &name :
         {lane_name{}, lane_name{1, 2, 3},
          lane_name{
              std::numeric_limits<std::uint64_t>::max(), std::numeric_limits<std::uint32_t>::max(),
              std::numeric_limits<std::uint64_t>::max()}}) {
        const auto parsed = lane_name::parse(name.str());
        REQUIRE(parsed);
        CHECK(parsed->stream_id == name.stream_id);
        CHECK(parsed->process_id == name.process_id);
        CHECK(parsed->inode == name.inode);
    }
}

TEST_CASE("what is not quite a lane's name is none", "[lane_name]") {
    for (const char *text :
         {"", "unknown", "mailslog.socket", "mailslog-lane", "mailslog-lane-", "mailslog-lane-1-2",
          "mailslog-lane-1-2-", "mailslog-lane-1-2-3-", "mailslog-lane-1-2-3-4",
          "mailslog-lane-1-2-x", "mailslog-lane-1--2-3", "mailslog-lane-1-100000000-3",
          "mailslog-lane-10000000000000000-2-3", " mailslog-lane-1-2-3"}) {
        INFO(text);
        CHECK_FALSE(lane_name::parse(text));
    }
}
