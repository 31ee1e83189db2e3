// A memory that one process fills and others look into, who neither wait nor are waited for: they
// see a whole text, the last or the one before, whatever becomes of its writer meanwhile.
//
// There is room for two texts. The one of `sequence % 2` counts; the next is written beside it, and
// then the sequence goes up. A reader whose sequence has changed meanwhile looks again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace mailslog {

struct status_words;

class status_cell {
public:
    static constexpr std::size_t max_text_bytes = std::size_t{32} * 1024 - 64;
    static constexpr std::size_t size_bytes = 2 * max_text_bytes + 64;

    /// The writer's: `memory` has `size_bytes` zeros, begins at a multiple of 64, and outlives
    /// this.
    explicit status_cell(void *memory) noexcept;

    /// A text that is too long is not taken. One thread at a time; no system call.
    void store(std::string_view text) noexcept;

private:
    status_words *words_;
    std::uint64_t sequence_ = 0; // ours: nobody's scribbling leads us
};

/// Copies `size_bytes` at `offset` of a cell, both multiples of 8, to `to`, one word after the
/// other, each before whatever is read after it (std::memory_order_acquire); false if it can't.
using cell_glance = std::function<bool(std::size_t offset, void *to, std::size_t size_bytes)>;

enum class cell_answer {
    text,
    nothing, // its writer has not stored any yet
    foreign, // it is no cell
    busy,    // it changed whenever it was looked at
};

/// Whatever the cell holds, bounded. Any thread.
cell_answer look_into_cell(const cell_glance &glance, std::string &text);

/// A glance into memory, of the same process or mapped.
cell_glance glance_at(const void *memory);

} // namespace mailslog
