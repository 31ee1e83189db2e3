#include "collector/collection.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <utility>

#include <mailslog/slot_error.h>

#include "collector/files/path_refusal.h"
#include "collector/intake/lane_reclaim.h"
#include "collector/status/sender_ranking.h"
#include "collector/tell.h"
#include "mailslot/descriptor_limit.h"
#include "mailslot/process.h"
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

std::unique_ptr<line_format> format_of(const collect_settings &settings) {
    if (settings.format == output_format::json) {
        return make_json_format();
    }
    return make_text_format(settings.pattern.empty() ? default_pattern : settings.pattern);
}

std::string absolute_path_of(const std::string &path) {
    std::error_code failed;
    const auto absolute = std::filesystem::absolute(std::filesystem::u8path(path), failed);
    return failed ? path : absolute.u8string();
}

/// What is reserved beside the lanes has room for the files that are open by default.
std::size_t descriptors_beyond_reserve(const target_limits &limits) {
    return limits.open - std::min(limits.open, target_limits::default_open);
}

/// Half of what the process has is the lanes' in any case (lane_quota.h).
target_limits within_descriptors(target_limits limits) {
    constexpr std::size_t share = 4;
    const std::size_t descriptors = raise_descriptor_limit(limits.open * share);
    limits.open = std::min(limits.open, std::max<std::size_t>(1, descriptors / share));
    return limits;
}

} // namespace

collection::collection(
    file_system &files, const collect_settings &settings, const settings_reader &reread,
    status_display &display)
    : files_{files}, lanes_{descriptors_beyond_reserve(settings.limits)},
      writer_{
          files,
          log_route{settings.file},
          settings.rotation,
          format_of(settings),
          settings.memory_bytes,
          within_descriptors(settings.limits)},
      stop_{wake, &lanes_.bells()}, requests_{wake, &lanes_.bells()},
      reload_{reread, settings.named}, display_{display}, log_path_{settings.file},
      absolute_log_path_{absolute_path_of(settings.file)}, activity_{
                                                               "collecting into " + settings.file} {
    writer_.force_to_disk(settings.sync);
    writer_.limit_rate(settings.rate_limit);
    packing_.switch_to(settings.packing == compression::gzip);
}

std::error_code collection::open() {
    const std::error_code failed = writer_.open(wall_now());
    tell_notices();
    if (!failed) {
        show_state(collector_phase::working);
    }
    return failed;
}

void collection::take_up(std::vector<kept_lane> lanes) {
    store_.restore(std::move(lanes), writer_.accounts());
    reclaim_lanes(writer_.accounts(), store_);
}

int collection::run(std::vector<slot_reader> slots) {
    const std::int64_t begun_ns = unix_time_ns();
    for (slot_reader &slot : slots) {
        posts_.push_back(
            std::make_unique<post>(std::move(slot), [this] { lanes_.bells().wake(); }));
    }
    signs_.say_ready(activity_);
    while (!stop_.is_requested() && !failure()) {
        show_state(collector_phase::working);
        turn();
        rest();
    }
    signs_.say_stopping();
    if (const std::error_code failed = failure()) {
        tell_fault("cannot read the slot any more: " + failed.message());
    }
    display_.withdraw();
    take_the_rest();
    show_state(collector_phase::ended);
    tell_end(begun_ns);
    return is_written_ && !failure() ? 0 : 1;
}

void collection::tell_end(std::int64_t begun_ns) {
    std::fputs(summary_of(writer_.accounts(), begun_ns).c_str(), stdout);
    std::fputs(summary_of(refused()).c_str(), stdout);
    std::fflush(stdout);
    if (!is_written_) {
        tell(
            "ended with " + std::to_string(writer_.unwritten_bytes()) +
            " bytes that could not be written; what waits in lanes is kept there");
    }
}

void collection::answer_at(const std::string &path) {
    answer_path_ = path;
    publish_answer();
    if (const auto failed = requests_.hear_at(path)) {
        tell("'mailslog rotate' will not find this collector: " + failed.message());
    }
}

collection::~collection() {
    if (!answer_path_.empty()) {
        (void)files_.remove(answer_path_);
    }
}

