#include "mailslot/network/key_file.h"

#include <optional>
#include <string_view>

#include "mailslot/network/seal.h"
#include "mailslot/network/wipe.h"

namespace mailslog {
namespace {

/// The key's 64 digits and any white space that somebody may have put around them.
constexpr std::size_t max_key_file_bytes = 1024;
constexpr std::size_t key_digits = 2 * std::tuple_size_v<seal_key>;
constexpr std::string_view white_space = " \t\r\n\v\f";

std::string_view trimmed(std::string_view text) noexcept {
    const std::size_t begin = text.find_first_not_of(white_space);
    return begin == std::string_view::npos
               ? std::string_view{}
               : text.substr(begin, text.find_last_not_of(white_space) + 1 - begin);
}

/// A digit's value; 16 and more: none.
unsigned hex_value(char digit) noexcept {
    if (digit >= '0' && digit <= '9') {
        return static_cast<unsigned>(digit - '0');
    }
    if (digit >= 'a' && digit <= 'f') {
        return static_cast<unsigned>(digit - 'a') + 10;
    }
    return digit >= 'A' && digit <= 'F' ? static_cast<unsigned>(digit - 'A') + 10 : 16;
}

bool parse_key(std::string_view digits, seal_key &key) noexcept {
    if (digits.size() != key_digits) {
        return false;
    }
    bool all_digits = true;
    for (unsigned char &byte : key) {
        const unsigned high = hex_value(digits[0]);
        const unsigned low = hex_value(digits[1]);
        all_digits = all_digits && high < 16 && low < 16;
        byte = static_cast<unsigned char>((high << 4) | low);
        digits.remove_prefix(2);
    }
    return all_digits;
}

/// What is wrong with the file, for the user to read; empty: nothing, and `key` is what it holds.
std::string read_key(const std::string &path, seal_key &key) {
    char text[max_key_file_bytes + 1]; // so that a longer file is seen to be longer
    const key_file_content content = read_key_bytes(path, text, sizeof text);
    const bool is_key =
        content.size <= max_key_file_bytes && parse_key(trimmed({text, content.size}), key);
    wipe(text, sizeof text);
    if (content.error) {
        return "cannot read the key file " + path + ": " + content.error.message();
    }
    if (content.is_open_to_others) {
        return "the key file " + path + " is open to others than its owner; chmod 600 closes it";
    }
    return is_key ? ""
                  : "the key file " + path +
                        " does not hold 64 hexadecimal digits and nothing else; openssl rand "
                        "-hex 32 makes them";
}

} // namespace

std::optional<seal_key> read_key_file(const std::string &path, std::string *reason) {
    std::optional<seal_key> key{std::in_place};
    std::string problem = read_key(path, *key);
    if (!problem.empty()) {
        wipe(key->data(), key->size());
        key.reset();
        if (reason) {
            *reason = std::move(problem);
        }
    }
    return key;
}

} // namespace mailslog
