#include "bench/producers/options.h"

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>

namespace mailslog_bench {

namespace {

std::uint64_t number_of(const std::string &text) {
    return std::strtoull(text.c_str(), nullptr, 10);
}

[[noreturn]] void refuse(const std::string &argument) {
    std::fprintf(stderr, "no such option, or no value for it: %s\n", argument.c_str());
    std::exit(2);
}

} // namespace

producer_options parse_options(int argc, char **argv) {
    producer_options o;
    const std::map<std::string, std::function<void(const std::string &)>> setters{
        {"--variant", [&o](const auto &value) { o.variant = value; }},
        {"--target", [&o](const auto &value) { o.target = value; }},
        {"--latencies", [&o](const auto &value) { o.latencies = value; }},
        {"--port",
         [&o](const auto &value) { o.port = static_cast<std::uint16_t>(number_of(value)); }},
        {"--lines", [&o](const auto &value) { o.lines = number_of(value); }},
        {"--threads",
         [&o](const auto &value) { o.threads = static_cast<unsigned>(number_of(value)); }},
        {"--number",
         [&o](const auto &value) { o.number = static_cast<unsigned>(number_of(value)); }},
        {"--rate", [&o](const auto &value) { o.rate = std::strtod(value.c_str(), nullptr); }},
        {"--spins", [&o](const auto &value) { o.spins = number_of(value) != 0; }},
        {"--cpu-clock", [&o](const auto &value) { o.cpu_clock = number_of(value) != 0; }},
        {"--line-bytes", [&o](const auto &value) { o.line_bytes = number_of(value); }},
    };
    for (int index = 1; index < argc; index += 2) {
        const auto setter = setters.find(argv[index]);
        if (setter == setters.end() || index + 1 == argc) {
            refuse(argv[index]);
        }
        setter->second(argv[index + 1]);
    }
    if (o.threads == 0 || o.lines < o.threads) {
        refuse("--lines and --threads: a line for each thread at least");
    }
    return o;
}

} // namespace mailslog_bench
