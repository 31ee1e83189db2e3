#include "tests/support/random_records.h"

#include <limits>

namespace mailslog {

/// As likely one of the extremes as any other value.
template <typename Integer>
Integer random_records::integer() {
    switch (random_() % 4) {
    case 0:
        return 0;
    case 1:
        return std::numeric_limits<Integer>::min();
    case 2:
        return std::numeric_limits<Integer>::max();
    default:
        return static_cast<Integer>(random_());
    }
}

std::string random_records::text() {
    static const std::string pieces[] = {
        "plain words",  "\n",       "\r\n",         "\t",
        "\"",           "\\",       "\\n",          "\x7F",
        "\xFF",         "\xE2\x80", "\xE2\x80\xA8", "\xE2\x80\xAE",
        "\xE2\x81\xA6", "\xC2\x85", "\xC3\xA9",     "%v",
        "{}",           "/",        "\x1B[0m",      std::string(1, '\0')};
    std::string made;
    for (std::size_t count = random_() % 6; count > 0; --count) {
        made += random_() % 4 == 0 ? std::string(1, static_cast<char>(random_()))
                                   : pieces[random_() % std::size(pieces)];
    }
    return made;
}

record random_records::next() {
    record made;
    made.level = static_cast<level>(random_() % 7);
    made.time_ns = integer<std::int64_t>();
    made.process_name = process_name_ = text();
    made.process_id = integer<std::int64_t>();
    made.thread_id = integer<std::uint64_t>();
    made.host = host_ = text();
    made.logger = logger_ = text();
    made.source_file = source_file_ = text();
    made.source_line = integer<std::uint32_t>();
    made.source_function = source_function_ = text();
    made.line = line_ = text();
    made.missing_bytes = integer<std::uint64_t>();
    made.lost_records = integer<std::uint64_t>();
    made.suppressed_records = integer<std::uint64_t>();
    return made;
}

} // namespace mailslog
