// One of the logs that a collector writes: its lines' format and filter, its files, its ledger, and
// what is done with the files that it has rotated.
//
// One thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "collector/collect.h"
#include "collector/files/file_system.h"
#include "collector/files/log_writer.h"
#include "collector/files/rotated_packing.h"
#include "collector/status/collector_status.h"

namespace mailslog {

class output {
public:
    /// As outputs'. `limits`: those of `own`, as far as there are descriptors.
    output(
        file_system &files, const collect_settings &all, const output_settings &own,
        const target_limits &limits, const std::function<void()> &wake);

    /// As the operator names it.
    const std::string &file() const noexcept { return file_; }
    /// By which a reload finds it.
    const std::string &key() const noexcept { return key_; }

    log_writer &writer() noexcept { return writer_; }
    const log_writer &writer() const noexcept { return writer_; }

    /// Takes over what `changed` names of the settings.
    void
    change(const output_settings &settings, const std::vector<std::string> &changed, wall_time now);
    /// Has what is rotated packed, where it is to be. What went wrong with that; one line each.
    std::vector<std::string> pack_rotated();
    output_status status() const;

    bool is_failing = false; // it could not be written, and the operator was told

private:
    std::string file_;
    std::string absolute_file_;
    std::string key_;
    log_writer writer_;
    rotated_packing packing_;
};

} // namespace mailslog
