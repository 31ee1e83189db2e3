// Lanes of senders that keep to no rule.
#include "tests/support/hostile_lane_posix.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mailslog/slot_error.h>

#include "tests/support/catch.h"
#include "tests/support/held_pipe_posix.h"
#include "tests/support/raw_socket_posix.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

constexpr std::size_t everything = std::size_t{1} << 20;
constexpr int lane_seals = F_SEAL_SHRINK | F_SEAL_GROW;

/// A lane as a collector has taken it, whose sender does what he likes.
struct taken_lane {
    hostile_lane sender;
    lane_reader reader;
    ring_batch batch;

    taken_lane() { REQUIRE_FALSE(reader.map(sender.handles())); }
    std::vector<std::string> take() {
        REQUIRE(reader.read(everything, batch));
        return {batch.frames.begin(), batch.frames.end()};
    }
    bool is_corrupt() { return !reader.read(everything, batch); }
};

bool is_refused(const descriptor &memory, const descriptor &bell) {
    lane_reader reader;
    return reader.map(hostile_lane::handles(memory, bell)) == slot_errc::not_supported;
}

descriptor open_file(const std::string &path, int flags) {
    return descriptor{::open(path.c_str(), flags | O_CLOEXEC, 0600)};
}

TEST_CASE("only sealed memory of a lane's size passes for a lane's", "[hostile_lane]") {
    const temporary_folder folder;
    const hostile_lane lane;
    descriptor memory;
    SECTION("a file") {
        memory = open_file(folder.path() + "/memory", O_RDWR | O_CREAT);
    }
    SECTION("a device without end") {
        memory = open_file("/dev/zero", O_RDWR);
    }
    SECTION("a pipe") {
        memory.reset(::fcntl(lane.bell().get(), F_DUPFD_CLOEXEC, 0));
    }
    SECTION("a socket") {
        memory.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    }
    SECTION("a folder") {
        memory = open_file(folder.path(), O_RDONLY | O_DIRECTORY);
    }
    CHECK_FALSE(lane_reader::identify(hostile_lane::handles(memory, lane.bell())));
    CHECK(is_refused(memory, lane.bell()));
}

TEST_CASE("memory of any other size than a lane's is refused", "[hostile_lane]") {
    const hostile_lane lane;
    const std::size_t size_bytes = GENERATE(
        std::size_t{0}, std::size_t{1}, lane_page_bytes, lane_page_bytes + min_lane_bytes - 1,
        lane_page_bytes + min_lane_bytes + 1, lane_page_bytes + min_lane_bytes * 3,
        lane_page_bytes + max_lane_bytes * 2, std::size_t{1} << 40);
    const descriptor memory = make_memory(size_bytes, lane_seals);
    CHECK_FALSE(lane_reader::charge_of(hostile_lane::handles(memory, lane.bell())));
    CHECK(is_refused(memory, lane.bell()));
}

TEST_CASE("a bell is the read end of a pipe and nothing else", "[hostile_lane]") {
    const temporary_folder folder;
    const std::string fifo = folder.path() + "/fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    const hostile_lane lane;
    descriptor bell;
    SECTION("a write end") {
        int ends[2] = {-1, -1};
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        const descriptor read_end{ends[0]};
        bell.reset(ends[1]);
    }
    SECTION("one with a name, whose file system may be anybody's") {
        const descriptor write_end = open_file(fifo, O_RDWR);
        bell = open_file(fifo, O_RDONLY);
    }
    SECTION("both ends in one") {
        bell = open_file(fifo, O_RDWR);
    }
    SECTION("a mere path") {
        bell = open_file(fifo, O_PATH);
    }
    SECTION("an event") {
        bell.reset(::eventfd(0, EFD_CLOEXEC));
    }
    SECTION("a socket") {
        bell.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    }
    SECTION("the memory itself") {
        bell.reset(::fcntl(lane.memory().get(), F_DUPFD_CLOEXEC, 0));
    }
    CHECK(is_refused(lane.memory(), bell));
}

TEST_CASE("a lane that was taken can't be cut or grow", "[hostile_lane]") {
    const taken_lane lane;
    CHECK(::ftruncate(lane.sender.memory().get(), 0) != 0);
    CHECK(::ftruncate(lane.sender.memory().get(), 1 << 30) != 0);
}