std::error_code collection::failure() const {
    for (const auto &post : posts_) {
        if (const std::error_code failed = post->box.failure()) {
            return failed;
        }
    }
    return {};
}

std::vector<refused_messages> collection::refused() const {
    std::vector<refused_messages> all;
    for (const auto &post : posts_) {
        const auto some = post->box.refused();
        all.insert(all.end(), some.begin(), some.end());
    }
    if (lanes_.refused() != 0) {
        all.push_back({"no room for more lanes", lanes_.refused()});
    }
    return all;
}

void collection::turn() {
    took_any_ = false;
    now_ = wall_now();
    signs_.say_alive(life_signs::clock::now());
    take_posts();
    lanes_.read_all();
    is_written_ =
        deliver_all() && end_lanes() && persist([this] { return writer_.tick(now_); }) && save();
    if (is_written_) {
        free_lanes();
    } else {
        lanes_.relieve_all();
    }
    serve_requests();
    pack_rotated();
    tell_notices();
}

void collection::take_posts() {
    for (const auto &post : posts_) {
        if (post->source.peek() != nullptr) { // a turn that was broken off left it
            continue;
        }
        post->box.take(post->batch);
        post->source.load(
            post->batch, [this](const stream_header &offer, attached_handles handles) {
                adopt(offer, std::move(handles));
            });
    }
}

void collection::free_lanes() {
    store_.let_go();
    lanes_.consume_all(writer_.accounts());
    for (lane_source *source : std::exchange(ended_, {})) {
        store_.forget(*source);
        lanes_.remove(*source, writer_.accounts());
    }
}

void collection::tell_notices() {
    for (const std::string &text : writer_.take_notices()) {
        tell_fault(text);
    }
}

void collection::reconfigure() {
    const auto settings = reload_.read(tell);
    if (!settings) {
        return;
    }
    writer_.change_rotation(settings->rotation, wall_now());
    writer_.change_memory(settings->memory_bytes);
    packing_.switch_to(settings->packing == compression::gzip);
    if (reload_.has_changed({"rate-limit"})) {
        writer_.limit_rate(settings->rate_limit);
    }
    if (reload_.has_changed({"allow"})) {
        allow(settings->listen->allow);
    }
    if (reload_.has_changed({"sync"})) {
        writer_.change_sync(settings->sync, wall_now());
    }
    if (reload_.has_changed({"format", "pattern"})) {
        writer_.change_format(format_of(*settings), wall_now());
    }
}

/// Only the post that hears the network has somebody to refuse.
void collection::allow(const std::vector<std::string> &ranges) {
    for (const auto &post : posts_) {
        (void)post->box.allow(ranges);
    }
}

void collection::serve_requests() {
    if (requests_.take_reload()) {
        signs_.say_reloading();
        reconfigure();
        if (const std::error_code failed = writer_.reopen(wall_now())) {
            tell_fault(describe("reopen", log_path_, failed));
        }
        signs_.say_ready(activity_);
    }
    if (requests_.take_rotation()) {
        std::vector<std::string> rotated_to;
        const std::error_code failed = writer_.rotate_now(wall_now(), rotated_to);
        answer_.is_done = !failed;
        answer_.text = failed ? describe("rotate", log_path_, failed) : told_of(rotated_to);
        ++answer_.number;
        publish_answer();
    }
}

std::string collection::told_of(const std::vector<std::string> &rotated_to) const {
    if (rotated_to.empty()) {
        return log_path_ + " is empty: nothing to rotate";
    }
    const std::string others = std::to_string(rotated_to.size() - 1);
    return rotated_to[0] + (rotated_to.size() == 1 ? "" : " and " + others + " more");
}

void collection::publish_answer() {
    answer_.process_id = process_id();
    if (!answer_path_.empty()) {
        if (const auto failed = write_answer(files_, answer_path_, answer_)) {
            tell(describe("write", answer_path_, failed));
        }
    }
}

void collection::pack_rotated() {
    packing_.hand_over(writer_.take_closed());
    for (const std::string &text : packing_.take_notices()) {
        tell_fault(text);
    }
}

