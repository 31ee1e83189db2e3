#include "mailslot/lane_search.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mailslot/descriptor_posix.h"
#include "mailslot/process.h"
#include "tests/support/catch.h"
#include "tests/support/held_pipe_posix.h"
#include "tests/support/hostile_lane_posix.h"
#include "tests/support/raw_socket_posix.h"
#include "tests/support/refused_call_posix.h"
#include "tests/support/unique_slot.h"

namespace {

using namespace mailslog;
using namespace std::chrono_literals;

constexpr std::uint64_t stream = 0x0123456789ABCDEF;
constexpr std::size_t everything = std::size_t{1} << 20;

/// A lane of this process that a collector had, and has no more.
struct lane_left_behind {
    unique_slot slot;
    lane_writer writer;
    wanted_lane wanted;

    explicit lane_left_behind(std::uint64_t stream_id = stream) {
        slot_reader owner;
        REQUIRE_FALSE(owner.create(slot.name()));
        REQUIRE_FALSE(writer.make(slot.name(), min_lane_bytes, stream_id));
        REQUIRE_FALSE(writer.offer("offer"));
        message_batch batch;
        REQUIRE_FALSE(owner.receive(batch, 1s));
        lane_reader reader;
        REQUIRE_FALSE(reader.map(std::move(batch.messages.at(0).handles)));
        wanted = {process_id(), stream, reader.place()};
    }

