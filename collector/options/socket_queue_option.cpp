#include "collector/options/socket_queue_option.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "collector/options/option.h"
#include "collector/system/socket_queue.h"

namespace mailslog {
namespace {

/// Far more than a collector leaves waiting; the kernel itself has no bound.
constexpr std::size_t max_datagrams = 65536;

std::optional<std::string> take(std::size_t &datagrams, const std::string &text) {
    const auto count = parse_count(text);
    if (!count || *count > max_datagrams) {
        return "expected how many datagrams, up to " + std::to_string(max_datagrams) +
               ", or 0 for as many as now";
    }
    datagrams = *count;
    return std::nullopt;
}

} // namespace

void add_socket_queue(CLI::App &app, std::size_t &datagrams) {
    const auto check = [&datagrams](const std::string &text) {
        const auto general = fault_of_socket_queues_here();
        return general ? general : take(datagrams, text);
    };
    add_checked(app, "--socket-queue", check)
        ->type_name("N")
        ->description(
            "Let so many datagrams of programs without a sink wait in the slot's socket: raises "
            "the machine's net.unix.max_dgram_qlen, which takes root (0: as it is)");
}

} // namespace mailslog
