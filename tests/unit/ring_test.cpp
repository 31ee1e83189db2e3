#include "mailslot/ring.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <thread>

#include "tests/support/catch.h"

namespace {

using mailslog::ring_batch;
using mailslog::ring_consumer;
using mailslog::ring_producer;

constexpr std::size_t capacity = 4096;
constexpr std::size_t everything = std::size_t{1} << 20;

struct ring_memory {
    std::size_t capacity = ::capacity;
    mailslog::ring_indices indices{};
    std::unique_ptr<char[]> data = std::make_unique<char[]>(capacity);

    ring_producer producer() { return {&indices, data.get(), capacity}; }
    ring_consumer consumer() { return {&indices, data.get(), capacity}; }

    void store_length(std::size_t position, std::uint32_t length) {
        std::memcpy(data.get() + position, &length, sizeof length);
    }
};

constexpr std::size_t wide_capacity = std::size_t{1} << 20;

bool put(ring_producer &producer, const std::string &text) {
    char *room = producer.reserve(text.size());
    if (room == nullptr) {
        return false;
    }
    std::memcpy(room, text.data(), text.size());
    producer.publish();
    return true;
}

std::vector<std::string> take(ring_consumer &consumer, std::size_t max_bytes = everything) {
    ring_batch batch;
    REQUIRE(consumer.read(max_bytes, batch));
    return {batch.frames.begin(), batch.frames.end()};
}

TEST_CASE("a new ring is empty", "[ring]") {
    ring_memory ring;
    ring_consumer consumer = ring.consumer();
    CHECK_FALSE(consumer.has_more());
    CHECK(take(consumer).empty());
}

TEST_CASE("frames come out whole and in order, the empty one too", "[ring]") {
    ring_memory ring;
    ring_producer producer = ring.producer();
    ring_consumer consumer = ring.consumer();
    for (const char *text : {"one", "", "three", "12345678"}) {
        REQUIRE(put(producer, text));
    }
    CHECK(consumer.has_more());
    CHECK(take(consumer) == std::vector<std::string>{"one", "", "three", "12345678"});
    CHECK_FALSE(consumer.has_more());
}

TEST_CASE("what is reserved and not published is not there", "[ring]") {
    ring_memory ring;
    ring_producer producer = ring.producer();
    ring_consumer consumer = ring.consumer();
    REQUIRE(producer.reserve(10) != nullptr);
    CHECK_FALSE(consumer.has_more());
    REQUIRE(put(producer, "after"));
    CHECK(take(consumer) == std::vector<std::string>{"after"});
}

TEST_CASE("a quarter of the capacity is the longest frame", "[ring]") {
    ring_memory ring;
    ring_producer producer = ring.producer();
    CHECK(producer.reserve(capacity / 4 - 1) != nullptr);
    CHECK(producer.reserve(capacity / 4) != nullptr);
    CHECK(producer.reserve(capacity / 4 + 1) == nullptr);
}

TEST_CASE("a ring takes frames up to its last byte and not one more", "[ring]") {
    ring_memory ring;
    ring_producer producer = ring.producer();
    const std::string frame(60, 'x'); // 64 with its header
    for (std::size_t i = 0; i < capacity / 64; ++i) {
        REQUIRE(put(producer, frame));
    }
    CHECK(producer.used_bytes() == capacity);
    CHECK(producer.reserve(0) == nullptr);
}

TEST_CASE("reading frees nothing, consuming does", "[ring]") {
    ring_memory ring;
    ring_producer producer = ring.producer();
    ring_consumer consumer = ring.consumer();
    const std::string frame(1020, 'x');
    while (put(producer, frame)) {
    }
    CHECK(take(consumer).size() == 4);
    CHECK_FALSE(put(producer, frame));
    consumer.consume();
    CHECK(put(producer, frame));
}

TEST_CASE("a second consumer goes on where the first consumed, not where it read", "[ring]") {
    ring_memory ring;
    ring_producer producer = ring.producer();
    ring_consumer first = ring.consumer();
    REQUIRE(put(producer, "consumed"));
    CHECK(take(first).size() == 1);
    first.consume();
    REQUIRE(put(producer, "read"));
    CHECK(take(first).size() == 1);

    ring_consumer second = ring.consumer();
    CHECK(take(second) == std::vector<std::string>{"read"});
}

TEST_CASE("a copied ring holds what is not freed, and goes on from there", "[ring]") {
    ring_memory ring;
    ring_memory copy;
    ring_producer producer = ring.producer();
    ring_consumer consumer = ring.consumer();
    const std::string text(capacity / 8, 'x');
    for (int count = 0; count < 11; ++count) { // once round, so that a skip is among them
        REQUIRE(put(producer, text + std::to_string(count)));
        CHECK(take(consumer).size() == 1);
        if (count < 7) {
            consumer.consume();
        }
    }
    ring_producer successor = producer.copied_to(&copy.indices, copy.data.get());
    CHECK(successor.used_bytes() == producer.used_bytes());
    REQUIRE(put(successor, "new"));
    ring_consumer next = copy.consumer();
    CHECK(
        take(next) ==
        std::vector<std::string>{text + "7", text + "8", text + "9", text + "10", "new"});
    CHECK_FALSE(consumer.has_more()); // in the old one
}

TEST_CASE("an invented tail or head does not come into a copy", "[ring]") {
    ring_memory ring;
    ring_memory copy;
    ring_producer producer = ring.producer();
    REQUIRE(put(producer, "text"));
    ring.indices.head = 7;
    SECTION("ahead") {
        ring.indices.tail = capacity;
    }
    SECTION("behind") {
        ring.indices.tail = std::uint64_t{0} - capacity;
    }
    ring_producer successor = producer.copied_to(&copy.indices, copy.data.get());
    CHECK(copy.indices.head == 8);
    CHECK(successor.used_bytes() <= capacity);
    (void)put(successor, std::string(capacity / 4, 'x')); // inside, or a sanitizer says so
}

TEST_CASE("a bounded read takes whole frames, and one that is longer than the bound", "[ring]") {
    ring_memory ring;
    ring_producer producer = ring.producer();
    ring_consumer consumer = ring.consumer();
    const std::string small(12, 's'); // 16 with its header
    const std::string large(1000, 'l');
    REQUIRE(put(producer, small));
    REQUIRE(put(producer, small));
    REQUIRE(put(producer, large));
    CHECK(take(consumer, 32) == std::vector<std::string>{small, small});
    CHECK(take(consumer, 32) == std::vector<std::string>{large});
    CHECK(take(consumer, 32).empty());
}

TEST_CASE("a bounded read that begins with a skip takes a frame, too", "[ring]") {
    ring_memory ring;
    ring_producer producer = ring.producer();
    ring_consumer consumer = ring.consumer();
    const std::string frame(1000, 'f'); // 1004 with its header: the fifth begins at the start
    for (int i = 0; i < 4; ++i) {
        REQUIRE(put(producer, frame));
    }
    CHECK(take(consumer).size() == 4);
    consumer.consume();
    REQUIRE(put(producer, frame));
    CHECK(take(consumer, 100) == std::vector<std::string>{frame});
}

TEST_CASE("random frames come out as they went in, for many rounds of the ring", "[ring]") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random{seed};
    ring_memory ring;
    ring_producer producer = ring.producer();
    ring_consumer consumer = ring.consumer();
    std::deque<std::string> model;
    for (int i = 0; i < 50'000; ++i) {
        if (random() % 3 != 0) {
            std::string text(random() % (random() % 16 == 0 ? 1025 : 80), '\0');
            std::generate(text.begin(), text.end(), [&] { return static_cast<char>(random()); });
            if (put(producer, text)) {
                model.push_back(std::move(text));
            } else {
                REQUIRE_FALSE(model.empty());
            }
        } else {
            for (const std::string &text : take(consumer, random() % 2000)) {
                REQUIRE(text == model.front());
                model.pop_front();
            }
            consumer.consume();
        }
    }
}