    void put(const std::string &text) {
        char *room = writer.reserve(text.size());
        REQUIRE(room != nullptr);
        std::memcpy(room, text.data(), text.size());
        writer.publish();
    }
};

std::size_t count_found(const std::vector<wanted_lane> &wanted) {
    std::size_t count = 0;
    find_lanes(wanted, [&](const wanted_lane &, attached_handles) { ++count; });
    return count;
}

TEST_CASE("a lane is found and read without its writer doing anything", "[lane_search]") {
    lane_left_behind lane;
    lane.put("waits");
    lane_reader reader;
    find_lanes({lane.wanted}, [&](const wanted_lane &found, attached_handles handles) {
        CHECK(found.stream_id == stream);
        REQUIRE_FALSE(reader.map(std::move(handles)));
    });
    REQUIRE(reader.has_more());
    CHECK(reader.place() == lane.wanted.place);
    ring_batch batch;
    REQUIRE(reader.read(everything, batch));
    CHECK(batch.frames == std::vector<std::string_view>{"waits"});
}

TEST_CASE(
    "the bell of a lane that was found rings, and tells of the writer's end", "[lane_search]") {
    lane_left_behind lane;
    lane_reader reader;
    find_lanes({lane.wanted}, [&](const wanted_lane &, attached_handles handles) {
        REQUIRE_FALSE(reader.map(std::move(handles)));
    });
    lane_bells bells;
    REQUIRE_FALSE(bells.watch(reader));
    bells.look();
    CHECK_FALSE(bells.writer_is_gone(reader));
    lane.put("rings");
    bells.sleep({});
    CHECK(reader.has_more());
    lane.writer.close();
    while (!bells.writer_is_gone(reader)) {
        bells.nap(1ms);
    }
}

TEST_CASE("what is not quite the lane is not found", "[lane_search]") {
    lane_left_behind lane;
    wanted_lane wanted = lane.wanted;
    SECTION("another stream's") {
        ++wanted.stream_id;
    }
    SECTION("other memory") {
        ++wanted.place.memory.inode;
    }
    SECTION("memory of another device") {
        ++wanted.place.memory.device;
    }
    SECTION("another bell") {
        ++wanted.place.bell.inode;
    }
    SECTION("a bell where the memory should be") {
        wanted.place.memory = wanted.place.bell;
    }
    SECTION("memory where the bell should be") {
        wanted.place.bell = wanted.place.memory;
    }
    SECTION("of no process") {
        wanted.process_id = 0;
    }
    const std::size_t before = count_open_descriptors();
    CHECK(count_found({wanted}) == 0);
    CHECK(count_open_descriptors() == before);
}

TEST_CASE("a lane that names no stream is not found", "[lane_search]") {
    const lane_left_behind lane{0};
    CHECK(count_found({lane.wanted}) == 0);
}

TEST_CASE("a lane that its writer let go of is not found", "[lane_search]") {
    lane_left_behind lane;
    lane.writer.close();
    CHECK(count_found({lane.wanted}) == 0);
}

TEST_CASE("all lanes of a process are found, each once", "[lane_search]") {
    std::vector<std::unique_ptr<lane_left_behind>> lanes;
    std::vector<wanted_lane> wanted;
    for (int i = 0; i < 5; ++i) {
        lanes.push_back(std::make_unique<lane_left_behind>());
        wanted.push_back(lanes.back()->wanted);
    }
    const descriptor again{::dup(0)}; // and files that are none of them
    const std::size_t before = count_open_descriptors();
    CHECK(count_found(wanted) == wanted.size());
    CHECK(count_open_descriptors() == before);
}

TEST_CASE("a lane is looked for in its own process only", "[lane_search]") {
    lane_left_behind lane;
    const pid_t child = ::fork(); // has the same open files
    if (child == 0) {
        ::pause();
        ::_exit(0);
    }
    REQUIRE(child > 0);
    lane.writer.close();
    CHECK(count_found({lane.wanted}) == 0);
    lane.wanted.process_id = static_cast<std::uint32_t>(child);
    CHECK(count_found({lane.wanted}) == 1);
    REQUIRE(::kill(child, SIGKILL) == 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    CHECK(count_found({lane.wanted}) == 0);
}

/// A lane of this process with a bell of one's choice.
wanted_lane wanted_of(const hostile_lane &lane, const descriptor &bell) {
    lane.page().stream_id = stream;
    lane_reader reader;
    REQUIRE_FALSE(reader.map(hostile_lane::handles(lane.memory(), bell)));
    return {process_id(), stream, reader.place()};
}

TEST_CASE("a lane whose bell somebody holds is found all the same", "[lane_search]") {
    held_pipe pipe;
    if (!pipe.is_held()) {
        WARN("only who may use userfaultfd(2) can hold a pipe");
        return;
    }
    const hostile_lane lane;
    const wanted_lane wanted = wanted_of(lane, pipe.read_end);
    std::size_t found = 0;
    const bool has_ended = pipe.lets_end([&] { found = count_found({wanted}); });
    CHECK(has_ended);
    CHECK(found == 1);
}

TEST_CASE("a bell of which there is no read end is not found", "[lane_search]") {
    const hostile_lane lane;
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    descriptor read_end{ends[0]};
    const descriptor write_end{ends[1]};
    const wanted_lane wanted = wanted_of(lane, read_end);
    CHECK(count_found({wanted}) == 1);
    read_end.reset();
    CHECK(count_open_descriptors() > 0); // and with it the copies
    CHECK(count_found({wanted}) == 0);
}

/// The answer of a thread that may copy nobody's descriptors.
std::size_t count_found_without_copies(const wanted_lane &wanted) {
    constexpr unsigned pidfd_getfd_call = 438;
    bool is_refused = false;
    std::size_t count = 0;
    std::thread{[&] {
        is_refused = refuse_call(pidfd_getfd_call, EPERM);
        count = count_found({wanted});
    }}.join();
    REQUIRE(is_refused);
    return count;
}

TEST_CASE("where bells can't be copied, those of the same user are opened", "[lane_search]") {
    const lane_left_behind lane;
    CHECK(count_found_without_copies(lane.wanted) == 1);
}

TEST_CASE("where bells can't be copied, those of strangers are not opened", "[lane_search]") {
    if (::geteuid() != 0) {
        WARN("only root can become another user");
        return;
    }
    lane_left_behind lane;
    const bool is_set_uid = GENERATE(false, true); // runs with our rights
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    descriptor come{ends[0]};
    descriptor said{ends[1]};
    const pid_t child = ::fork();
    if (child == 0) {
        constexpr uid_t nobody = 65534;
        const bool is_done = ::setresuid(nobody, is_set_uid ? 0 : nobody, nobody) == 0;
        if (is_done && ::write(said.get(), "!", 1) == 1) {
            ::pause();
        }
        ::_exit(0);
    }
    char byte = 0;
    said.reset();
    REQUIRE(::read(come.get(), &byte, 1) == 1);
    lane.wanted.process_id = static_cast<std::uint32_t>(child);
    CHECK(count_found({lane.wanted}) == 1);
    CHECK(count_found_without_copies(lane.wanted) == 0);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
}

TEST_CASE("a process with more open files than are looked at costs no more", "[lane_search]") {
    lane_left_behind lane;
    std::vector<descriptor> many;
    while (many.size() < 3 * max_looks_a_process) {
        many.emplace_back(::dup(0));
        if (!many.back()) {
            break; // no more are allowed here; the lane is found as ever
        }
    }
    CHECK(count_found({lane.wanted}) == 1); // it was there first
}

} // namespace
