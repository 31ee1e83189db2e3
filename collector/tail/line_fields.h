// What a line of a log says of itself, as far as it shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mailslot/datagram.h"

namespace mailslog {

/// Reused from line to line. What a line says is not known ("-") is empty or 0 here.
struct line_fields {
    std::optional<std::int64_t> time_ns;
    std::optional<mailslog::level> level;
    std::string_view level_word; // where it stands in the line
    std::string process_name;
    std::int64_t process_id = 0;
    std::uint64_t thread_id = 0;
    std::string host;
    std::string address;
    std::string logger;
    std::string source_file;
    std::uint32_t source_line = 0;
    std::string source_function;
    std::string message;
    std::uint64_t missing_bytes = 0;

    void clear() {
        time_ns.reset();
        level.reset();
        level_word = {};
        for (std::string *text :
             {&process_name, &host, &address, &logger, &source_file, &source_function, &message}) {
            text->clear();
        }
        process_id = 0;
        thread_id = 0;
        source_line = 0;
        missing_bytes = 0;
    }
};

} // namespace mailslog
