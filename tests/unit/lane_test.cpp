#include "mailslot/lane.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <mailslog/slot_error.h>
#include <mailslog/slot_writer.h>

#include "mailslot/descriptor_posix.h"
#include "mailslot/lane_page_posix.h"
#include "mailslot/mapping_posix.h"
#include "tests/support/cancelled_thread_posix.h"
#include "tests/support/catch.h"
#include "tests/support/child_posix.h"
#include "tests/support/raw_socket_posix.h"
#include "tests/support/refused_call_posix.h"
#include "tests/support/reopened_descriptors_posix.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unique_slot.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

constexpr std::size_t everything = std::size_t{1} << 20;
constexpr std::size_t lane_bytes = std::size_t{256} * 1024;

bool put(lane_writer &lane, const std::string &text) {
    char *room = lane.reserve(text.size());
    if (room == nullptr) {
        return false;
    }
    std::memcpy(room, text.data(), text.size());
    lane.publish();
    return true;
}

std::vector<std::string> take(lane_reader &lane) {
    ring_batch batch;
    REQUIRE(lane.read(everything, batch));
    return {batch.frames.begin(), batch.frames.end()};
}

/// A slot, a writer that has offered it a lane, and the reader that took it.
struct handed_over {
    unique_slot slot;
    slot_reader owner;
    lane_writer writer;
    lane_reader reader;
    lane_bells bells;

    handed_over() {
        REQUIRE_FALSE(owner.create(slot.name()));
        REQUIRE_FALSE(writer.make(slot.name(), lane_bytes));
        REQUIRE_FALSE(reader.map(offered()));
        REQUIRE_FALSE(bells.watch(reader));
    }

    attached_handles offered() {
        REQUIRE_FALSE(writer.offer("offer"));
        message_batch batch;
        REQUIRE_FALSE(owner.receive(batch, 1s));
        REQUIRE(batch.messages.size() == 1);
        return std::move(batch.messages[0].handles);
    }
};

TEST_CASE("a lane needs a collector to be offered to, and none to be written to", "[lane]") {
    const unique_slot slot;
    lane_writer writer;
    REQUIRE_FALSE(writer.make(slot.name(), lane_bytes));
    CHECK(writer.offer("offer") == slot_errc::not_found);
    CHECK(put(writer, "waits"));
    CHECK_FALSE(writer.is_taken());
}

TEST_CASE("a lane is made only where a file of its size may be", "[lane]") {
    const auto answer_with_limit = [](rlim_t most_bytes) {
        int status = 0;
        ::waitpid(
            in_child([most_bytes] {
                const rlimit limit{most_bytes, most_bytes};
                lane_writer writer;
                const bool is_limited = ::setrlimit(RLIMIT_FSIZE, &limit) == 0;
                const std::error_code answer = writer.make(unique_slot{}.name(), min_lane_bytes);
                ::_exit(is_limited ? answer.value() : 255);
            }),
            &status, 0);
        return status;
    };
    constexpr rlim_t size_bytes = lane_page_bytes + min_lane_bytes;
    CHECK(answer_with_limit(size_bytes) == 0);
    const int refused = answer_with_limit(size_bytes - 1);
    REQUIRE(WIFEXITED(refused));
    CHECK(WEXITSTATUS(refused) == static_cast<int>(slot_errc::not_supported));
}

TEST_CASE("nothing of a lane takes the number of a closed standard stream", "[lane]") {
    const unique_slot slot;
    slot_reader owner;
    REQUIRE_FALSE(owner.create(slot.name()));
    CHECK(ended_well(in_child([&] {
        for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
            ::close(stream);
        }
        lane_writer lane;
        slot_writer datagrams;
        const bool is_made = !lane.make(slot.name(), min_lane_bytes) && !lane.offer("offer") &&
                             !datagrams.open(slot.name());
        for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
            if (!is_made || ::fcntl(stream, F_GETFD) >= 0) {
                ::_exit(1);
            }
        }
    })));
}

