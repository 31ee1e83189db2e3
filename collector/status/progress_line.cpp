#include "collector/status/progress_line.h"

#include <algorithm>

#include "collector/status/human_figures.h"
#include "collector/system/console.h"
#include "collector/tell.h"

namespace mailslog {

std::string progress_text(const collector_status &status) {
    const ledger_totals &totals = status.totals;
    const flow_rate rate = rate_of(status, status.updated_ns);
    std::string text = grouped(totals.written) + (totals.written == 1 ? " line" : " lines") + ", " +
                       rate_text(status.phase == collector_phase::working ? rate.written : 0) +
                       " a second";
    const auto add = [&text](std::uint64_t count, const char *what) {
        text += count == 0 ? "" : ", " + grouped(count) + what;
    };
    std::uint64_t unwritten_bytes = 0;
    for (const output_status &output : status.outputs) {
        unwritten_bytes += output.unwritten_bytes;
    }
    add(totals.lost, " lost");
    add(totals.suppressed, " suppressed");
    add(unwritten_bytes, " bytes unwritten");
    return text;
}

progress_line::progress_line() : is_wanted_{is_terminal(standard_stream::error)} {}

progress_line::~progress_line() {
    if (!shown_.empty()) {
        show_passing_line("");
    }
}

void progress_line::show(const collector_status &status, wall_time now) {
    const bool is_soon = now >= shown_at_ && now - shown_at_ < interval;
    if (!is_wanted_ || (is_soon && status.phase == collector_phase::working)) {
        return;
    }
    const std::string text = progress_text(status);
    if (text != shown_) {
        show_passing_line(text);
        shown_ = text;
    }
    shown_at_ = now;
}

} // namespace mailslog
