// A growing buffer for text that is put together from many short pieces: cheaper to append to than
// a std::string, since it knows nothing of ends and has room to spare.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstring>
#include <limits>
#include <memory>
#include <string_view>

namespace mailslog {

class text_buffer {
public:
    void clear() noexcept { size_ = 0; }
    std::string_view view() const noexcept { return {bytes_.get(), size_}; }

    void append(std::string_view text) {
        copy(room_for(text.size()), text);
        size_ += text.size();
    }

    template <typename Integer>
    void append_decimal(Integer value) {
        constexpr std::size_t most = std::numeric_limits<Integer>::digits10 + 2;
        char *at = room_for(most);
        size_ += static_cast<std::size_t>(std::to_chars(at, at + most, value).ptr - at);
    }

    /// With leading zeros: `digits` of them in all, which the value must fit.
    void append_padded(std::uint32_t value, std::size_t digits) {
        char *at = room_for(digits);
        for (std::size_t i = digits; i > 0; --i, value /= 10) {
            at[i - 1] = static_cast<char>('0' + value % 10);
        }
        size_ += digits;
    }

private:
    static constexpr std::size_t first_room_bytes = 1024;

    /// Two overlapping copies of a fixed size cost less than a call.
    template <std::size_t Size>
    static void copy_ends(char *to, std::string_view text) noexcept {
        char ends[2 * Size];
        std::memcpy(ends, text.data(), Size);
        std::memcpy(ends + Size, text.data() + text.size() - Size, Size);
        std::memcpy(to, ends, Size);
        std::memcpy(to + text.size() - Size, ends + Size, Size);
    }

    static void copy(char *to, std::string_view text) noexcept {
        if (text.size() > 16) {
            std::memcpy(to, text.data(), text.size());
        } else if (text.size() >= 8) {
            copy_ends<8>(to, text);
        } else if (text.size() >= 4) {
            copy_ends<4>(to, text);
        } else {
            for (std::size_t i = 0; i < text.size(); ++i) {
                to[i] = text[i];
            }
        }
    }

    char *room_for(std::size_t bytes) {
        if (bytes > capacity_ - size_) {
            grow(bytes);
        }
        return bytes_.get() + size_;
    }

    void grow(std::size_t bytes) {
        const std::size_t capacity = 2 * (capacity_ + bytes) + first_room_bytes;
        std::unique_ptr<char[]> larger{new char[capacity]}; // not zeroed
        copy(larger.get(), view());
        bytes_ = std::move(larger);
        capacity_ = capacity;
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

} // namespace mailslog