TEST_CASE("nothing is written to what has taken the numbers of a lane's descriptors", "[lane]") {
    const temporary_folder folder;
    handed_over lane;
    const attached_handles handles = lane.offered();
    mapping memory;
    REQUIRE(memory.map(handles.get(0), lane_page_bytes));
    reinterpret_cast<lane_page *>(memory.data())->asleep = 1;
    CHECK(ended_well(in_child([&] {
        const reopened_descriptors theirs{folder.path() + "/theirs"};
        const bool is_offered = !lane.writer.offer("offer");
        const bool is_put = put(lane.writer, "line"); // for which the bell is to be rung
        lane.writer.close();
        ::_exit(!is_offered && is_put && theirs.are_untouched() ? 0 : 1);
    })));
}

TEST_CASE("who has the bell can't make its writer wait", "[lane]") {
    handed_over lane;
    const attached_handles handles = lane.offered();
    REQUIRE(::fcntl(handles.get(1), F_SETFL, 0) == 0);
    mapping memory;
    REQUIRE(memory.map(handles.get(0), lane_page_bytes));
    reinterpret_cast<lane_page *>(memory.data())->asleep = 1;
    CHECK(ended_well(in_child([&] { ::_exit(put(lane.writer, "line") ? 0 : 1); })));
}

TEST_CASE("a lane waits its turn where too many handles are on their way", "[lane]") {
    handed_over lane;
    CHECK(ended_well(in_child([&] {
        const bool is_refused = refuse_call(SYS_sendmsg, ETOOMANYREFS);
        ::_exit(is_refused && lane.writer.offer("offer") == slot_errc::full ? 0 : 1);
    })));
}

TEST_CASE("a lane whose descriptors others have closed is renewed, with what it held", "[lane]") {
    handed_over lane;
    REQUIRE(put(lane.writer, "freed"));
    REQUIRE(take(lane.reader).size() == 1);
    lane.reader.consume(1);
    REQUIRE(put(lane.writer, "read and not freed"));
    REQUIRE(take(lane.reader).size() == 1);
    CHECK(ended_well(in_child([&] {
        const reopened_descriptors theirs{"/dev/null"};
        const bool was_closed = lane.writer.offer("offer") == slot_errc::closed;
        lane.writer.show({4, 1, 2});
        const bool is_put = put(lane.writer, "put when it was closed");
        const bool is_offered = !lane.writer.renew() && !lane.writer.offer("offer");
        const bool is_put_again = put(lane.writer, "put when it was renewed");
        ::_exit(
            was_closed && is_put && is_offered && is_put_again && theirs.are_untouched() ? 0 : 1);
    })));
    message_batch batch;
    REQUIRE_FALSE(lane.owner.receive(batch, 1s));
    lane_reader renewed;
    REQUIRE_FALSE(renewed.map(std::move(batch.messages.at(0).handles)));
    CHECK_FALSE(renewed.identity() == lane.reader.identity());
    CHECK(renewed.accounted() == 1);
    CHECK(renewed.counters().logged == 4);
    CHECK(renewed.counters().dropped == 1);
    CHECK(renewed.counters().truncated == 2);
    CHECK(
        take(renewed) ==
        std::vector<std::string>{
            "read and not freed", "put when it was closed", "put when it was renewed"});
}

TEST_CASE("a lane that can't be renewed stays as it is", "[lane]") {
    handed_over lane;
    CHECK(ended_well(in_child([&] {
        const reopened_descriptors theirs{"/dev/null"};
        const rlimit none_left{0, 0};
        const bool is_refused = ::setrlimit(RLIMIT_NOFILE, &none_left) == 0 && lane.writer.renew();
        ::_exit(is_refused && lane.writer.is_open() && put(lane.writer, "line") ? 0 : 1);
    })));
    CHECK(take(lane.reader) == std::vector<std::string>{"line"});
}

TEST_CASE("a sandbox that refuses to tell of descriptors does not take them away", "[lane]") {
    handed_over lane;
    CHECK(ended_well(in_child([&] {
        const bool is_refused = refuse_call(SYS_newfstatat, EPERM) && refuse_call(SYS_fstat, EPERM);
        ::_exit(is_refused && !lane.writer.offer("offer") ? 0 : 1);
    })));
}