void collection::adopt(const stream_header &offer, attached_handles handles) {
    if (const std::error_code failed = store_.adopt(offer, std::move(handles), writer_.accounts());
        failed && failed != slot_errc::full) {
        writer_.accounts().count_malformed();
    }
    if (const std::string text = lanes_.take_notice(); !text.empty()) {
        tell(text);
    }
}

bool collection::deliver_all() {
    merge_.clear();
    for (const auto &post : posts_) {
        merge_.add(post->source);
    }
    for (const auto &source : lanes_.sources()) {
        merge_.add(*source);
    }
    bool delivered = true;
    for (const incoming *message = merge_.peek(); message != nullptr && delivered;
         merge_.advance(), message = merge_.peek()) {
        took_any_ = true;
        delivered = persist([&] {
            return message->is_goodbye ? writer_.end_stream(*message, now_)
                                       : writer_.add(*message, now_);
        });
    }
    count_malformed();
    return delivered;
}

void collection::count_malformed() {
    std::uint64_t count = 0;
    for (const auto &post : posts_) {
        count += post->source.take_malformed();
        writer_.accounts().count_forged(post->source.take_forged());
    }
    for (const auto &source : lanes_.sources()) {
        count += source->take_malformed();
    }
    for (; count != 0; --count) {
        writer_.accounts().count_malformed();
    }
}

/// A lane whose writer is gone ends when all of it was delivered.
bool collection::end_lanes() {
    ended_ = lanes_.ended();
    took_any_ = took_any_ || !ended_.empty();
    for (lane_source *source : ended_) {
        incoming end;
        end.sender = source->sender();
        end.sender.sequence = source->lane().counters().logged;
        if (!persist([&] { return writer_.end_stream(end, now_); })) {
            return false;
        }
    }
    return true;
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
        save();
    }
    return true;
}

/// Writes what waits, unless that failed a moment ago.
bool collection::save() {
    const auto now = pace::clock::now();
    if (is_failing_ && now < retry_at_ && !stop_.is_requested()) {
        return false;
    }
    const std::error_code failed = writer_.flush(wall_now());
    if (failed && !is_failing_) {
        tell_fault("cannot write the log: " + failed.message() + "; lines wait, trying again");
    }
    if (!failed && is_failing_) {
        tell("writing the log again");
    }
    is_failing_ = bool{failed};
    retry_at_ = now + retry_interval;
    return !failed;
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
    status.totals = writer_.accounts().totals();
    status.lanes = lanes_.sources().size();
    status.lane_fill = lanes_.fullest();
    status.outputs = {
        {absolute_log_path_, writer_.file_bytes(), writer_.unwritten_bytes(), writer_.rotations()}};
    if (!details) {
        return;
    }
    fill_senders(status, writer_.accounts());
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
    if (is_failing_ || store_.has_to_let_go()) {
        lanes_.bells().nap(
            std::min<std::chrono::microseconds>(nap.value_or(retry_interval), retry_interval));
    } else if (!nap) {
        show_state(collector_phase::resting);
        lanes_.bells().sleep(until_deadline());
    } else if (*nap > 0us) {
        lanes_.bells().nap(*nap);
    }
}

std::optional<std::chrono::milliseconds> collection::until_deadline() const {
    const auto sign = signs_.until_due(life_signs::clock::now());
    const wall_time now = wall_now();
    const std::optional<wall_time> deadline = writer_.next_deadline(now);
    if (!deadline) {
        return sign;
    }
    const auto left = std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(*deadline - now));
    return std::min(left, sign.value_or(left));
}

void collection::take_the_rest() {
    for (const auto &post : posts_) {
        post->box.stop();
    }
    const auto asked_at = pace::clock::now();
    std::chrono::nanoseconds taken{};
    do {
        lanes_.bells().look(); // what a writer that is gone had to drop belongs in the summary
        turn();
        taken = pace::clock::now() - asked_at;
    } while (is_written_ && took_any_ &&
             (taken < last_turns_time || (taken < bequests_time && lanes_.has_bequests())));
    is_written_ = is_written_ && save() && !writer_.close(wall_now());
}

} // namespace mailslog
