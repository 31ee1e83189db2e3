// `mailslog collect`: owns a slot and writes what arrives to rotating files until told to stop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <mailslog/slot_reader.h>

#include "collector/files/file_system.h"
#include "collector/files/sync_schedule.h"
#include "collector/http/tcp_place.h"
#include "collector/outputs/output_settings.h"
#include "collector/system/account.h"
#include "collector/units.h"

namespace mailslog {

/// Where a collector shows its metrics.
struct metrics_settings {
    std::optional<tcp_place> place; // nothing: at no port
    std::string file;               // empty: in none
};

/// What it says of an output itself is the one output's, or the first one's, and what each of the
/// `outputs` has unless it says otherwise.
struct collect_settings : output_settings {
    std::string config_file; // where the settings stand that nobody typed; empty: nowhere
    std::string slot = R"(\\.\mailslot\logs)";
    std::vector<output_settings> outputs; // [[output]]
    bool is_output = true;                // false: these are all
    file_rights rights;
    unsigned slot_mode = 0;       // of the slot's socket; 0: slot_reader_options'
    std::size_t socket_queue = 0; // datagrams that the slot's socket has room for; 0: as it is
    account_names run_as;         // once the slot is open
    /// For lines of an output that can't be written.
    std::uint64_t memory_bytes = std::uint64_t{64} * 1024 * 1024;
    line_rate rate_limit; // of each sender, in each output
    sync_settings sync;
    std::optional<listen_options> listen; // to the network, too
    bool name_service = false;            // and answer who asks for this machine's name
    metrics_settings metrics;
};

/// All outputs, at least one.
std::vector<output_settings> outputs_of(const collect_settings &settings);

/// Settings that were read again, or why they can't be used.
struct reread_settings {
    std::optional<collect_settings> settings;
    std::string refusal; // a line
};

using settings_reader = std::function<reread_settings()>;

/// Runs until SIGINT, SIGTERM or the console's close, writes what has arrived, prints a summary to
/// standard output. At a SIGHUP it takes over what it can of the settings that `reread` gives.
/// Messages go to standard error. Returns the exit code: 0, or 1 after a message that says what
/// could not be done.
int collect(const collect_settings &settings, const settings_reader &reread);

} // namespace mailslog
