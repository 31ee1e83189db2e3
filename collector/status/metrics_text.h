// A collector's status for Prometheus. Pure function.
#pragma once

#include <string>

#include "collector/status/collector_status.h"

namespace mailslog {

/// https://prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4; whatever the names
/// in it hold.
std::string metrics_of(const collector_status &status);

} // namespace mailslog
