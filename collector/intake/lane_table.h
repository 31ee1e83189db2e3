// The lanes that senders have handed over: adopting them, reading them in turn, seeing them end.
//
// One thread, except wake().
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <mailslog/slot_reader.h>

#include "collector/intake/incoming.h"
#include "collector/intake/lane_quota.h"
#include "collector/intake/sender_claim.h"
#include "collector/ledger/ledger_group.h"
#include "mailslot/lane.h"

namespace mailslog {

/// One sender's lane and what was read from it in this turn. All of it is of the process that
/// offered the lane, whatever its frames claim.
class lane_source final : public incoming_source {
public:
    lane_source(lane_reader lane, const lane_charge &charge, const stream_header &offer);

    const incoming *peek() override;
    void advance() override;

    /// Reads what was published, about `max_bytes` at most, once all that was read before is taken.
    void read(std::size_t max_bytes);
    /// Frees what was read, if anything was, relieve() or not; `accounted` as for
    /// lane_reader::consume().
    void consume(std::uint64_t accounted) noexcept;
    /// Frees what was read and given, and is not brought to account, if there is little room left
    /// for more.
    void relieve() noexcept;
    /// How many frames of this turn were no records of the lane's own stream.
    std::uint64_t take_malformed() noexcept;

    lane_reader &lane() noexcept { return lane_; }
    const lane_reader &lane() const noexcept { return lane_; }
    /// The stream that the lane was offered for, and by whom; the name lives as long as this.
    stream_header sender() const noexcept;
    const lane_charge &charge() const noexcept { return charge_; }
    bool is_corrupt() const noexcept { return is_corrupt_; }

    // Of what stood in the lane when it was adopted, numbers below this are accounted for by all
    // ledgers, by some.
    std::uint64_t resumes_at = 0;
    std::uint64_t is_new_at = 0;
    /// The last number that the stream had used when the lane was seen to end.
    std::uint64_t ends_at = 0;

private:
    bool take_record();
    void open_frame(std::string_view frame);

    lane_reader lane_;
    lane_charge charge_;
    std::string process_name_;
    std::uint64_t stream_id_ = 0;
    std::uint32_t process_id_ = 0;
    sender_claim claim_;

    ring_batch batch_;
    std::size_t next_frame_ = 0;
    datagram open_; // the frame of several records that are being given
    incoming current_;
    bool has_current_ = false;
    bool has_unaccounted_ = false; // frames that were read and consume() was not told of
    std::uint64_t accounted_ = 0;  // as the lane was last told
    bool is_corrupt_ = false;
    std::uint64_t malformed_ = 0;
};

class lane_table {
public:
    /// What one lane may bring into one turn: its neighbours wait no longer than that takes. An
    /// eighth of a lane of the default size, so that its writer has the rest while the turn lasts.
    static constexpr std::size_t bytes_per_turn = std::size_t{128} * 1024;
    /// That lanes are refused is said once in such a time.
    static constexpr std::chrono::minutes notice_interval{1};

    /// `other_descriptors`: what else needs descriptors, beyond lane_quota::reserved_descriptors.
    explicit lane_table(std::size_t other_descriptors = 0);

    /// Takes an offered lane, unless it is here already or its stream is another sender's, which is
    /// counted as forged. `offer.process_id` is the kernel's. Errors: slot_errc::full (no room for
    /// more, see lane_quota.h), as lane_reader::map().
    std::error_code
    adopt(const stream_header &offer, attached_handles handles, const ledger_group &ledgers);

    /// Reads from every lane.
    void read_all();
    /// How full the fullest lane is with what is not read yet: ring_consumer::unread_share().
    unsigned fullest() const noexcept;
    /// Frees in every lane what read_all() read.
    void consume_all(const ledger_group &ledgers);
    /// While nothing can be written: makes room in the lanes that are more than half full. What
    /// they held is in our memory alone then.
    void relieve_all();

    /// Lanes whose writer is gone and from which all was read.
    std::vector<lane_source *> ended();
    /// The stream says otherwise than by the end of its lane, perhaps before all of that is read,
    /// that `last` was its last number. False: no lane of it is here.
    bool hear_goodbye(std::uint64_t stream_id, std::uint64_t last);
    /// Of each stream that has said so, and from whose lanes all was read, one lane and the number.
    std::vector<std::pair<lane_source *, std::uint64_t>> parted() const;
    void forget_goodbye(const lane_source &source) noexcept;
    /// Whether a writer is gone, or has said goodbye, whose lane is still here: not all of it was
    /// read, or its end was not seen.
    bool has_bequests() const noexcept;
    void remove(lane_source &source, const ledger_group &ledgers);

    bool holds(const lane_identity &lane) const { return by_identity_.count(lane) != 0; }
    const std::vector<std::unique_ptr<lane_source>> &sources() const noexcept { return sources_; }
    lane_bells &bells() noexcept { return bells_; }

    /// How many offers found no room.
    std::uint64_t refused() const noexcept { return refused_; }
    /// What the operator should know of that, if there is something new; or empty.
    std::string take_notice();

private:
    void refuse(const lane_charge &charge);

    lane_bells bells_;
    std::map<lane_identity, lane_source *> by_identity_;
    std::map<std::uint64_t, std::vector<lane_source *>> by_stream_; // two while it changes lanes
    std::map<std::uint64_t, std::uint64_t> goodbyes_;               // of such streams
    std::vector<std::unique_ptr<lane_source>> sources_;
    lane_quota quota_;
    std::uint64_t refused_ = 0;
    std::string notice_;
    std::chrono::steady_clock::time_point silent_until_{};
};

} // namespace mailslog
