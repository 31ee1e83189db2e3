#include "collector/status/status_cell.h"

#include <atomic>
#include <cstring>
#include <memory>
#include <thread>

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

struct alignas(64) cell_memory {
    char bytes[status_cell::size_bytes] = {};
};

/// Where the texts are, as their writer lays them out.
constexpr std::size_t sequence_at = 8;
constexpr std::size_t texts_at = 64;

struct fixture {
    std::unique_ptr<cell_memory> memory = std::make_unique<cell_memory>();
    status_cell cell{memory->bytes};
    std::string seen;

    cell_answer look() { return look_into_cell(glance_at(memory->bytes), seen); }
};

TEST_CASE("a cell shows the text that was stored last", "[status_cell]") {
    fixture f;
    CHECK(f.look() == cell_answer::nothing);
    for (const std::string text : {"one", "a longer one", "x", ""}) {
        f.cell.store(text);
        CHECK(f.look() == cell_answer::text);
        CHECK(f.seen == text);
    }
}

TEST_CASE("the longest text fits, and a longer one changes nothing", "[status_cell]") {
    fixture f;
    const std::string longest(status_cell::max_text_bytes, 'l');
    f.cell.store(longest);
    f.cell.store(longest + "!");
    REQUIRE(f.look() == cell_answer::text);
    CHECK(f.seen == longest);
}

TEST_CASE("a writer that was killed in the middle leaves the text before", "[status_cell]") {
    fixture f;
    f.cell.store("first");
    f.cell.store("second");
    std::memset(f.memory->bytes + texts_at + status_cell::max_text_bytes, '?', 5); // the next one's
    REQUIRE(f.look() == cell_answer::text);
    CHECK(f.seen == "second");
}

TEST_CASE("what is no cell is told from one", "[status_cell]") {
    fixture f;
    f.cell.store("text");
    const cell_memory zeros;
    CHECK(look_into_cell(glance_at(zeros.bytes), f.seen) == cell_answer::foreign);
    std::memset(f.memory->bytes + 16, 0xFF, 16); // the lengths
    CHECK(f.look() == cell_answer::foreign);
    const auto unreadable = [](std::size_t, void *, std::size_t) { return false; };
    CHECK(look_into_cell(unreadable, f.seen) == cell_answer::foreign);
}

TEST_CASE("a cell that never stands still does not hold its reader up", "[status_cell]") {
    fixture f;
    f.cell.store("text");
    const auto steady = glance_at(f.memory->bytes);
    std::uint64_t sequence = 1;
    const auto restless = [&](std::size_t offset, void *to, std::size_t size_bytes) {
        sequence += offset == sequence_at ? 1 : 0;
        std::memcpy(f.memory->bytes + sequence_at, &sequence, sizeof sequence);
        return steady(offset, to, size_bytes);
    };
    CHECK(look_into_cell(restless, f.seen) == cell_answer::busy);
}

TEST_CASE("a reader beside a writer sees whole texts only", "[status_cell]") {
    fixture f;
    std::atomic<bool> over{false};
    std::thread writer{[&] {
        for (int i = 0; !over; ++i) {
            f.cell.store(std::string(
                1 + static_cast<std::size_t>(i % 5000), static_cast<char>('a' + i % 26)));
        }
    }};
    int texts = 0;
    while (texts < 2000) {
        if (f.look() == cell_answer::text) {
            ++texts;
            if (f.seen != std::string(f.seen.size(), f.seen[0])) {
                over = true;
                writer.join();
                FAIL("torn: " << f.seen);
            }
        }
    }
    over = true;
    writer.join();
    SUCCEED();
}

} // namespace
