// Where a collector shows its metrics: at a TCP port, in a file, both, or nowhere. What they show
// they read from its status page, in threads of their own.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "collector/collect.h"
#include "collector/http/http_server.h"
#include "collector/status/metrics_file.h"
#include "collector/status/status_cell.h"

namespace mailslog {

class metrics_outlets {
public:
    /// Takes the port, which may need rights that are given up afterwards. Nothing if that worked;
    /// else why not, a line for the user.
    std::optional<std::string> open(const metrics_settings &settings, const cell_glance &glance);
    /// After open(): begins to show what `glance` sees. `files` outlives this. As open().
    std::optional<std::string>
    start(const metrics_settings &settings, const cell_glance &glance, file_system &files);

    void note_change() noexcept {
        if (file_) {
            file_->note_change();
        }
    }

private:
    std::unique_ptr<http_server> server_;
    std::unique_ptr<metrics_file> file_;
};

} // namespace mailslog
