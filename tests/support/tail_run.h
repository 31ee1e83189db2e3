// A run of `mailslog tail` on files in memory.
//
//     tail_run tail;
//     tail.disk.put("all.log", line(1, "shop", "no stock"));
//     CHECK(tail.run() == 0);
//     CHECK(tail.messages() == "no stock ");
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "collector/tail/tail_output.h"
#include "tests/support/failing_file_system.h"
#include "tests/support/memory_file_system.h"

namespace mailslog {

/// A second of 22 November 2026, 14:00 local time.
std::int64_t second_ns(int second);
/// A line of that second, as the collector writes it.
std::string line(int second, const std::string &process, const std::string &message);
/// What all.log is called that was rotated then.
std::string rotated_at(int second);

class tail_run {
public:
    /// Returns the exit code. Each of `scenes` is played when it waits for more lines; behind the
    /// last one it is stopped.
    int run();

    /// The messages of the lines shown.
    std::string messages() const;

    memory_file_system disk;
    failing_file_system files{disk};
    tail_settings settings;
    std::vector<std::function<void()>> scenes;
    std::function<void()> at_each_write = [] {};
    std::function<std::chrono::steady_clock::time_point()> now = &std::chrono::steady_clock::now;
    std::string shown;
    std::vector<std::string> said;

private:
    std::size_t played_ = 0;
};

} // namespace mailslog