TEST_CASE("a socket that its owner has shut is no reader", "[lane]") {
    const unique_slot slot;
    lane_writer writer;
    REQUIRE_FALSE(writer.make(slot.name(), lane_bytes));
    const descriptor socket = bind_raw_socket(slot.folder() + "/" + slot.name().local_part());
    REQUIRE(socket);
    REQUIRE(::shutdown(socket.get(), SHUT_RD) == 0);
    CHECK(writer.offer("offer") == slot_errc::not_found);
}

TEST_CASE("what was logged before the offer comes out after it", "[lane]") {
    const unique_slot slot;
    lane_writer writer;
    REQUIRE_FALSE(writer.make(slot.name(), lane_bytes));
    REQUIRE(put(writer, "early"));

    slot_reader owner;
    REQUIRE_FALSE(owner.create(slot.name()));
    REQUIRE_FALSE(writer.offer("offer"));
    message_batch batch;
    REQUIRE_FALSE(owner.receive(batch, 1s));
    CHECK(batch.messages.at(0).bytes == "offer");
    lane_reader reader;
    REQUIRE_FALSE(reader.map(std::move(batch.messages[0].handles)));
    CHECK(writer.is_taken());
    CHECK(take(reader) == std::vector<std::string>{"early"});
}

TEST_CASE("a lane outlives its writer, and its end shows on the bell", "[lane]") {
    handed_over lane;
    REQUIRE(put(lane.writer, "last words"));
    lane.writer.show({1, 0, 0});
    lane.writer.close();
    while (!lane.bells.writer_is_gone(lane.reader)) {
        lane.bells.nap(1ms);
    }
    CHECK(take(lane.reader) == std::vector<std::string>{"last words"});
    CHECK(lane.reader.counters().logged == 1);
}

TEST_CASE("what is read and not consumed is there for the next reader", "[lane]") {
    handed_over lane;
    REQUIRE(put(lane.writer, "consumed"));
    CHECK(take(lane.reader).size() == 1);
    lane.reader.consume(1);
    REQUIRE(put(lane.writer, "read"));
    CHECK(take(lane.reader).size() == 1);

    lane_reader successor;
    REQUIRE_FALSE(successor.map(lane.offered()));
    CHECK(successor.accounted() == 1);
    CHECK(take(successor) == std::vector<std::string>{"read"});
}

TEST_CASE("an offer made twice is known for the same lane", "[lane]") {
    handed_over lane;
    const attached_handles again = lane.offered();
    REQUIRE(lane_reader::identify(again));
    CHECK(*lane_reader::identify(again) == lane.reader.identity());
}

TEST_CASE("the first line after quiet ends the collector's sleep", "[lane]") {
    handed_over lane;
    std::thread sleeper{[&] { lane.bells.sleep({}); }};
    CHECK(put(lane.writer, "line")); // before, while or after it falls asleep
    sleeper.join();
    CHECK(lane.reader.has_more());
}

TEST_CASE("a thread is not cancelled while it rings a bell", "[lane]") {
    handed_over lane;
    std::thread sleeper{[&] { lane.bells.sleep({}); }};
    std::this_thread::sleep_for(50ms); // so that it sleeps
    CHECK(ends_before_cancellation([&] { put(lane.writer, "line"); }));
    sleeper.join();
}

TEST_CASE("a line is never slept over, however close it comes to the falling asleep", "[lane]") {
    handed_over lane;
    constexpr int lines = 20'000;
    std::thread writer{[&] {
        for (int i = 0; i < lines;) {
            i += put(lane.writer, "line") ? 1 : 0;
        }
    }};
    std::size_t taken = 0;
    ring_batch batch;
    while (taken < lines) {
        lane.bells.sleep({}); // for ever, if a bell were missed
        lane.reader.read(everything, batch);
        taken += batch.frames.size();
        lane.reader.consume(0);
    }
    writer.join();
    CHECK(taken == lines);
}

TEST_CASE("wake() ends a sleep and a nap", "[lane]") {
    lane_bells bells;
    bells.wake();
    bells.sleep({});
    bells.wake();
    bells.nap(1h);
    SUCCEED("both returned");
}