TEST_CASE("a hole punched into a lane reads as nothing", "[hostile_lane]") {
    taken_lane lane;
    lane.sender.put("before");
    struct stat info {};
    REQUIRE(::fstat(lane.sender.memory().get(), &info) == 0);
    const auto page = static_cast<off_t>(lane_page_bytes);
    const auto punch = [&](off_t from) {
        return ::fallocate(
            lane.sender.memory().get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, from,
            info.st_size - from);
    };
    SECTION("into the ring") {
        REQUIRE(punch(page) == 0);
        for (const std::string &frame : lane.take()) {
            CHECK(frame.empty());
        }
    }
    SECTION("into all of it") {
        CHECK(lane.take() == std::vector<std::string>{"before"});
        REQUIRE(punch(0) == 0);
        CHECK(lane.is_corrupt());
        lane.reader.consume(1);
    }
    CHECK_FALSE(lane.reader.has_more());
}

TEST_CASE("memory with a hole is no lane's, whatever stands beyond its end", "[hostile_lane]") {
    const hostile_lane lane;
    constexpr auto page = static_cast<off_t>(lane_page_bytes);
    constexpr auto size = page + static_cast<off_t>(min_lane_bytes);
    const descriptor memory = make_memory(static_cast<std::size_t>(size), 0);
    REQUIRE(::pwrite(memory.get(), &lane.page(), lane_page_bytes, 0) == page);
    bool has_hole = true;
    SECTION("nothing does") {}
    SECTION("as much as is not there") {
        REQUIRE(::fallocate(memory.get(), FALLOC_FL_KEEP_SIZE, size, size) == 0);
    }
    SECTION("and it has none") {
        has_hole = false;
        REQUIRE(::pwrite(memory.get(), lane.ring(), min_lane_bytes, page) == size - page);
    }
    REQUIRE(::fcntl(memory.get(), F_ADD_SEALS, lane_seals) == 0);
    CHECK(is_refused(memory, lane.bell()) == has_hole);
}

TEST_CASE("a head that leads nowhere ends the lane for good", "[hostile_lane]") {
    taken_lane lane;
    lane.sender.put("text"); // 8 bytes
    CHECK(lane.take().size() == 1);
    SECTION("one frame's room past the ring") {
        lane.sender.set_head(8 + min_lane_bytes + 4);
    }
    SECTION("backwards") {
        lane.sender.set_head(4);
    }
    SECTION("to the other end of the scale") {
        lane.sender.set_head(std::numeric_limits<std::uint64_t>::max() - 3);
    }
    SECTION("into the middle of four bytes") {
        lane.sender.set_head(10);
    }
    SECTION("behind half a frame") {
        lane.sender.put("more");
        lane.sender.set_head(12);
    }
    CHECK(lane.is_corrupt());
    lane.sender.set_head(16); // as if nothing had been
    CHECK(lane.is_corrupt());
    CHECK_FALSE(lane.reader.has_more());
}

TEST_CASE("a lane that makes no sense from the start has nothing to read", "[hostile_lane]") {
    hostile_lane sender;
    sender.set_head(min_lane_bytes * 2);
    lane_reader reader;
    REQUIRE_FALSE(reader.map(sender.handles()));
    CHECK_FALSE(reader.has_more());
    ring_batch batch;
    CHECK_FALSE(reader.read(everything, batch));
}

/// Stores without end what it likes wherever it likes in the lane. Does not return.
[[noreturn]] void scribble(const hostile_lane &lane, std::uint32_t seed) {
    std::mt19937 random{seed};
    for (std::uint64_t head = 0;;) {
        const std::size_t at = random() % (min_lane_bytes / 4) * 4;
        const auto word = static_cast<std::uint32_t>(random() % 2 == 0 ? random() % 64 : random());
        std::memcpy(lane.ring() + at, &word, sizeof word);
        head += random() % 8 * 4;
        lane.page().ring.head.store(head, std::memory_order_release);
        lane.page().logged.store(random(), std::memory_order_relaxed);
        const std::uint64_t tail = lane.page().ring.tail.load(std::memory_order_acquire);
        head = head - tail > min_lane_bytes ? tail : head;
    }
}

TEST_CASE("bytes that change while they are read are still frames or corrupt", "[hostile_lane]") {
    const std::uint32_t seed = std::random_device()();
    CAPTURE(seed);
    for (int lanes = 0; lanes < 200; ++lanes) {
        taken_lane lane;
        const pid_t child = ::fork();
        if (child == 0) {
            scribble(lane.sender, seed + static_cast<std::uint32_t>(lanes));
        }
        std::size_t bytes = 0;
        for (int reads = 0; reads < 1000 && lane.reader.read(everything, lane.batch); ++reads) {
            bytes = 0;
            for (const std::string_view frame : lane.batch.frames) {
                bytes += frame.size();
                REQUIRE(frame.data() >= lane.batch.memory.data());
                REQUIRE(
                    frame.data() + frame.size() <=
                    lane.batch.memory.data() + lane.batch.memory.size());
            }
            REQUIRE(bytes <= min_lane_bytes);
            lane.reader.consume(0);
        }
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }
}

