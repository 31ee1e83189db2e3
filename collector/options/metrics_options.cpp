#include "collector/options/metrics_options.h"

#include <CLI/CLI.hpp>

#include "collector/options/option.h"

namespace mailslog {

void add_metrics(CLI::App &app, metrics_settings &metrics) {
    add_parsed(
        app, "--metrics", metrics.place, tcp_place::parse,
        "a port such as 9123, or address:port, as 127.0.0.1:9123 or [::1]:9123")
        ->type_name("[ADDR:]PORT")
        ->description(
            "Show metrics to Prometheus there, under /metrics; without an address to this machine "
            "alone (nowhere)");
    add_parsed(app, "--metrics-file", metrics.file, parse_path, "a path")
        ->type_name("PATH")
        ->description("Keep metrics in this file, for node_exporter's textfile collector (none)");
}

} // namespace mailslog
