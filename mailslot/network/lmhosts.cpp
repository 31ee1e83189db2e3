#include "mailslot/network/lmhosts.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "mailslot/ascii_case.h"
#include "mailslot/network/netbios_name.h"

namespace mailslog {
namespace {

constexpr char comment = '#';
constexpr std::string_view blanks = " \t\r";
constexpr std::size_t suffix_digits = 2;
constexpr int hexadecimal = 16;

/// Takes the next word off `line`, and the blanks before it.
std::string_view take_word(std::string_view &line) noexcept {
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    const std::string_view word = line.substr(0, line.find_first_of(blanks));
    line.remove_prefix(word.size());
    return word;
}

std::string_view take_line(std::string_view &text) noexcept {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    return line;
}

/// Nothing for a comment.
std::optional<unsigned> parse_suffix(std::string_view text) noexcept {
    unsigned suffix = 0;
    const char *const end = text.data() + text.size();
    const auto [behind, error] = std::from_chars(text.data(), end, suffix, hexadecimal);
    const bool is_one = text.size() == suffix_digits && error == std::errc{} && behind == end;
    return is_one ? std::optional{suffix} : std::nullopt;
}

/// Whether "#…" behind a name lets it be the one of a computer.
bool is_of_a_computer(std::string_view behind_the_name) noexcept {
    const auto suffix = parse_suffix(behind_the_name);
    return !suffix || *suffix == netbios_suffix::workstation ||
           *suffix == netbios_suffix::file_server;
}

bool refuse(std::string *reason, const std::string &what) {
    if (reason) {
        *reason = what;
    }
    return false;
}

bool read_file(const std::string &path, std::string &text, std::string *reason) {
    const std::filesystem::path file = std::filesystem::u8path(path);
    std::error_code error;
    const auto bytes = std::filesystem::file_size(file, error);
    if (error) {
        return refuse(reason, "it cannot be read: " + error.message());
    }
    if (bytes > max_lmhosts_bytes) {
        return refuse(reason, "it is larger than 1 MiB");
    }
    std::ifstream stream(file, std::ios::binary);
    text.resize(static_cast<std::size_t>(bytes));
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount())); // somebody may have cut it meanwhile
    return stream.is_open() && !stream.bad() ? true : refuse(reason, "it cannot be read");
}

} // namespace

static_assert(max_lmhosts_bytes == 1 << 20, "said in read_file");

/// What is wrong with the line, for the user to read; null: nothing.
const char *lmhosts::problem_with(std::string_view line, std::vector<entry> &out) {
    const std::string_view address_text = take_word(line);
    if (address_text.empty() || address_text.front() == comment) {
        return nullptr;
    }
    const auto address = ipv4_address::parse(address_text);
    if (!address) {
        return "it does not begin with an address";
    }
    const std::string_view word = take_word(line);
    const std::string_view name = word.substr(0, word.find(comment));
    if (name.empty()) {
        return "no name follows the address";
    }
    if (name.size() == word.size() || is_of_a_computer(word.substr(name.size() + 1))) {
        out.push_back({std::string(name), *address});
    }
    return nullptr;
}

std::optional<lmhosts> lmhosts::parse(std::string_view text, std::string *reason) {
    lmhosts parsed;
    for (std::size_t number = 1; !text.empty(); ++number) {
        if (const char *problem = problem_with(take_line(text), parsed.entries_)) {
            refuse(
                reason, "line " + std::to_string(number) + ": " + problem +
                            "; write ip NAME, as in 10.0.0.5 COLLECTOR");
            return std::nullopt;
        }
    }
    return parsed;
}

std::optional<lmhosts> lmhosts::read(const std::string &path, std::string *reason) {
    std::string text;
    std::string problem;
    std::optional<lmhosts> parsed;
    if (read_file(path, text, &problem)) {
        parsed = parse(text, &problem);
    }
    if (!parsed) {
        refuse(reason, "lmhosts_file: " + path + ": " + problem);
    }
    return parsed;
}

std::optional<ipv4_address> lmhosts::find(std::string_view name) const noexcept {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [name](const entry &entry) {
        return equal_ignoring_case(entry.name, name);
    });
    return found == entries_.end() ? std::nullopt : std::optional{found->address};
}

} // namespace mailslog
