// The ring against a queue, in every order in which a writer, a reader and their deaths may follow
// each other. Each side has indices of its own; bringing a word over to the other side is a step by
// itself, so that either may act on what it saw long ago, as between a load and a store.
//
// What another order of the memory's own may do is not modelled: ThreadSanitizer watches that in
// ring_test.cpp.
#include "mailslot/ring.h"

#include <cstring>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/catch.h"

namespace {

using mailslog::ring_batch;
using mailslog::ring_consumer;
using mailslog::ring_indices;
using mailslog::ring_producer;

constexpr std::size_t max_capacity = 64;
constexpr std::size_t everything = 1000;

struct scene {
    std::size_t capacity = 0;
    std::vector<std::size_t> frame_sizes; // at most a quarter of the capacity each
    std::size_t max_bytes_a_read = 0;
    int reader_deaths = 0;
};

/// A hundred thousand assertions of Catch take seconds.
void require(bool holds, const char *what) {
    if (!holds) {
        FAIL("does not hold: " << what);
    }
}

/// No byte of one frame is a byte of another.
std::string content(std::size_t frame, std::size_t size) {
    return std::string(size, static_cast<char>('a' + frame));
}

struct index_values {
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    explicit index_values(const ring_indices &from) : head{from.head}, tail{from.tail} {}
    void put_into(ring_indices &to) const {
        to.head = head;
        to.tail = tail;
    }
};

enum class writer_at { look, reserve, copy, copy_rest, publish, show, gone };
enum class reader_at { look, read, note, consume, show, look_at_tail, look_at_head, begin };

/// What the memory does not say.
struct progress {
    writer_at writer = writer_at::look;
    std::size_t frame = 0; // that the writer is about
    reader_at reader = reader_at::look_at_tail;
    int deaths_left = 0;
    std::vector<std::size_t> shown; // frames, in the order in which they were published
    std::size_t freed = 0;          // how many of them the shared tail has passed
    std::size_t next = 0;           // the one that the reader reads next
    std::size_t noted = 0;          // those before it were written to the reader's log
};

struct world {
    const scene &played;
    ring_indices shared{};
    ring_indices writers{};
    ring_indices readers{};
    char data[max_capacity] = {};
    ring_producer producer{&writers, data, played.capacity};
    ring_consumer consumer{&readers, data, played.capacity};
    char *room = nullptr;
    progress now;

    explicit world(const scene &scene) : played{scene} { now.deaths_left = scene.reader_deaths; }

    std::size_t frame_size() const { return played.frame_sizes[now.frame]; }

    void begin_frame(std::size_t frame) {
        now.frame = frame;
        now.writer = frame < played.frame_sizes.size() ? writer_at::look : writer_at::gone;
    }

    void step_writer() {
        const std::size_t half = now.writer == writer_at::gone ? 0 : frame_size() / 2;
        switch (now.writer) {
        case writer_at::look:
            writers.tail = shared.tail.load();
            now.writer = writer_at::reserve;
            break;
        case writer_at::reserve:
            room = producer.reserve(frame_size());
            now.writer = room != nullptr ? writer_at::copy : writer_at::look;
            break;
        case writer_at::copy:
            std::memcpy(room, content(now.frame, half).data(), half);
            now.writer = writer_at::copy_rest;
            break;
        case writer_at::copy_rest:
            std::memcpy(
                room + half, content(now.frame, frame_size() - half).data(), frame_size() - half);
            now.writer = writer_at::publish;
            break;
        case writer_at::publish:
            producer.publish();
            now.writer = writer_at::show;
            break;
        case writer_at::show:
            shared.head = writers.head.load();
            now.shown.push_back(now.frame);
            begin_frame(now.frame + 1);
            break;
        case writer_at::gone:
            break;
        }
    }

    void step_reader() {
        switch (now.reader) {
        case reader_at::look:
            readers.head = shared.head.load();
            now.reader = reader_at::read;
            break;
        case reader_at::read:
            now.next += read_in_order(consumer, now.next);
            now.reader = reader_at::note;
            break;
        case reader_at::note:
            now.noted = now.next;
            now.reader = reader_at::consume;
            break;
        case reader_at::consume:
            consumer.consume();
            now.reader = reader_at::show;
            break;
        case reader_at::show:
            shared.tail = readers.tail.load();
            now.freed = now.next;
            now.reader = reader_at::look;
            break;
        case reader_at::look_at_tail:
            readers.tail = shared.tail.load();
            now.reader = reader_at::look_at_head;
            break;
        case reader_at::look_at_head:
            readers.head = shared.head.load();
            now.reader = reader_at::begin;
            break;
        case reader_at::begin:
            consumer = ring_consumer{&readers, data, played.capacity};
            now.next = now.freed;
            now.reader = reader_at::look;
            break;
        }
    }

