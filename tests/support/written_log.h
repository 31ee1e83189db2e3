// A log in memory, the way of one sender's lines into it, and all that may fail on it.
//
//     written_log log;
//     REQUIRE_FALSE(log.add(1, "one"));
//     log.flush();
//     CHECK(log.live() == "one\n");
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

#include "collector/files/log_writer.h"
#include "mailslot/unix_time.h"
#include "tests/support/catch.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

namespace mailslog {

struct written_log {
    static constexpr const char *path = "all.log";
    static constexpr std::uint64_t stream = 7;

    memory_file_system disk;
    failing_file_system files{disk};
    rotation_settings rotation;
    std::unique_ptr<log_writer> writer;
    wall_time now = std::chrono::system_clock::now();

    explicit written_log(std::uint64_t max_bytes = 0) {
        rotation.max_bytes = max_bytes;
        restart();
    }

    /// What is not flushed is gone, as with a kill.
    void restart() { restart_with_memory(log_writer::default_memory_bytes); }
    void restart_with_memory(std::size_t bytes) { REQUIRE_FALSE(try_to_restart(bytes)); }
    std::error_code try_to_restart(std::size_t bytes = log_writer::default_memory_bytes) {
        writer.reset();
        writer = std::make_unique<log_writer>(
            files, log_route{path}, rotation, make_text_format("%v"), bytes);
        return writer->open(now);
    }

    std::error_code
    add(std::uint64_t sequence, const std::string &text, arrival how = arrival::lane) {
        incoming message;
        message.sender = {stream, sequence, 4711, "shop"};
        message.record.time_ns = unix_time_ns(now);
        message.record.line = text;
        message.record.full_line_bytes = text.size();
        message.how = how;
        return writer->add(message, now);
    }
    std::error_code add_claim(
        std::uint64_t stream_id, std::uint64_t sequence, std::optional<std::uint32_t> false_claim,
        std::uint32_t process_id = 4711) {
        incoming message;
        message.sender = {stream_id, sequence, process_id, "shop"};
        message.false_claim = false_claim;
        message.record.line = "line";
        message.record.full_line_bytes = 4;
        return writer->add(message, now);
    }
    std::error_code end(std::uint64_t last) {
        incoming message;
        message.sender = {stream, last, 4711, "shop"};
        message.is_goodbye = true;
        return writer->end_stream(message, now);
    }
    void flush() { REQUIRE_FALSE(writer->flush(now)); }

    std::string live() const { return disk.content(path); }
    std::string all_files() const {
        std::string all;
        for (const std::string &file : disk.paths()) {
            if (file.find(".ledger") == std::string::npos && file != path) {
                all += disk.content(file);
            }
        }
        return all + live();
    }
    const ledger_totals &totals() { return writer->accounts().totals(); }
};

} // namespace mailslog
