// What a producer is told on its command line. Every producer takes the same options.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace mailslog_bench {

struct producer_options {
    std::string variant;          // of the peer: "wait", "file_flush"; each producer names its own
    std::string target;           // the slot, the file, the socket, the queue
    std::uint16_t port = 0;       // where the peer is reached by TCP
    std::uint64_t lines = 100000; // of this process, all threads together
    unsigned threads = 1;
    unsigned number = 0;        // which of the producers this is: 0, 1, ...
    double rate = 0;            // lines a second of this process; 0: flat out
    bool spins = true;          // paced: the last microseconds before a line are spun, not slept
    bool cpu_clock = false;     // a call's time is what its thread ran in it, not what passed
    std::size_t line_bytes = 0; // of the body; 0: an order's, about 105
    std::string latencies;      // the file for what each call took; empty: not wanted
};

/// Ends the program with 2 and says why where the arguments make no sense.
producer_options parse_options(int argc, char **argv);

} // namespace mailslog_bench
