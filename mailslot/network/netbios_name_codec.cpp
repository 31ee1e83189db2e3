// RFC 1002 section 4.1: a label of 32 bytes, two for each of the name's (RFC 1001 section 14.1),
// then the scope's labels, then an empty one. A label pointer stands for the rest of a name.
#include <algorithm>
#include <cassert>

#include "mailslot/network/netbios_name.h"

namespace mailslog {
namespace {

constexpr std::size_t name_label_bytes = 2 * netbios_name::padded_bytes;
constexpr unsigned max_label_bytes = 63; // two bits of the length mark a pointer
constexpr unsigned pointer_mark = 0xC0;
constexpr std::size_t pointer_bytes = 2;
/// More than any sender of one or two names needs.
constexpr int max_pointers = 10;

/// A nibble is written as one of sixteen letters.
constexpr char first_nibble = 'A';
constexpr char last_nibble = 'P';

constexpr char scope_separator = '.';

void append_label(std::string &to, std::string_view label) {
    assert(label.size() <= max_label_bytes);
    to += static_cast<char>(label.size());
    to += label;
}

void append_name_label(std::string &to, const netbios_name &name) {
    to += static_cast<char>(name_label_bytes);
    for (const char byte : name.padded()) {
        const auto value = static_cast<unsigned char>(byte);
        to += static_cast<char>(first_nibble + (value >> 4));
        to += static_cast<char>(first_nibble + (value & 0xF));
    }
}

/// Goes from label to label, following pointers. Each leads to before the labels that it ends, so
/// that no way is a circle.
class label_walk {
public:
    label_walk(std::string_view packet, std::size_t offset) noexcept
        : packet_(packet), at_(offset), run_(offset), end_(offset) {}

    /// The next label, an empty one at the name's end; nothing where there can't be one.
    std::optional<std::string_view> next() noexcept {
        while (has(pointer_bytes) && (byte(0) & pointer_mark) == pointer_mark) {
            if (!follow()) {
                return std::nullopt;
            }
        }
        if (!has(1) || byte(0) > max_label_bytes || !has(1 + byte(0))) {
            return std::nullopt;
        }
        const std::string_view label = packet_.substr(at_ + 1, byte(0));
        walked_bytes_ += 1 + label.size();
        advance(1 + label.size());
        return walked_bytes_ <= max_encoded_name_bytes ? std::optional(label) : std::nullopt;
    }

    std::size_t end() const noexcept { return end_; }

private:
    bool has(std::size_t bytes) const noexcept {
        return at_ <= packet_.size() && bytes <= packet_.size() - at_;
    }
    unsigned byte(std::size_t index) const noexcept {
        return static_cast<unsigned char>(packet_[at_ + index]);
    }

    void advance(std::size_t bytes) noexcept {
        at_ += bytes;
        if (pointers_ == 0) {
            end_ = at_;
        }
    }

    bool follow() noexcept {
        const std::size_t target = ((byte(0) & ~pointer_mark) << 8) | byte(1);
        advance(pointer_bytes);
        if (target >= run_ || ++pointers_ > max_pointers) {
            return false;
        }
        at_ = run_ = target;
        return true;
    }

    std::string_view packet_;
    std::size_t at_;
    std::size_t run_; // where the labels began that are being walked
    std::size_t end_;
    std::size_t walked_bytes_ = 0;
    int pointers_ = 0;
};

bool is_nibble(char c) noexcept {
    return c >= first_nibble && c <= last_nibble;
}

bool is_name_label(std::string_view label) noexcept {
    return label.size() == name_label_bytes && std::all_of(label.begin(), label.end(), is_nibble);
}

/// Undoes the nibbles of a label that is_name_label().
netbios_name name_in(std::string_view label) noexcept {
    std::array<char, netbios_name::padded_bytes> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = label[2 * i] - first_nibble;
        const int low = label[2 * i + 1] - first_nibble;
        bytes[i] = static_cast<char>((high << 4) | low);
    }
    return netbios_name::from_padded(bytes);
}

/// A part of a domain's name that its text with dots spells unmistakably.
bool is_scope_label(std::string_view label) noexcept {
    return std::all_of(label.begin(), label.end(), [](char c) {
        return c > ' ' && c <= '~' && c != scope_separator;
    });
}

bool read_scope(label_walk &walk, std::string &scope) {
    while (const std::optional<std::string_view> label = walk.next()) {
        if (label->empty()) {
            return true;
        }
        if (!is_scope_label(*label)) {
            return false;
        }
        if (!scope.empty()) {
            scope += scope_separator;
        }
        scope += *label;
    }
    return false;
}

} // namespace

void encode_name(const netbios_name &name, std::string_view scope, std::string &to) {
    [[maybe_unused]] const std::size_t begin = to.size();
    append_name_label(to, name);
    while (!scope.empty()) {
        const std::string_view label = scope.substr(0, scope.find(scope_separator));
        append_label(to, label);
        scope.remove_prefix(std::min(label.size() + 1, scope.size()));
    }
    append_label(to, {});
    assert(to.size() - begin <= max_encoded_name_bytes);
}

std::optional<decoded_name> decode_name(std::string_view packet, std::size_t offset) {
    label_walk walk{packet, offset};
    const std::optional<std::string_view> first = walk.next();
    decoded_name decoded;
    if (!first || !is_name_label(*first) || !read_scope(walk, decoded.scope)) {
        return std::nullopt;
    }
    decoded.name = name_in(*first);
    decoded.end = walk.end();
    return decoded;
}

} // namespace mailslog
