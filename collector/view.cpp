#include "collector/view.h"

#include <chrono>
#include <thread>
#include <utility>

#include <mailslog/slot_error.h>

#include "collector/http/http_server.h"
#include "collector/status/status_reading.h"
#include "collector/system/console.h"
#include "collector/tell.h"
#include "collector/view/line_feed.h"
#include "collector/view/log_watch.h"
#include "collector/view/view_answers.h"

namespace mailslog {
namespace {

/// Some dozens of browsers; each asks for something every second.
constexpr http_limits limits{8, 128, std::chrono::milliseconds{5000}, std::size_t{16} * 1024};
constexpr std::chrono::milliseconds between_looks{100};

void note_nothing(void * /*context*/) {} // the next look will find out

int refuse(const std::string &text) {
    tell(text);
    return 1;
}

std::string refusal_of(const view_settings &settings, std::error_code why) {
    if (why == slot_errc::not_supported) {
        return "'view' is not for this system; use: mailslog tail --follow";
    }
    return "cannot serve the page at " + settings.place.str() + ": " +
           (why == std::errc::address_in_use ? "the port is taken; choose another with --listen"
                                             : why.message());
}

/// What the slot's collector writes: nothing until there is one, which is told once.
class collected_paths {
public:
    explicit collected_paths(slot_name slot) : slot_{std::move(slot)} {}

    std::vector<std::string> operator()() {
        const found_status found = find_status(slot_);
        const auto outputs = found.status.value_or(collector_status{}).outputs;
        if (!outputs.empty()) {
            return {outputs.front().path}; // others may have the same lines
        }
        if (!std::exchange(has_told_, true)) {
            tell("waiting for a collector: " + found.problem);
        }
        return {};
    }

private:
    slot_name slot_;
    bool has_told_ = false;
};

log_watch::path_finder paths_of(const view_settings &settings, const slot_name &slot) {
    if (settings.paths.empty()) {
        return collected_paths{slot};
    }
    return [paths = settings.paths] { return paths; };
}

} // namespace

int view(const view_settings &settings) {
    std::string reason;
    const auto slot = slot_name::parse(settings.slot, &reason);
    if (!slot) {
        return refuse(reason);
    }
    line_feed feed;
    http_server server{view_answers{*slot, feed}, limits};
    if (const auto failed = server.open(settings.place)) {
        return refuse(refusal_of(settings, failed));
    }
    const stop_request stop{&note_nothing, nullptr};
    const log_watch watch{paths_of(settings, *slot), settings.pattern, feed};
    if (const auto failed = server.start()) {
        return refuse(refusal_of(settings, failed));
    }
    tell("the page is at http://" + settings.place.str() + "/");
    while (!stop.is_requested()) {
        std::this_thread::sleep_for(between_looks);
    }
    server.stop();
    return 0;
}

} // namespace mailslog