TEST_CASE("counters are handed on as they are, whatever they claim", "[hostile_lane]") {
    const taken_lane lane;
    lane.sender.page().logged.store(std::numeric_limits<std::uint64_t>::max());
    CHECK(lane.reader.counters().logged == std::numeric_limits<std::uint64_t>::max());
}

/// A process that rings the bell without end.
class mad_ringer {
public:
    explicit mad_ringer(const hostile_lane &lane) : child_{::fork()} {
        if (child_ == 0) {
            lane.ring_without_end();
        }
    }
    ~mad_ringer() {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }
    mad_ringer(const mad_ringer &) = delete;
    mad_ringer &operator=(const mad_ringer &) = delete;

private:
    pid_t child_;
};

TEST_CASE("a bell that never stops leaves the collector its rest", "[hostile_lane]") {
    taken_lane lane;
    lane_bells bells;
    REQUIRE_FALSE(bells.watch(lane.reader));
    const mad_ringer ringer{lane.sender};
    const auto begun = std::chrono::steady_clock::now();
    constexpr int sleeps = 30;
    for (int i = 0; i < sleeps; ++i) {
        bells.sleep({}); // returns, since it rings
    }
    // 0, 1, 2, 4, 8 and then 16 ms each.
    CHECK(std::chrono::steady_clock::now() - begun >= (1 + 2 + 4 + 8) * 1ms + (sleeps - 5) * 16ms);
}

TEST_CASE("beside a bell that never stops the others' lines are seen", "[hostile_lane]") {
    taken_lane mad;
    taken_lane honest;
    lane_bells bells;
    REQUIRE_FALSE(bells.watch(mad.reader));
    REQUIRE_FALSE(bells.watch(honest.reader));
    const mad_ringer ringer{mad.sender};
    for (int i = 0; i < 20; ++i) {
        bells.sleep({});
        bells.sleep({});
        honest.sender.put("line");
        const auto put_at = std::chrono::steady_clock::now();
        while (!honest.reader.has_more()) {
            bells.sleep({});
        }
        CHECK(std::chrono::steady_clock::now() - put_at < 10s);
        CHECK(honest.take().size() == 1);
        honest.reader.consume(0);
    }
}

TEST_CASE(
    "a bell whose pipe somebody holds keeps the others' lines from nobody", "[hostile_lane]") {
    held_pipe pipe;
    if (!pipe.is_held()) {
        WARN("only who may use userfaultfd(2) can hold a pipe");
        return;
    }
    const hostile_lane mad;
    taken_lane honest;
    const bool has_ended = pipe.lets_end([&] {
        lane_reader reader;
        REQUIRE_FALSE(reader.map(hostile_lane::handles(mad.memory(), pipe.read_end)));
        lane_bells bells;
        REQUIRE_FALSE(bells.watch(reader));
        REQUIRE_FALSE(bells.watch(honest.reader));
        for (int i = 0; i < 20; ++i) {
            honest.sender.put("line");
            while (!honest.reader.has_more()) {
                bells.sleep({});
            }
            bells.look();
            honest.take();
            honest.reader.consume(0);
        }
        bells.forget(reader);
        pipe.read_end.reset(); // while the reader's is there, this closes nothing
    });
    CHECK(has_ended);
}

TEST_CASE("a line ends the suspicion that false alarms have roused", "[hostile_lane]") {
    taken_lane lane;
    lane_bells bells;
    REQUIRE_FALSE(bells.watch(lane.reader));
    auto shortest = std::chrono::steady_clock::duration::max();
    for (int round = 0; round < 10; ++round) { // one of them is not held up by other programs
        for (int i = 0; i < 8; ++i) {
            lane.sender.ring_bell();
            bells.sleep({});
        }
        lane.sender.put("line");
        bells.sleep({}); // after its rest
        lane.take();
        lane.reader.consume(0);
        const auto begun = std::chrono::steady_clock::now();
        lane.sender.ring_bell();
        bells.sleep({});
        shortest = std::min(shortest, std::chrono::steady_clock::now() - begun);
    }
    CHECK(shortest < 16ms);
}

} // namespace