TEST_CASE("two threads agree on every frame", "[ring]") {
    ring_memory ring;
    constexpr int count = 200'000;
    std::thread writer{[&] {
        ring_producer producer = ring.producer();
        for (int i = 0; i < count;) {
            if (put(producer, std::to_string(i))) {
                ++i;
            } else {
                std::this_thread::yield();
            }
        }
    }};
    ring_consumer consumer = ring.consumer();
    ring_batch batch;
    int next = 0;
    bool in_order = true;
    while (next < count && in_order) {
        in_order = consumer.read(everything, batch);
        for (const std::string_view frame : batch.frames) {
            in_order = in_order && frame == std::to_string(next);
            ++next;
        }
        consumer.consume();
    }
    writer.join();
    CHECK(in_order);
    CHECK(next == count);
}

TEST_CASE("a consumer that invents a tail does not lead the producer out of its memory", "[ring]") {
    ring_memory ring;
    ring_producer producer = ring.producer();
    while (put(producer, std::string(1000, 'x'))) {
    }
    const std::uint64_t head = ring.indices.head;
    for (const std::uint64_t lie : {head + 1, head + capacity, head - capacity - 1, ~head}) {
        ring.indices.tail = lie;
        CHECK(producer.reserve(1000) == nullptr);
    }
    ring.indices.tail = head;
    CHECK(producer.reserve(1000) != nullptr);
}

void check_refused(ring_memory &ring) {
    ring_consumer consumer = ring.consumer();
    ring_batch batch;
    CHECK_FALSE(consumer.read(everything, batch));
    CHECK_FALSE(consumer.read(everything, batch)); // and stays so
    CHECK_FALSE(consumer.has_more());
}

