// What the senders of the integration tests have in common: the command line (PROGRAM SLOT LINES
// [drop|wait]; who waits does so as long as a sink may, however long collectors are away), lines
// that a test can account for, and a report of stats() that it can read.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <mailslog/mailslot_sink.h>
#include <spdlog/logger.h>

struct sender_arguments {
    mailslog::mailslot_sink_config config;
    std::uint64_t lines = 0;
};

inline sender_arguments parse_sender_arguments(int argc, char **argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: %s SLOT LINES [drop|wait]\n", argv[0]);
        std::exit(2);
    }
    sender_arguments arguments;
    arguments.config.slot = argv[1];
    arguments.lines = std::strtoull(argv[2], nullptr, 10);
    if (argc > 3 && std::strcmp(argv[3], "wait") == 0) {
        arguments.config.overflow = mailslog::overflow_policy::wait;
        arguments.config.overflow_timeout = std::chrono::minutes{1};
    }
    return arguments;
}

/// Logs the lines `first` to `last` of a thread.
inline void
log_lines(spdlog::logger &log, std::uint64_t thread, std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t line = first; line <= last; ++line) {
        log.info("thread {} line {}: order accepted", thread, line);
    }
}

/// Says one thing to the test, at once.
inline void say(const char *text) {
    std::printf("%s\n", text);
    std::fflush(stdout);
}

/// Waits until the test says anything; false when it never will.
inline bool wait_for_a_word() {
    char word[80];
    return std::fgets(word, sizeof word, stdin) != nullptr;
}

inline void report(const mailslog::mailslot_sink_stats &stats) {
    std::printf(
        "logged %llu, dropped %llu, truncated %llu, offers %llu, by %s\n",
        static_cast<unsigned long long>(stats.logged),
        static_cast<unsigned long long>(stats.dropped),
        static_cast<unsigned long long>(stats.truncated),
        static_cast<unsigned long long>(stats.offers), stats.by_datagram ? "datagram" : "lane");
    std::fflush(stdout);
}
