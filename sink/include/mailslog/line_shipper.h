// The compiled half of the sink, free of spdlog: numbers the lines of one stream, encodes them and
// hands them to the slot. Applications use mailslot_sink.h.
//
// One thread at a time. After fork() the child's first call begins a stream of its own, with
// figures of its own; the parent's is not touched by the child.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include <mailslog/mailslot_sink_config.h>

namespace mailslog {

/// One line as the logger gave it. The views need to live only during ship().
struct shipped_line {
    int level = 0;            // spdlog's numbers, 0 (trace) to 5 (critical)
    std::int64_t time_ns = 0; // since 1970-01-01T00:00:00Z
    std::uint64_t thread_id = 0;
    std::string_view logger;
    std::string_view source_file; // empty: no source location
    std::uint32_t source_line = 0;
    std::string_view source_function;
    std::string_view text;
};

class line_shipper {
public:
    /// Throws std::invalid_argument for a setting that can't be, naming it and what would be right.
    /// An absent collector is no error.
    explicit line_shipper(const mailslot_sink_config &config);
    /// Says goodbye to the collector; waits at most config.close_timeout.
    ~line_shipper();
    line_shipper(const line_shipper &) = delete;
    line_shipper &operator=(const line_shipper &) = delete;

    void ship(const shipped_line &line) noexcept;
    /// A line that could not be made (no memory): it takes its number and is dropped.
    void drop() noexcept;
    /// Makes sure that a collector knows of the lines that wait; never blocks.
    void flush() noexcept;
    mailslot_sink_stats stats() const noexcept;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace mailslog