TEST_CASE("a head that no producer would store is refused", "[ring]") {
    ring_memory ring;
    SECTION("beyond the capacity") {
        ring.indices.head = capacity + 4;
    }
    SECTION("behind the tail") {
        ring.indices.tail = 8;
    }
    SECTION("between two words") {
        ring.indices.head = 5;
    }
    check_refused(ring);
}

TEST_CASE("a head that runs backwards later is refused", "[ring]") {
    ring_memory ring;
    ring_producer producer = ring.producer();
    ring_consumer consumer = ring.consumer();
    REQUIRE(put(producer, "text"));
    CHECK(take(consumer).size() == 1);
    ring.indices.head = 4;
    ring_batch batch;
    CHECK_FALSE(consumer.read(everything, batch));
}

TEST_CASE("a frame that does not fit where it stands is refused", "[ring]") {
    ring_memory ring;
    ring_producer producer = ring.producer();
    REQUIRE(put(producer, "text"));
    std::uint32_t length = 0;
    SECTION("longer than what is published") {
        length = 5;
    }
    SECTION("longer than the ring") {
        length = capacity;
    }
    SECTION("as long as a length can be") {
        length = 0xFFFFFFFE;
    }
    SECTION("a skip at the very start") {
        length = mailslog::ring_skip_to_start;
    }
    ring.store_length(0, length);
    check_refused(ring);
}

TEST_CASE("a skip beyond what is published is refused", "[ring]") {
    ring_memory ring;
    ring_producer producer = ring.producer();
    REQUIRE(put(producer, "text"));
    REQUIRE(put(producer, "text"));
    ring.store_length(8, mailslog::ring_skip_to_start);
    check_refused(ring);
}

TEST_CASE("the longest datagram is the longest frame, also in a wide ring", "[ring]") {
    ring_memory ring{wide_capacity};
    ring_producer producer = ring.producer();
    ring_consumer consumer = ring.consumer();
    const std::string longest(mailslog::ring_max_frame_bytes, 'l');
    CHECK_FALSE(put(producer, longest + 'l'));
    REQUIRE(put(producer, longest));
    CHECK((take(consumer, 100) == std::vector<std::string>{longest}));
    consumer.consume();

    ring.store_length(ring.indices.tail, mailslog::ring_max_frame_bytes + 1);
    ring.indices.head = wide_capacity;
    ring_batch batch;
    CHECK_FALSE(consumer.read(100, batch));
    CHECK(batch.frames.empty());
}

TEST_CASE("a skip over more than the longest frame is refused", "[ring]") {
    ring_memory ring{wide_capacity};
    const std::size_t longest = mailslog::ring_frame_header_bytes + mailslog::ring_max_frame_bytes;
    const std::size_t skipped = GENERATE_COPY(longest - 4, longest);
    ring.indices.tail = wide_capacity - skipped;
    ring.indices.head = wide_capacity + 8;
    ring.store_length(wide_capacity - skipped, mailslog::ring_skip_to_start);
    ring.store_length(0, 4);
    ring_consumer consumer = ring.consumer();
    ring_batch batch;
    CHECK(consumer.read(100, batch) == (skipped < longest));
}

TEST_CASE("what one read copies is bounded however much is published", "[ring]") {
    ring_memory ring{wide_capacity};
    ring_producer producer = ring.producer();
    const std::string longest(mailslog::ring_max_frame_bytes, 'l');
    while (put(producer, longest)) {
    }
    ring_consumer consumer = ring.consumer();
    ring_batch batch;
    for (int frames = 0; frames < 4;) {
        REQUIRE(consumer.read(100, batch));
        REQUIRE_FALSE(batch.frames.empty());
        frames += static_cast<int>(batch.frames.size());
    }
    CHECK(batch.memory.size() <= 2 * (mailslog::ring_max_frame_bytes + 4));
}

TEST_CASE("whatever stands in the ring, reading it stays inside", "[ring]") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random{seed};
    ring_memory ring;
    ring_batch batch;
    for (int i = 0; i < 20'000; ++i) {
        for (int words = 0; words < 16; ++words) {
            const std::uint32_t word =
                random() % 4 == 0 ? mailslog::ring_skip_to_start : random() % 64;
            std::memcpy(ring.data.get() + random() % (capacity / 4) * 4, &word, sizeof word);
        }
        ring.indices.tail = random() % 65536 * 4;
        ring.indices.head = ring.indices.tail + random() % (capacity / 4 + 2) * 4;
        ring_consumer consumer = ring.consumer();
        std::size_t total = 0;
        while (consumer.read(random() % 512, batch) && !batch.frames.empty()) {
            for (const std::string_view frame : batch.frames) {
                total += frame.size();
            }
        }
        REQUIRE(total <= capacity);
    }
}

} // namespace
