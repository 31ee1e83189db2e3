#include "collector/lane_table.h"

#include <algorithm>
#include <utility>

#include <mailslog/slot_error.h>

#include "collector/fault_point.h"
#include "mailslot/descriptor_limit.h"
#include "mailslot/unix_time.h"
#include "mailslot/utf8.h"

namespace mailslog {
namespace {

/// A datagram has room for far longer ones than we want to keep for every lane.
std::string_view short_name(std::string_view name) noexcept {
    return name.substr(0, cut_at_code_point(name, stream_account::max_name_bytes));
}

} // namespace

lane_source::lane_source(lane_reader lane, const lane_charge &charge, const stream_header &offer)
    : lane_{std::move(lane)}, charge_{charge}, process_name_{short_name(offer.process_name)},
      stream_id_{offer.stream_id}, process_id_{offer.process_id}, claim_{offer.process_id},
      accounted_{lane_.accounted()} {}

const incoming *lane_source::peek() {
    while (!has_current_) {
        if (next_record(open_.records, open_.header.process_id, current_.record)) {
            current_.sender = open_.header;
            current_.sender.process_id = process_id_;
            current_.false_claim = claim_.falsity_of(open_.header.process_id);
            ++open_.header.sequence;
            has_current_ = current_.sender.sequence >= resumes_at;
        } else if (!open_next_frame()) {
            return nullptr;
        }
    }
    return &current_;
}

void lane_source::advance() {
    has_current_ = false;
}

bool lane_source::open_next_frame() {
    open_ = {};
    while (next_frame_ < batch_.frames.size()) {
        const std::string_view frame = batch_.frames[next_frame_++];
        if (decode_datagram(frame, open_) == datagram_error::none &&
            open_.kind == datagram_kind::records && open_.header.stream_id == stream_id_) {
            return true;
        }
        open_ = {};
        ++malformed_;
    }
    return false;
}

std::size_t lane_source::read(std::size_t max_bytes) {
    next_frame_ = 0;
    if (is_corrupt_ || !lane_.has_more()) {
        batch_.frames.clear();
        return 0;
    }
    is_corrupt_ = !lane_.read(max_bytes, batch_);
    malformed_ += is_corrupt_ ? 1 : 0;
    has_unconsumed_ = has_unconsumed_ || !batch_.frames.empty();
    std::size_t bytes = 0;
    for (const std::string_view frame : batch_.frames) {
        bytes += frame.size();
    }
    return bytes;
}

void lane_source::consume(std::uint64_t accounted) noexcept {
    if (std::exchange(has_unconsumed_, false)) {
        accounted_ = accounted;
        lane_.consume(accounted);
    }
}

void lane_source::relieve() noexcept {
    if (has_unconsumed_ && lane_.is_crowded()) {
        consume(accounted_);
    }
}

std::uint64_t lane_source::take_malformed() noexcept {
    return std::exchange(malformed_, 0);
}

stream_header lane_source::sender() const noexcept {
    return {stream_id_, 0, process_id_, process_name_};
}

lane_table::lane_table()
    : quota_{raise_descriptor_limit(lane_quota::max_lanes + lane_quota::reserved_descriptors)} {}

std::error_code
lane_table::adopt(const stream_header &offer, attached_handles handles, ledger &ledger) {
    const std::optional<lane_identity> identity = lane_reader::identify(handles);
    if (identity && by_identity_.count(*identity) != 0) {
        return {};
    }
    if (ledger.is_foreign(offer, {})) {
        ledger.count_forged();
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
    ledger.accounted_elsewhere(offer, source->lane().accounted(), unix_time_ns());
    ledger.pin(offer.stream_id, true);
    if (const stream_account *account = ledger.find(offer.stream_id)) {
        source->resumes_at = account->next;
    }
    ledger.note_lane(offer.stream_id, source->lane().place());
    quota_.add(*charge);
    by_identity_.emplace(source->lane().identity(), source.get());
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

std::size_t lane_table::read_all() {
    std::size_t fullest = 0;
    for (const auto &source : sources_) {
        fullest = std::max(fullest, source->read(bytes_per_turn));
    }
    return fullest;
}

void lane_table::consume_all(const ledger &ledger) {
    for (const auto &source : sources_) {
        const stream_account *account = ledger.find(source->sender().stream_id);
        source->consume(account != nullptr ? account->next - 1 : 0);
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
        if (bells_.writer_is_gone(source->lane()) &&
            (source->is_corrupt() || !source->lane().has_more())) {
            gone.push_back(source.get());
        }
    }
    return gone;
}

void lane_table::remove(lane_source &source, ledger &ledger) {
    fault_point("lane_ended");
    bells_.forget(source.lane());
    by_identity_.erase(source.lane().identity());
    quota_.remove(source.charge());
    ledger.pin(source.sender().stream_id, false);
    sources_.erase(std::find_if(
        sources_.begin(), sources_.end(), [&](const auto &held) { return held.get() == &source; }));
}

} // namespace mailslog
