#include "collector/status/status_reading.h"

#include <utility>

#include <mailslog/slot_error.h>

#include "collector/files/file_system.h"
#include "collector/files/read_refusal.h"
#include "collector/intake/slot_collector.h"
#include "collector/status/status_fields.h"
#include "collector/status/status_page.h"

namespace mailslog {
namespace {

/// What stands at one name.
struct page_reading {
    std::optional<collector_status> status;
    std::string problem; // empty: there is none
    bool is_denied = false;
};

std::string problem_with(const std::string &name, cell_answer answer, std::uint64_t version) {
    switch (answer) {
    case cell_answer::nothing:
        return "it is just beginning; try again";
    case cell_answer::busy:
        return name + " does not stand still; try again";
    default:
        return version != 0 ? "it is of another version, whose state this one can't read"
                            : name + " is not the state of a collector";
    }
}

bool is_none(std::error_code why) {
    return is_absent(why) || why == slot_errc::not_found || why == std::errc::not_a_directory;
}

page_reading read_page(const std::string &name) {
    std::string text;
    cell_answer answer = cell_answer::nothing;
    if (const auto error = look_at_status_page(name, text, answer)) {
        return {std::nullopt, is_none(error) ? "" : read_refusal(name, error), is_denied(error)};
    }
    std::uint64_t version = 0;
    page_reading reading;
    if (answer == cell_answer::text) {
        reading.status = parse_status(text, version);
    }
    if (!reading.status) {
        reading.problem = problem_with(name, answer, version);
    }
    return reading;
}

std::string process_of(std::int64_t process_id) {
    return "process " + std::to_string(process_id);
}

bool is_of(const page_reading &reading, std::int64_t process_id) {
    return reading.status && static_cast<std::int64_t>(reading.status->process_id) == process_id;
}

/// The page of that process, else any; `problem` is that of the first which has one.
page_reading read_pages(const std::vector<std::string> &names, std::int64_t process_id) {
    page_reading best;
    for (const std::string &name : names) {
        page_reading reading = read_page(name);
        if (is_of(reading, process_id)) {
            return reading;
        }
        best.is_denied = best.is_denied || reading.is_denied;
        best.status = best.status ? std::move(best.status) : std::move(reading.status);
        best.problem = best.problem.empty() ? std::move(reading.problem) : std::move(best.problem);
    }
    return best;
}

} // namespace

const char *name_of(collector_state state) noexcept {
    switch (state) {
    case collector_state::working:
        return "working";
    case collector_state::idle:
        return "idle";
    case collector_state::stalled:
        return "stalled";
    case collector_state::ended:
        return "ended";
    case collector_state::killed:
        return "killed";
    }
    return "";
}

collector_state
state_of(const collector_status &status, bool owns_slot, std::int64_t now_ns) noexcept {
    if (status.phase == collector_phase::ended) {
        return collector_state::ended;
    }
    if (!owns_slot) {
        return collector_state::killed;
    }
    if (status.phase == collector_phase::resting) {
        return collector_state::idle;
    }
    return now_ns - status.updated_ns > stalled_after_ns ? collector_state::stalled
                                                         : collector_state::working;
}

std::optional<collector_status> read_status(const cell_glance &glance) {
    std::string text;
    std::uint64_t version = 0;
    return look_into_cell(glance, text) == cell_answer::text ? parse_status(text, version)
                                                             : std::nullopt;
}

found_status find_status(const slot_name &slot) {
    const auto owner = find_slot_collector(slot);
    constexpr std::int64_t nobody = 0;
    page_reading reading = read_pages(status_page_names(slot), owner ? owner->process_id : nobody);
    found_status found;
    if (!owner) {
        found.problem = (reading.is_denied ? "no collector that this user may ask owns "
                                           : "no collector owns ") +
                        slot.str() +
                        (reading.problem.empty() ? "; start one, or name its slot with --slot"
                                                 : ": " + reading.problem);
        found.status = std::move(reading.status);
        return found;
    }
    found.owns_slot = is_of(reading, owner->process_id);
    if (found.owns_slot) {
        found.status = std::move(reading.status);
    } else {
        found.problem =
            process_of(owner->process_id) + " owns " + slot.str() + ", but shows no state" +
            (reading.problem.empty() ? "; it is no collector, or could not keep its page"
                                     : ": " + reading.problem);
    }
    return found;
}

} // namespace mailslog
