#include "collector/status/status_cell.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <thread>

namespace mailslog {

namespace {

constexpr std::uint64_t cell_magic = 0x313074736C736DULL; // "mslst01"
constexpr std::size_t word_bytes = sizeof(std::uint64_t);
constexpr std::size_t text_words = status_cell::max_text_bytes / word_bytes;
constexpr int max_looks = 1000;

using word = std::atomic<std::uint64_t>;
static_assert(sizeof(word) == word_bytes && word::is_always_lock_free);

} // namespace

struct status_words {
    word magic;
    word sequence; // 0: no text yet
    word lengths[2];
    alignas(64) word texts[2][text_words];
};
static_assert(sizeof(status_words) == status_cell::size_bytes);

namespace {

std::size_t place_of_length(std::uint64_t sequence) noexcept {
    return offsetof(status_words, lengths) + static_cast<std::size_t>(sequence % 2) * word_bytes;
}

std::size_t place_of_text(std::uint64_t sequence) noexcept {
    return offsetof(status_words, texts) +
           static_cast<std::size_t>(sequence % 2) * status_cell::max_text_bytes;
}

bool look_at(const cell_glance &glance, std::size_t offset, std::uint64_t &value) {
    return glance(offset, &value, word_bytes);
}

/// The text of the sequence as it stands; false if there can't be one.
bool copy_text(const cell_glance &glance, std::uint64_t sequence, std::string &text) {
    std::uint64_t length = 0;
    if (!look_at(glance, place_of_length(sequence), length) ||
        length > status_cell::max_text_bytes) {
        return false;
    }
    text.resize(static_cast<std::size_t>(length + word_bytes - 1) / word_bytes * word_bytes);
    const bool is_there = glance(place_of_text(sequence), text.data(), text.size());
    text.resize(static_cast<std::size_t>(length));
    return is_there;
}

} // namespace

status_cell::status_cell(void *memory) noexcept : words_{static_cast<status_words *>(memory)} {
    words_->magic.store(cell_magic, std::memory_order_relaxed);
}

void status_cell::store(std::string_view text) noexcept {
    if (text.size() > max_text_bytes) {
        return;
    }
    const std::uint64_t next = sequence_ + 1;
    // Released: whoever sees one of these words sees that the sequence is beyond the text before.
    word *to = words_->texts[next % 2];
    for (std::size_t at = 0; at < text.size(); at += word_bytes) {
        std::uint64_t value = 0;
        std::memcpy(&value, text.data() + at, std::min(word_bytes, text.size() - at));
        (to++)->store(value, std::memory_order_release);
    }
    words_->lengths[next % 2].store(text.size(), std::memory_order_release);
    words_->sequence.store(next, std::memory_order_release);
    sequence_ = next;
}

cell_answer look_into_cell(const cell_glance &glance, std::string &text) {
    std::uint64_t magic = 0;
    if (!look_at(glance, offsetof(status_words, magic), magic) || magic != cell_magic) {
        return cell_answer::foreign;
    }
    for (int look = 0; look < max_looks; ++look) {
        std::uint64_t before = 0;
        std::uint64_t after = 0;
        const bool is_there = look_at(glance, offsetof(status_words, sequence), before);
        if (is_there && before == 0) {
            return cell_answer::nothing;
        }
        const bool has_text = copy_text(glance, before, text);
        if (!is_there || !look_at(glance, offsetof(status_words, sequence), after)) {
            return cell_answer::foreign;
        }
        if (before == after) {
            return has_text ? cell_answer::text : cell_answer::foreign;
        }
        std::this_thread::yield();
    }
    return cell_answer::busy;
}

cell_glance glance_at(const void *memory) {
    return [memory](std::size_t offset, void *to, std::size_t size_bytes) {
        const auto *from = static_cast<const word *>(memory) + offset / word_bytes;
        for (std::size_t done = 0; done < size_bytes; done += word_bytes) {
            const std::uint64_t value = (from++)->load(std::memory_order_acquire);
            std::memcpy(static_cast<char *>(to) + done, &value, word_bytes);
        }
        return true;
    };
}

} // namespace mailslog