TEST_CASE("a writer that ends wakes a sleeping collector", "[lane]") {
    handed_over lane;
    lane.writer.close();
    lane.bells.sleep({});
    CHECK(lane.bells.writer_is_gone(lane.reader));
}

TEST_CASE("a full lane has no room until the collector consumes", "[lane]") {
    handed_over lane;
    const std::string line(1000, 'x');
    while (put(lane.writer, line)) {
    }
    CHECK(lane.writer.used_bytes() > lane_bytes - 2000);
    take(lane.reader);
    CHECK_FALSE(put(lane.writer, line));
    lane.reader.consume(0);
    CHECK(put(lane.writer, line));
}

TEST_CASE("an offer without handles is refused", "[lane]") {
    lane_reader reader;
    CHECK_FALSE(lane_reader::identify({}));
    CHECK(reader.map({}) == slot_errc::not_supported);
}

/// What a hostile sender may hand over instead of a lane.
struct forged_offer {
    std::size_t size_bytes = lane_page_bytes + min_lane_bytes;
    int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    std::uint64_t magic = lane_magic;
    std::uint64_t capacity_bytes = min_lane_bytes;
    bool has_holes = false;
    std::string memory_path; // empty: a memfd
    std::string bell_path;   // empty: a pipe's read end

    attached_handles handles() const {
        descriptor memory{
            memory_path.empty() ? ::memfd_create("forged", MFD_CLOEXEC | MFD_ALLOW_SEALING)
                                : ::open(memory_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
        REQUIRE(::ftruncate(memory.get(), static_cast<off_t>(size_bytes)) == 0);
        if (!has_holes) {
            const std::string pages(size_bytes, '\0');
            REQUIRE(::write(memory.get(), pages.data(), size_bytes) > 0);
        }
        const std::uint64_t constants[] = {magic, capacity_bytes};
        REQUIRE(::pwrite(memory.get(), constants, sizeof constants, 0) == sizeof constants);
        ::fcntl(memory.get(), F_ADD_SEALS, seals);
        int ends[2] = {-1, -1};
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        const descriptor write_end{ends[1]};
        descriptor bell{ends[0]};
        if (!bell_path.empty()) {
            bell.reset(::open(bell_path.c_str(), O_RDONLY | O_CLOEXEC));
        }
        attached_handles both;
        both.add(memory.release());
        both.add(bell.release());
        return both;
    }
};

TEST_CASE("a forged offer is refused whatever is wrong with it", "[lane]") {
    const temporary_folder folder;
    forged_offer offer;
    lane_reader reader;
    REQUIRE_FALSE(reader.map(offer.handles())); // nothing is wrong with this one
    SECTION("not sealed") {
        offer.seals = 0;
    }
    SECTION("free to shrink") {
        offer.seals = F_SEAL_GROW;
    }
    SECTION("free to grow") {
        offer.seals = F_SEAL_SHRINK;
    }
    SECTION("sealed against the collector's own stores") {
        offer.seals |= F_SEAL_WRITE;
    }
    SECTION("a byte short") {
        --offer.size_bytes;
    }
    SECTION("a byte long") {
        ++offer.size_bytes;
    }
    SECTION("no power of two") {
        offer.size_bytes += min_lane_bytes * 2;
    }
    SECTION("too small") {
        offer.size_bytes = lane_page_bytes + min_lane_bytes / 2;
    }
    SECTION("too large") {
        offer.size_bytes = lane_page_bytes + 2 * max_lane_bytes;
    }
    SECTION("another magic") {
        ++offer.magic;
    }
    SECTION("another capacity than its size") {
        offer.capacity_bytes *= 2;
    }
    SECTION("memory that its maker left for the collector to pay for") {
        offer.has_holes = true;
    }
    SECTION("a file") {
        offer.memory_path = folder.path() + "/memory";
    }
    SECTION("a bell that is no pipe") {
        offer.bell_path = "/dev/zero";
    }
    CHECK(reader.map(offer.handles()) == slot_errc::not_supported);
}

} // namespace
