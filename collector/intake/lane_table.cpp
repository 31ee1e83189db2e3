#include "collector/intake/lane_table.h"

#include <algorithm>
#include <utility>

#include <mailslog/slot_error.h>

#include "collector/files/fault_point.h"
#include "mailslot/descriptor_limit.h"
#include "mailslot/unix_time.h"
#include "mailslot/utf8.h"

namespace mailslog {
namespace {

/// A datagram has room for far longer ones than we want to keep for every lane.
std::string_view short_name(std::string_view name) noexcept {
    return name.substr(0, cut_at_code_point(name, stream_account::max_name_bytes));
}

bool is_read_out(const lane_source &source) noexcept {
    return source.is_corrupt() || !source.lane().has_more();
}

} // namespace

lane_source::lane_source(lane_reader lane, const lane_charge &charge, const stream_header &offer)
    : lane_{std::move(lane)}, charge_{charge}, process_name_{short_name(offer.process_name)},
      stream_id_{offer.stream_id}, process_id_{offer.process_id}, claim_{offer.process_id},
      accounted_{lane_.accounted()} {
    current_.user_id = charge_.user_id;
}

const incoming *lane_source::peek() {
    while (!has_current_ && take_record()) {
        current_.false_claim = claim_.falsity_of(current_.sender.process_id);
        current_.sender.process_id = process_id_;
        current_.is_read_again = current_.sender.sequence < is_new_at;
        has_current_ = current_.sender.sequence >= resumes_at;
    }
    return has_current_ ? &current_ : nullptr;
}

void lane_source::advance() {
    has_current_ = false;
}

/// A sink puts one record into each frame; frames of more are taken as well.
bool lane_source::take_record() {
    while (open_.records.empty()) {
        if (next_frame_ == batch_.frames.size()) {
            return false;
        }
        const std::string_view frame = batch_.frames[next_frame_++];
        if (decode_lone_record(frame, current_.sender, current_.record) &&
            current_.sender.stream_id == stream_id_) {
            return true;
        }
        open_frame(frame);
    }
    current_.sender = open_.header;
    ++open_.header.sequence;
    return next_record(open_.records, open_.header.process_id, current_.record);
}

void lane_source::open_frame(std::string_view frame) {
    if (decode_datagram(frame, open_) != datagram_error::none ||
        open_.kind != datagram_kind::records || open_.header.stream_id != stream_id_) {
        open_ = {};
        ++malformed_;
    }
}

void lane_source::read(std::size_t max_bytes) {
    if (peek() != nullptr) { // a turn that was broken off left it
        return;
    }
    next_frame_ = 0;
    if (is_corrupt_ || !lane_.has_more()) {
        batch_.frames.clear();
        return;
    }
    is_corrupt_ = !lane_.read(max_bytes, batch_);
    malformed_ += is_corrupt_ ? 1 : 0;
    has_unaccounted_ = has_unaccounted_ || !batch_.frames.empty();
}

void lane_source::consume(std::uint64_t accounted) noexcept {
    if (std::exchange(has_unaccounted_, false)) {
        accounted_ = accounted;
        lane_.consume(accounted);
    }
}

void lane_source::relieve() noexcept {
    if (has_unaccounted_ && peek() == nullptr && lane_.is_crowded()) {
        lane_.consume(accounted_); // and again once it is brought to account
    }
}

std::uint64_t lane_source::take_malformed() noexcept {
    return std::exchange(malformed_, 0);
}

stream_header lane_source::sender() const noexcept {
    return {stream_id_, 0, process_id_, process_name_};
}

lane_table::lane_table(std::size_t other_descriptors)
    : quota_{
          raise_descriptor_limit(
              lane_quota::max_lanes + lane_quota::reserved_descriptors +
              lane_quota::momentary_descriptors + other_descriptors),
          other_descriptors} {}

std::error_code lane_table::adopt(
    const stream_header &offer, attached_handles handles, const ledger_group &ledgers) {
    const std::optional<lane_identity> identity = lane_reader::identify(handles);
    if (identity && by_identity_.count(*identity) != 0) {
        return {};
    }
    if (ledgers.is_foreign(offer, {})) {
        ledgers.count_forged();
        return {};
    }
    const std::optional<lane_charge> charge = lane_reader::charge_of(handles);
    if (charge && !quota_.has_room_for(*charge)) {
        refuse(*charge);
        return slot_errc::full;
    }
    lane_reader lane;
    if (const std::error_code failed = lane.map(std::move(handles))) {
        return failed;
    }
    fault_point("lane_mapped");
    auto source = std::make_unique<lane_source>(std::move(lane), *charge, offer);
    if (const std::error_code failed = bells_.watch(source->lane())) {
        return failed;
    }
    ledgers.accounted_elsewhere(offer, source->lane().accounted(), unix_time_ns());
    ledgers.pin(offer.stream_id, true);
    source->resumes_at = ledgers.known_by_all(offer.stream_id) + 1;
    source->is_new_at = ledgers.known_by_any(offer.stream_id) + 1;
    ledgers.note_lane(offer.stream_id, source->lane().place());
    quota_.add(*charge);
    by_identity_.emplace(source->lane().identity(), source.get());
    by_stream_[offer.stream_id].push_back(source.get());
    sources_.push_back(std::move(source));
    fault_point("lane_adopted");
    return {};
}

void lane_table::refuse(const lane_charge &charge) {
    ++refused_;
    const auto now = std::chrono::steady_clock::now();
    if (now >= silent_until_) {
        silent_until_ = now + notice_interval;
        notice_ = quota_.refusal_of(charge);
    }
}

std::string lane_table::take_notice() {
    return std::exchange(notice_, {});
}

void lane_table::read_all() {
    for (const auto &source : sources_) {
        source->read(bytes_per_turn);
    }
}

unsigned lane_table::fullest() const noexcept {
    unsigned most = 0;
    for (const auto &source : sources_) {
        most = std::max(most, source->is_corrupt() ? 0 : source->lane().unread_share());
    }
    return most;
}

void lane_table::consume_all(const ledger_group &ledgers) {
    for (const auto &source : sources_) {
        source->consume(ledgers.known_by_all(source->sender().stream_id));
        fault_point("lane_consumed");
    }
}

void lane_table::relieve_all() {
    for (const auto &source : sources_) {
        source->relieve();
    }
    fault_point("lanes_relieved");
}

std::vector<lane_source *> lane_table::ended() {
    std::vector<lane_source *> gone;
    for (const auto &source : sources_) {
        if (!bells_.writer_is_gone(source->lane())) {
            continue;
        }
        // First its number, then whether there is more: the writer may have gone to another lane.
        source->ends_at = source->lane().counters().logged;
        if (is_read_out(*source)) {
            gone.push_back(source.get());
        }
    }
    return gone;
}

bool lane_table::has_bequests() const noexcept {
    return !goodbyes_.empty() ||
           std::any_of(sources_.begin(), sources_.end(), [this](const auto &source) {
               return bells_.writer_is_gone(source->lane());
           });
}

void lane_table::remove(lane_source &source, const ledger_group &ledgers) {
    fault_point("lane_ended");
    bells_.forget(source.lane());
    by_identity_.erase(source.lane().identity());
    quota_.remove(source.charge());
    const std::uint64_t stream_id = source.sender().stream_id;
    const auto of_stream = by_stream_.find(stream_id);
    auto &lanes = of_stream->second;
    lanes.erase(std::find(lanes.begin(), lanes.end(), &source));
    if (lanes.empty()) {
        by_stream_.erase(of_stream);
        goodbyes_.erase(stream_id);
        ledgers.pin(stream_id, false);
    }
    sources_.erase(std::find_if(
        sources_.begin(), sources_.end(), [&](const auto &held) { return held.get() == &source; }));
}

bool lane_table::hear_goodbye(std::uint64_t stream_id, std::uint64_t last) {
    if (by_stream_.count(stream_id) == 0) {
        return false;
    }
    std::uint64_t &said = goodbyes_[stream_id];
    said = std::max(said, last);
    return true;
}

std::vector<std::pair<lane_source *, std::uint64_t>> lane_table::parted() const {
    std::vector<std::pair<lane_source *, std::uint64_t>> parted;
    for (const auto &[stream_id, last] : goodbyes_) {
        const auto &lanes = by_stream_.at(stream_id);
        if (std::all_of(
                lanes.begin(), lanes.end(), [](auto *lane) { return is_read_out(*lane); })) {
            parted.emplace_back(lanes.front(), last);
        }
    }
    return parted;
}

void lane_table::forget_goodbye(const lane_source &source) noexcept {
    goodbyes_.erase(source.sender().stream_id);
}

} // namespace mailslog
