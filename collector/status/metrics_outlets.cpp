#include "collector/status/metrics_outlets.h"

#include <mailslog/slot_error.h>

#include "collector/status/metrics_text.h"
#include "collector/status/status_reading.h"
#include "collector/tell.h"

namespace mailslog {
namespace {

/// A Prometheus or two, and a person who looks.
constexpr http_limits limits{2, 16, std::chrono::milliseconds{5000}, std::size_t{16} * 1024};

/// What Prometheus expects of this format.
constexpr const char *metrics_type = "text/plain; version=0.0.4; charset=utf-8";

http_answer answer(const http_request &request, const cell_glance &glance) {
    if (request.path != "/metrics") {
        return {404, "text/plain; charset=utf-8", "there is only /metrics\n"};
    }
    const auto status = read_status(glance);
    return {200, metrics_type, status ? metrics_of(*status) : std::string{}};
}

std::string reason_of(std::error_code why) {
    return why == slot_errc::not_supported ? "--metrics is not for this system; --metrics-file is"
           : why == std::errc::address_in_use ? "the port is taken; choose another --metrics"
                                              : why.message();
}

} // namespace

std::optional<std::string>
metrics_outlets::open(const metrics_settings &settings, const cell_glance &glance) {
    if (!settings.place) {
        return std::nullopt;
    }
    server_ = std::make_unique<http_server>(
        [glance](const http_request &request) { return answer(request, glance); }, limits);
    if (const auto failed = server_->open(*settings.place)) {
        return "cannot show metrics at " + settings.place->str() + ": " + reason_of(failed);
    }
    if (!settings.place->is_loopback()) {
        tell(
            "metrics at " + settings.place->str() +
            " are for everybody who reaches this machine there");
    }
    return std::nullopt;
}

std::optional<std::string> metrics_outlets::start(
    const metrics_settings &settings, const cell_glance &glance, file_system &files) {
    const auto failed = server_ ? server_->start() : std::error_code{};
    if (failed) {
        return "cannot show metrics: " + failed.message();
    }
    if (settings.file.empty()) {
        return std::nullopt;
    }
    file_ = std::make_unique<metrics_file>(files, settings.file, glance, tell);
    const auto unwritten = file_->start();
    return unwritten ? std::optional{describe("write", settings.file, unwritten)} : std::nullopt;
}

} // namespace mailslog
