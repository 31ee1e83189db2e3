#include "collector/collection.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <mailslog/slot_error.h>

#include "collector/intake/lane_reclaim.h"
#include "collector/outputs/open_files.h"
#include "collector/print.h"
#include "collector/rotation_answer.h"
#include "collector/status/sender_ranking.h"
#include "collector/summary.h"
#include "collector/tell.h"
#include "mailslot/unix_time.h"

namespace mailslog {
namespace {

using namespace std::chrono_literals;

/// How soon what failed is tried again: a write, a word to the service manager.
constexpr std::chrono::milliseconds retry_interval{200};
/// What still comes after the request to stop is taken for so long; the rest waits in its lanes.
constexpr std::chrono::seconds last_turns_time{1};
/// What a writer that is gone has left in its lane nobody takes after us.
constexpr std::chrono::seconds bequests_time{30};

wall_time wall_now() {
    return std::chrono::system_clock::now();
}

} // namespace

collection::collection(
    file_system &files, const collect_settings &settings, const settings_reader &reread,
    status_display &display)
    : lanes_{descriptors_beyond_reserve(settings)},
      outputs_{files, settings, [this] { lanes_.bells().wake(); }}, stop_{wake, &lanes_.bells()},
      requests_{wake, &lanes_.bells()}, reload_{reread, settings}, display_{display},
      activity_{"collecting into " + outputs_.names()}, desk_{files} {}

std::optional<outputs::unopened> collection::open() {
    auto unopened = outputs_.open(wall_now());
    tell_notices();
    if (!unopened) {
        show_state(collector_phase::working);
    }
    return unopened;
}

void collection::take_up(std::vector<kept_lane> lanes) {
    store_.restore(std::move(lanes), outputs_.accounts());
    reclaim_lanes(outputs_.accounts(), store_);
}

int collection::run(std::vector<slot_reader> slots) {
    const std::int64_t begun_ns = unix_time_ns();
    posts_.begin(std::move(slots), [this] { lanes_.bells().wake(); });
    signs_.say_ready(activity_);
    while (!stop_.is_requested() && !posts_.failure()) {
        show_state(collector_phase::working);
        turn();
        rest();
    }
    signs_.say_stopping();
    if (const std::error_code failed = posts_.failure()) {
        tell_fault("cannot read the slot any more: " + failed.message());
    }
    display_.withdraw();
    take_the_rest();
    show_state(collector_phase::ended);
    tell_end(begun_ns);
    return is_written_ && !posts_.failure() ? 0 : 1;
}

void collection::tell_end(std::int64_t begun_ns) {
    print(outputs_.summary(begun_ns) + summary_of(refused()));
    if (!is_written_) {
        tell(
            "ended with " + std::to_string(outputs_.unwritten_bytes()) +
            " bytes that could not be written; what waits in lanes is kept there");
    }
}

void collection::answer_at(const std::string &path) {
    desk_.open(path);
    if (const auto failed = requests_.hear_at(path)) {
        tell("'mailslog rotate' will not find this collector: " + failed.message());
    }
}

std::vector<refused_messages> collection::refused() const {
    std::vector<refused_messages> all = posts_.refused();
    if (lanes_.refused() != 0) {
        all.push_back({"no room for more lanes", lanes_.refused()});
    }
    return all;
}

void collection::turn() {
    took_any_ = false;
    now_ = wall_now();
    signs_.say_alive(life_signs::clock::now());
    posts_.take([this](const stream_header &offer, attached_handles handles) {
        adopt(offer, std::move(handles));
    });
    lanes_.read_all();
    is_written_ =
        deliver_all() && end_lanes() && persist([this] { return outputs_.tick(now_); }) && save();
    if (is_written_) {
        free_lanes();
    } else {
        lanes_.relieve_all();
    }
    attend();
}

void collection::free_lanes() {
    store_.let_go();
    lanes_.consume_all(outputs_.accounts());
    for (lane_source *source : std::exchange(ended_, {})) {
        store_.forget(*source);
        lanes_.remove(*source, outputs_.accounts());
    }
}

void collection::tell_notices() {
    for (const std::string &text : outputs_.take_notices()) {
        tell_fault(text);
    }
}

void collection::reconfigure() {
    const auto settings = reload_.read(tell);
    if (!settings) {
        return;
    }
    outputs_.change_memory(settings->memory_bytes);
    if (reload_.has_changed({"rate-limit"})) {
        outputs_.limit_rate(settings->rate_limit);
    }
    if (reload_.has_changed({"allow"})) {
        posts_.allow(settings->listen->allow);
    }
    if (reload_.has_changed({"sync"})) {
        outputs_.change_sync(settings->sync, wall_now());
    }
    for (const output_settings &output : outputs_of(*settings)) {
        outputs_.change(output, reload_.changed_of(output.key()), wall_now());
    }
    tell(reload_.result());
}

/// To what is not a message; also while one waits for memory.
void collection::attend() {
    serve_requests();
    pack_rotated();
    tell_notices();
}

void collection::serve_requests() {
    if (requests_.take_reload()) {
        signs_.say_reloading();
        reconfigure();
        for (const std::string &fault : outputs_.reopen(wall_now())) {
            tell_fault(fault);
        }
        signs_.say_ready(activity_);
    }
    if (requests_.take_rotation()) {
        rotate_now();
    }
}

void collection::rotate_now() {
    std::vector<std::string> rotated_to;
    const std::vector<std::string> faults = outputs_.rotate_now(wall_now(), rotated_to);
    if (!faults.empty()) {
        desk_.answer(false, listed(faults));
    } else if (rotated_to.empty()) {
        desk_.answer(true, outputs_.names() + " is empty: nothing to rotate");
    } else {
        desk_.answer(true, listed(rotated_to));
    }
}

void collection::pack_rotated() {
    for (const std::string &text : outputs_.pack_rotated()) {
        tell_fault(text);
    }
}

void collection::adopt(const stream_header &offer, attached_handles handles) {
    if (const std::error_code failed = store_.adopt(offer, std::move(handles), outputs_.accounts());
        failed && failed != slot_errc::full) {
        outputs_.accounts().count_malformed();
    }
    if (const std::string text = lanes_.take_notice(); !text.empty()) {
        tell(text);
    }
}

bool collection::deliver_all() {
    if (unfinished_ != nullptr) {
        incoming_source &source = *std::exchange(unfinished_, nullptr);
        if (!deliver(source)) {
            return false;
        }
        source.advance();
    }
    merge_.clear();
    posts_.add_to(merge_);
    for (const auto &source : lanes_.sources()) {
        merge_.add(*source);
    }
    bool delivered = true;
    while (merge_.peek() != nullptr && (delivered = deliver(merge_.source()))) {
        merge_.advance();
    }
    count_malformed();
    return delivered;
}

/// The next message of the source, to all outputs. What some of them did not get comes first in the
/// next turn.
bool collection::deliver(incoming_source &source) {
    took_any_ = true;
    const incoming &message = *source.peek();
    if (waits_for_its_lanes(message)) {
        return true;
    }
    const bool delivered = persist([&] { return outputs_.deliver(message, now_); });
    unfinished_ = delivered ? nullptr : &source;
    return delivered;
}

/// Who is cut off from its lane says goodbye in another way, perhaps before all of the lane is
/// read.
bool collection::waits_for_its_lanes(const incoming &message) {
    return message.is_goodbye && !outputs_.accounts().is_foreign(message.sender, message.origin) &&
           lanes_.hear_goodbye(message.sender.stream_id, message.sender.sequence);
}

void collection::count_malformed() {
    outputs_.accounts().count_forged(posts_.take_forged());
    std::uint64_t count = posts_.take_malformed();
    for (const auto &source : lanes_.sources()) {
        count += source->take_malformed();
    }
    for (; count != 0; --count) {
        outputs_.accounts().count_malformed();
    }
}

/// A writer that has lost its descriptors goes on in another lane of the same stream, to which it
/// takes its counters. (One that it has left may end later: a child by fork() keeps it open.)
bool collection::goes_on_elsewhere(const lane_source &ended) const {
    const auto &lanes = lanes_.sources();
    return std::any_of(lanes.begin(), lanes.end(), [&](const auto &lane) {
        return lane->sender().stream_id == ended.sender().stream_id &&
               lane->lane().counters().logged >= ended.ends_at &&
               std::find(ended_.begin(), ended_.end(), lane.get()) == ended_.end();
    });
}

/// A lane whose writer is gone ends when all of it was delivered; so does a stream that said so.
bool collection::end_lanes() {
    for (const auto &[source, last] : lanes_.parted()) {
        took_any_ = true;
        if (!end_stream(*source, last)) {
            return false;
        }
        lanes_.forget_goodbye(*source);
    }
    ended_ = lanes_.ended();
    took_any_ = took_any_ || !ended_.empty();
    return std::all_of(ended_.begin(), ended_.end(), [this](const lane_source *source) {
        return goes_on_elsewhere(*source) || end_stream(*source, source->ends_at);
    });
}

bool collection::end_stream(const lane_source &source, std::uint64_t last) {
    incoming end;
    end.sender = source.sender();
    end.sender.sequence = last;
    return persist([&] { return outputs_.end_stream(end, now_); });
}

/// Does `step` until there is memory for it; false if the request to stop came before.
template <typename Step>
bool collection::persist(const Step &step) {
    for (bool told = false; step();) {
        if (!std::exchange(told, true)) {
            tell_fault("no memory is left for lines that wait; they are kept in their lanes");
        }
        if (stop_.is_requested()) {
            return false;
        }
        lanes_.bells().nap(retry_interval);
        now_ = wall_now();
        signs_.say_alive(life_signs::clock::now());
        outputs_.delete_overdue(now_);
        save();
        attend();
        show_state(collector_phase::working);
    }
    return true;
}

/// Writes what waits, unless that failed a moment ago.
bool collection::save() {
    const auto now = pace::clock::now();
    if (is_failing_ && now < retry_at_ && !stop_.is_requested()) {
        return false;
    }
    const bool is_written =
        outputs_.flush(wall_now(), [this](const std::string &text, bool is_fault) {
            is_fault ? tell_fault(text) : tell(text);
        });
    is_failing_ = !is_written;
    retry_at_ = now + retry_interval;
    return is_written;
}

void collection::tell_fault(const std::string &text) {
    tell(text);
    display_.note_error(text, wall_now());
}

void collection::show_state(collector_phase phase) {
    display_.show(phase, wall_now(), [this](collector_status &status, bool details) {
        fill_status(status, details);
    });
}

void collection::fill_status(collector_status &status, bool details) const {
    status.totals = outputs_.accounts().totals();
    status.lanes = lanes_.sources().size();
    status.lane_fill = lanes_.fullest();
    status.outputs = outputs_.status();
    if (!details) {
        return;
    }
    fill_senders(status, outputs_.accounts());
    status.refusals.clear();
    for (const refused_messages &one : refused()) {
        status.refusals.push_back({one.reason, one.count});
    }
}

void collection::rest() {
    if (stop_.is_requested()) {
        return;
    }
    const auto nap = pace_.after_turn(lanes_.fullest(), took_any_, pace::clock::now());
    if (nap == 0us || (is_written_ && posts_.has_more())) {
        lanes_.bells().look(); // without rest nothing else tells of writers that are gone
    } else if (!nap && (is_failing_ || store_.has_to_let_go())) {
        lanes_.bells().sleep(retry_interval);
    } else if (!nap) {
        show_state(collector_phase::resting);
        lanes_.bells().sleep(until_deadline());
    } else {
        lanes_.bells().nap(*nap);
    }
}

std::optional<std::chrono::milliseconds> collection::until_deadline() const {
    const auto sign = signs_.until_due(life_signs::clock::now());
    const wall_time now = wall_now();
    const std::optional<wall_time> deadline = outputs_.next_deadline(now);
    if (!deadline) {
        return sign;
    }
    // What was due in this turn already could not be done.
    const auto left =
        *deadline <= now_
            ? retry_interval
            : std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(*deadline - now));
    return std::min(left, sign.value_or(left));
}

void collection::take_the_rest() {
    posts_.stop();
    const auto asked_at = pace::clock::now();
    std::chrono::nanoseconds taken{};
    lanes_.bells().look(); // what a writer that is gone had to drop belongs in the summary
    do {
        turn();
        lanes_.bells().look();
        taken = pace::clock::now() - asked_at;
    } while (is_written_ && (posts_.has_more() || (took_any_ && taken < last_turns_time) ||
                             (lanes_.has_bequests() && taken < bequests_time)));
    is_written_ = is_written_ && save() && outputs_.close(wall_now());
}

} // namespace mailslog