    /// Reads once; what comes are the frames that were shown, from number `next` on. Returns how
    /// many.
    std::size_t read_in_order(ring_consumer &from, std::size_t next) const {
        const bool has_more = from.has_more();
        ring_batch batch;
        require(from.read(played.max_bytes_a_read, batch), "the ring is sound");
        require(batch.frames.empty() != has_more, "where there is more, a frame is read");
        require(next + batch.frames.size() <= now.shown.size(), "no more than was published");
        for (std::size_t i = 0; i < batch.frames.size(); ++i) {
            const std::size_t frame = now.shown[next + i];
            require(
                batch.frames[i] == content(frame, played.frame_sizes[frame]),
                "each frame is the next that was published");
        }
        return batch.frames.size();
    }

    /// Whoever came now would find all that was shown and not freed.
    void check_a_newcomer() {
        ring_consumer newcomer{&shared, data, played.capacity};
        std::size_t next = now.freed;
        while (newcomer.has_more()) {
            next += read_in_order(newcomer, next);
        }
        require(next == now.shown.size(), "all that was published and not freed is there");
        require(now.noted >= now.freed, "nothing is freed that was not noted");
    }
};

/// All that a later step can depend on.
using state_key = std::tuple<
    std::string, std::vector<std::size_t>, writer_at, std::size_t, reader_at, int, std::size_t,
    std::size_t, std::size_t>;

template <class value>
void append_bytes(std::string &to, const value &from) {
    to.append(reinterpret_cast<const char *>(&from), sizeof from);
}

state_key key_of(const world &in) {
    static_assert(std::is_trivially_copyable_v<ring_producer>);
    std::string memory{in.data, sizeof in.data};
    append_bytes(memory, in.producer);
    for (const ring_indices *indices : {&in.shared, &in.writers, &in.readers}) {
        append_bytes(memory, index_values{*indices});
    }
    const progress &now = in.now;
    return {memory,          now.shown, now.writer, now.frame, now.reader,
            now.deaths_left, now.freed, now.next,   now.noted};
}

class explorer {
public:
    explicit explorer(const scene &scene) : world_{scene} {}

    void explore() {
        if (!seen_.insert(key_of(world_)).second) {
            return;
        }
        world_.check_a_newcomer();
        complete_ = complete_ || world_.now.noted == world_.played.frame_sizes.size();
        const bool writer_lives = world_.now.writer != writer_at::gone;
        attempt(writer_lives, [this] { world_.step_writer(); });
        attempt(writer_lives, [this] { world_.now.writer = writer_at::gone; }); // it is killed
        const bool may_drop = world_.now.writer == writer_at::reserve;
        attempt(may_drop, [this] { world_.begin_frame(world_.now.frame + 1); });
        attempt(true, [this] { world_.step_reader(); });
        attempt(world_.now.deaths_left > 0, [this] {
            --world_.now.deaths_left;
            world_.now.reader = reader_at::look_at_tail; // its successor's beginning
        });
    }

    std::size_t states() const { return seen_.size(); }
    bool was_complete() const { return complete_; }

private:
    /// Takes the step, goes on from there, and puts everything back.
    template <class step>
    void attempt(bool possible, step take) {
        if (!possible) {
            return;
        }
        const index_values shared{world_.shared};
        const index_values writers{world_.writers};
        const index_values readers{world_.readers};
        const std::string data{world_.data, sizeof world_.data};
        const ring_producer producer = world_.producer;
        const ring_consumer consumer = world_.consumer;
        char *const room = world_.room;
        const progress before = world_.now;
        take();
        explore();
        shared.put_into(world_.shared);
        writers.put_into(world_.writers);
        readers.put_into(world_.readers);
        data.copy(world_.data, sizeof world_.data);
        world_.producer = producer;
        world_.consumer = consumer;
        world_.room = room;
        world_.now = before;
    }

    world world_;
    std::set<state_key> seen_;
    bool complete_ = false;
};

void explore_all(const scene &scene) {
    explorer explorer{scene};
    explorer.explore();
    UNSCOPED_INFO(explorer.states() << " states");
    CHECK(explorer.was_complete());
    CHECK(explorer.states() > 1000);
}

TEST_CASE("a small ring is a queue in every order of steps and deaths", "[ring_model]") {
    explore_all({32, {8, 1, 8, 0, 5}, everything, 1});
}

TEST_CASE("and when its reader takes a frame at a time", "[ring_model]") {
    explore_all({32, {3, 8, 8, 4}, 1, 2});
}

TEST_CASE("and when frames of all sizes end everywhere in it", "[ring_model]") {
    explore_all({64, {16, 13, 16, 2, 16}, 20, 1});
}

} // namespace
