#include <algorithm>
#include <deque>
#include <random>
#include <string>

#include "mailslot/outbox.h"
#include "tests/support/catch.h"

using namespace mailslog;

namespace {

// An outbox beside what it must hold.
class checked_outbox {
public:
    explicit checked_outbox(std::size_t capacity) : capacity_{capacity}, box_{capacity} {}

    void push(const std::string &datagram) {
        const std::size_t frame = outbox_frame_header_bytes + datagram.size();
        const std::size_t gone = box_.push(datagram);
        if (frame > capacity_) {
            REQUIRE(gone == 1);
        } else {
            forget_oldest(gone, frame);
            model_.push_back(datagram);
        }
        check();
    }

    void pop() {
        box_.pop();
        model_.pop_front();
        check();
    }

    bool empty() const { return model_.empty(); }

private:
    void forget_oldest(std::size_t gone, std::size_t new_frame) {
        REQUIRE(gone <= model_.size());
        for (; gone > 0; --gone) {
            // Free are one piece that is too small for the new frame, and one at the end that was
            // too small for the frame that now lies at the start.
            REQUIRE(model_frame_bytes() + new_frame + largest_frame(new_frame) > capacity_);
            model_.pop_front();
        }
    }

    std::size_t largest_frame(std::size_t new_frame) const {
        for (const std::string &datagram : model_) {
            new_frame = std::max(new_frame, outbox_frame_header_bytes + datagram.size());
        }
        return new_frame;
    }

    std::size_t model_bytes() const {
        std::size_t bytes = 0;
        for (const std::string &datagram : model_) {
            bytes += datagram.size();
        }
        return bytes;
    }

    std::size_t model_frame_bytes() const {
        return model_bytes() + model_.size() * outbox_frame_header_bytes;
    }

    void check() const {
        REQUIRE(box_.count() == model_.size());
        REQUIRE(box_.empty() == model_.empty());
        REQUIRE(box_.used_bytes() == model_bytes());
        REQUIRE(model_frame_bytes() <= capacity_);
        if (!model_.empty()) {
            REQUIRE(box_.front() == model_.front());
        }
    }

    std::size_t capacity_;
    outbox box_;
    std::deque<std::string> model_;
};

std::string numbered(std::size_t number, std::size_t size) {
    std::string text = std::to_string(number);
    text.resize(size, static_cast<char>('a' + number % 26));
    return text;
}

} // namespace

TEST_CASE("an outbox gives back in order what it was given", "[outbox]") {
    outbox box{4096};
    CHECK(box.empty());
    for (const char *datagram : {"one", "", "three"}) {
        CHECK(box.push(datagram) == 0);
    }
    CHECK(box.count() == 3);
    CHECK(box.used_bytes() == 8);
    for (const char *datagram : {"one", "", "three"}) {
        CHECK(box.front() == datagram);
        box.pop();
    }
    CHECK(box.empty());
    CHECK(box.used_bytes() == 0);
}

TEST_CASE("a full outbox forgets the oldest", "[outbox]") {
    outbox box{80}; // four frames of 20
    for (std::size_t number = 0; number < 4; ++number) {
        CHECK(box.push(numbered(number, 16)) == 0);
    }
    CHECK(box.push(numbered(4, 16)) == 1);
    CHECK(box.count() == 4);
    CHECK(box.front() == numbered(1, 16));
    CHECK(box.push(numbered(5, 16)) == 1);
    CHECK(box.front() == numbered(2, 16));
    CHECK(box.push(numbered(6, 17)) == 2);
    CHECK(box.front() == numbered(4, 16));
}

TEST_CASE("a datagram of the whole outbox fits, one byte more does not", "[outbox]") {
    constexpr std::size_t capacity = 100;
    constexpr std::size_t largest = capacity - outbox_frame_header_bytes;
    outbox box{capacity};
    CHECK(box.push("waiting") == 0);
    CHECK(box.push(numbered(1, largest + 1)) == 1);
    CHECK(box.front() == "waiting");
    CHECK(box.push(numbered(2, largest - 1)) == 1);
    CHECK(box.push(numbered(3, largest)) == 1);
    CHECK(box.count() == 1);
    CHECK(box.front() == numbered(3, largest));
}

TEST_CASE("a datagram that the end leaves no room for lies in one piece", "[outbox]") {
    checked_outbox box{100};
    box.push(numbered(0, 36)); // 40 bytes each: the third would end 20 bytes too far
    box.push(numbered(1, 36));
    box.push(numbered(2, 36));
    box.push(numbered(3, 36));
    while (!box.empty()) {
        box.pop();
    }
}

TEST_CASE("an outbox keeps the newest through any sequence", "[outbox]") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random{seed};
    for (const std::size_t capacity : {4u, 5u, 16u, 100u, 1000u}) {
        CAPTURE(capacity);
        checked_outbox box{capacity};
        std::uniform_int_distribution<std::size_t> size{0, capacity / 3 + 3};
        for (std::size_t step = 0; step < 5000; ++step) {
            if (random() % 3 == 0 && !box.empty()) {
                box.pop();
            } else {
                box.push(numbered(step, random() % 50 == 0 ? capacity : size(random)));
            }
        }
    }
}
