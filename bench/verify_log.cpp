// Reads what a peer wrote and says what arrived, in a line of JSON: whole lines, torn ones, lines
// that came twice or out of order, and lines of others.
//
//   verify_log LINE_BYTES FILE...    LINE_BYTES as the producer was told
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct producer {
    std::vector<bool> seen;
    std::uint64_t next = 0;
};

struct findings {
    std::uint64_t whole = 0;
    std::uint64_t torn = 0;
    std::uint64_t twice = 0;
    std::uint64_t out_of_order = 0;
    std::uint64_t others = 0; // notices of loss, what a daemon says when it starts
    std::uint64_t bytes = 0;
};

/// Reads "PREFIXnumber" at `place`; false if that is not what stands there.
bool take_number(std::string_view &rest, std::string_view prefix, std::uint64_t &number) {
    if (rest.substr(0, prefix.size()) != prefix) {
        return false;
    }
    rest.remove_prefix(prefix.size());
    const std::size_t before = rest.size();
    for (number = 0; !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; rest.remove_prefix(1)) {
        number = number * 10 + static_cast<std::uint64_t>(rest[0] - '0');
    }
    return rest.size() != before;
}

class verifier {
public:
    explicit verifier(std::size_t line_bytes) : line_bytes_{line_bytes} {}

    void look_at(std::string_view line) {
        const std::size_t body = line.find(line_bytes_ == 0 ? "order " : "<");
        const std::size_t numbers = line.rfind(" seq=");
        if (body == line.npos && numbers == line.npos) {
            ++found_.others;
        } else if (body == line.npos || numbers == line.npos || numbers < body) {
            ++found_.torn;
        } else {
            look_at_numbers(line.substr(body), line.substr(numbers));
        }
    }
    void count_bytes(std::size_t bytes) { found_.bytes += bytes; }
    const findings &found() const { return found_; }

private:
    void look_at_numbers(std::string_view body, std::string_view numbers) {
        std::uint64_t producer = 0;
        std::uint64_t number = 0;
        if (!take_number(numbers, " seq=", producer) || !take_number(numbers, ".", number) ||
            numbers != " ok" || !is_whole(body, number)) {
            ++found_.torn;
            return;
        }
        enter(producers_[producer], number);
    }

    /// Whether the body's beginning and its size are those of the line with this number.
    bool is_whole(std::string_view body, std::uint64_t number) const {
        if (body.find(" seq=") != body.rfind(" seq=")) {
            return false;
        }
        if (line_bytes_ != 0) {
            return body.size() >= line_bytes_ && body.size() <= line_bytes_ + 1;
        }
        std::uint64_t id = 0;
        return take_number(body, "order ", id) && id == 100000 + number;
    }

    void enter(producer &from, std::uint64_t number) {
        if (number >= from.seen.size()) {
            from.seen.resize(number * 2 + 1024);
        }
        if (from.seen[number]) {
            ++found_.twice;
            return;
        }
        from.seen[number] = true;
        ++found_.whole;
        found_.out_of_order += number < from.next ? 1 : 0;
        from.next = number + 1;
    }

    std::size_t line_bytes_;
    std::map<std::uint64_t, producer> producers_;
    findings found_;
};

} // namespace

int main(int argc, char **argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: verify_log LINE_BYTES FILE...\n");
        return 2;
    }
    verifier verifier{std::strtoull(argv[1], nullptr, 10)};
    std::string line;
    for (int index = 2; index < argc; ++index) {
        std::ifstream file{argv[index]};
        while (std::getline(file, line)) {
            verifier.count_bytes(line.size() + 1);
            if (line.size() > 1 &&
                line.back() == '}') { // JSON: the body ends before the next field
                if (const std::size_t end = line.find(" ok\""); end != line.npos) {
                    line.resize(end + 3);
                }
            }
            while (!line.empty() && line.back() == ' ') { // rsyslog's
                line.pop_back();
            }
            verifier.look_at(line);
        }
    }
    const findings &found = verifier.found();
    std::printf(
        "{\"whole\": %llu, \"torn\": %llu, \"twice\": %llu, \"out_of_order\": %llu, "
        "\"others\": %llu, \"bytes\": %llu}\n",
        static_cast<unsigned long long>(found.whole), static_cast<unsigned long long>(found.torn),
        static_cast<unsigned long long>(found.twice),
        static_cast<unsigned long long>(found.out_of_order),
        static_cast<unsigned long long>(found.others),
        static_cast<unsigned long long>(found.bytes));
    return 0;
}
