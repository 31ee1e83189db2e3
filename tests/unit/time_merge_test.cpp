#include "collector/intake/time_merge.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

/// Messages of one sender, told by their sequence numbers.
class listed_source final : public incoming_source {
public:
    listed_source(std::uint64_t sender, std::vector<std::int64_t> times)
        : times_{std::move(times)} {
        current_.sender.stream_id = sender;
    }

    const incoming *peek() override {
        if (next_ == times_.size()) {
            return nullptr;
        }
        current_.record.time_ns = times_[next_];
        return &current_;
    }
    void advance() override { ++next_; }

private:
    std::vector<std::int64_t> times_;
    std::size_t next_ = 0;
    incoming current_;
};

using taken = std::vector<std::pair<std::uint64_t, std::int64_t>>;

taken take_all(time_merge &merge) {
    taken all;
    for (const incoming *message = merge.peek(); message != nullptr; message = merge.peek()) {
        all.emplace_back(message->sender.stream_id, message->record.time_ns);
        merge.advance();
    }
    return all;
}

TEST_CASE("nothing to merge is nothing", "[time_merge]") {
    time_merge merge;
    listed_source empty{1, {}};
    merge.add(empty);
    CHECK(merge.peek() == nullptr);
}

TEST_CASE("messages of several senders come in the order of their times", "[time_merge]") {
    listed_source a{1, {10, 40, 50}};
    listed_source b{2, {20, 30, 60}};
    listed_source c{3, {25}};
    time_merge merge;
    merge.add(a);
    merge.add(b);
    merge.add(c);
    CHECK(take_all(merge) == taken{{1, 10}, {2, 20}, {3, 25}, {2, 30}, {1, 40}, {1, 50}, {2, 60}});
}

TEST_CASE("a sender whose clock runs backwards keeps its own order", "[time_merge]") {
    listed_source a{1, {30, 10, 20}};
    listed_source b{2, {15, 35}};
    time_merge merge;
    merge.add(a);
    merge.add(b);
    CHECK(take_all(merge) == taken{{2, 15}, {1, 30}, {1, 10}, {1, 20}, {2, 35}});
}

TEST_CASE("a sender whose clock is far ahead or behind holds up nobody", "[time_merge]") {
    constexpr std::int64_t first = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
    listed_source ahead{1, {last, 86'400'000'000'000, last}};
    listed_source honest{2, {10, 20}};
    listed_source behind{3, {first, 0, first}};
    time_merge merge;
    merge.add(ahead);
    merge.add(honest);
    merge.add(behind);
    CHECK(
        take_all(merge) == taken{
                               {3, first},
                               {3, 0},
                               {3, first},
                               {2, 10},
                               {2, 20},
                               {1, last},
                               {1, 86'400'000'000'000},
                               {1, last}});
}

} // namespace
