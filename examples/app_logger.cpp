// An application that logs to a mailslot: several threads, all levels, Unicode, one long line.
//
//     app_logger --name orders --threads 4 --lines 1000 --rate 500
//
// What to copy: main() makes one sink, any number of threads log through it, and stats() tells in
// the end what became of the lines. The rest is the command line and something to say.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <mailslog/mailslot_sink.h>
#include <spdlog/logger.h>

namespace {

constexpr std::size_t long_text_bytes = 2000; // longer than a mailslot message: it will be cut

struct settings {
    std::string slot = R"(\\.\mailslot\logs)";
    std::string name;
    std::string overflow = "drop";
    std::uint64_t lines = 1000;
    std::uint64_t threads = 2;
    double rate = 0;
    mailslog::network_config network; // for a slot of other machines
};

mailslog::mailslot_sink_config sink_config(const settings &chosen) {
    mailslog::mailslot_sink_config config;
    config.slot = chosen.slot;
    config.process_name = chosen.name;
    config.overflow = chosen.overflow == "wait" ? mailslog::overflow_policy::wait
                                                : mailslog::overflow_policy::drop;
    config.network = chosen.network;
    return config;
}

std::string_view something_to_say(std::uint64_t thread, std::uint64_t line) {
    static constexpr std::string_view texts[] = {
        "order accepted",
        "payment of 12.50 € received",
        "Lieferung nach Köln verschickt",
        "注文を受け付けました",
        "ship it 🚢",
    };
    static const std::string long_text(long_text_bytes, 'x');
    const bool it_is_time_for_a_long_one = thread == 1 && line == 7;
    return it_is_time_for_a_long_one ? std::string_view{long_text} : texts[line % std::size(texts)];
}

spdlog::level::level_enum level_of(std::uint64_t line) {
    if (line % 1000 == 0) {
        return spdlog::level::critical;
    }
    if (line % 100 == 0) {
        return spdlog::level::err;
    }
    if (line % 10 == 0) {
        return spdlog::level::warn;
    }
    return line % 2 == 0 ? spdlog::level::debug : spdlog::level::info;
}

/// Logs `lines` lines, one every `pause`, each with its thread and number.
void work(
    spdlog::logger &log, std::uint64_t thread, std::uint64_t lines,
    std::chrono::nanoseconds pause) {
    auto next = std::chrono::steady_clock::now();
    for (std::uint64_t line = 1; line <= lines; ++line) {
        log.log(
            level_of(line), "thread {} line {}: {}", thread, line, something_to_say(thread, line));
        if (pause.count() > 0) {
            next += pause;
            std::this_thread::sleep_until(next);
        }
    }
}

void work_in_threads(spdlog::logger &log, const settings &chosen) {
    const double seconds_per_line =
        chosen.rate > 0 ? static_cast<double>(chosen.threads) / chosen.rate : 0;
    const auto pause = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>(seconds_per_line));
    std::vector<std::thread> threads;
    for (std::uint64_t thread = 1; thread <= chosen.threads; ++thread) {
        const bool takes_one_more = thread <= chosen.lines % chosen.threads;
        const std::uint64_t lines = chosen.lines / chosen.threads + (takes_one_more ? 1 : 0);
        threads.emplace_back([&log, thread, lines, pause] { work(log, thread, lines, pause); });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
}

void print(const mailslog::mailslot_sink_stats &stats) {
    std::printf(
        "logged %llu, dropped %llu, truncated %llu, offers %llu, by %s\n",
        static_cast<unsigned long long>(stats.logged),
        static_cast<unsigned long long>(stats.dropped),
        static_cast<unsigned long long>(stats.truncated),
        static_cast<unsigned long long>(stats.offers), stats.by_datagram ? "datagram" : "lane");
}

void run(const settings &chosen) {
    const auto sink = std::make_shared<mailslog::mailslot_sink_mt>(sink_config(chosen));
    spdlog::logger log{"shop", sink};
    log.set_level(spdlog::level::trace);
    work_in_threads(log, chosen);
    print(sink->stats());
}

void describe_options(CLI::App &app, settings &chosen) {
    app.add_option("--slot", chosen.slot, "the mailslot to log to")->capture_default_str();
    app.add_option("--name", chosen.name, "the process name to show; default: the program's");
    app.add_option("--lines", chosen.lines, "lines, of all threads together")
        ->capture_default_str();
    app.add_option("--threads", chosen.threads, "threads")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app.add_option("--rate", chosen.rate, "lines a second; 0: as fast as it goes")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("--overflow", chosen.overflow, "what to do while the slot is full")
        ->check(CLI::IsMember({"drop", "wait"}))
        ->capture_default_str();
    mailslog::network_config &network = chosen.network;
    app.add_option("--host", network.computer_name, "this machine's name on the network");
    app.add_option("--domain", network.domain, "its domain or workgroup")->capture_default_str();
    app.add_option("--port", network.port, "the UDP port of collectors on other machines")
        ->capture_default_str();
    app.add_option("--address", network.addresses, "NAME=ip[:port], where a machine is");
    app.add_option("--key-file", network.key_file, "the key that seals what goes to them");
}

} // namespace

int main(int argc, char **argv) try {
    settings chosen;
    CLI::App app{"Logs to a mailslot from several threads."};
    describe_options(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &misused) {
        return app.exit(misused) == 0 ? 0 : 2;
    }
    run(chosen);
    return 0;
} catch (const std::exception &failed) {
    std::fprintf(stderr, "app_logger: %s\n", failed.what());
    return 1;
}
