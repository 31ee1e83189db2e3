// The collector's loop: in turns it takes what the slots and the lanes bring, writes it, and frees
// in the lanes what is written; between the turns it sleeps for as long as nothing needs it.
//
// One thread, which is also where requests to stop, to reload and to rotate are served.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <mailslog/slot_reader.h>

#include "collector/collect.h"
#include "collector/intake/lane_store.h"
#include "collector/intake/lane_table.h"
#include "collector/intake/pace.h"
#include "collector/intake/posts.h"
#include "collector/intake/time_merge.h"
#include "collector/outputs/outputs.h"
#include "collector/reload.h"
#include "collector/rotation_desk.h"
#include "collector/status/status_display.h"
#include "collector/summary.h"
#include "collector/system/console.h"
#include "collector/system/life_signs.h"
#include "collector/system/operator_requests.h"

namespace mailslog {

class collection {
public:
    /// `files` and `display` must outlive this.
    collection(
        file_system &files, const collect_settings &settings, const settings_reader &reread,
        status_display &display);
    ~collection() = default;
    collection(const collection &) = delete;
    collection &operator=(const collection &) = delete;

    /// Opens the logs, as outputs::open().
    std::optional<outputs::unopened> open();
    /// From now on `mailslog rotate` finds this collector. `path` may be empty: then it does not.
    void answer_at(const std::string &path);
    /// Takes up what a predecessor left.
    void take_up(std::vector<kept_lane> lanes);
    /// Until it is asked to stop. Returns the exit code.
    int run(std::vector<slot_reader> slots);

private:
    static void wake(void *bells) { static_cast<lane_bells *>(bells)->wake(); }

    std::vector<refused_messages> refused() const;

    void turn();
    bool deliver_all();
    bool deliver(incoming_source &source);
    bool waits_for_its_lanes(const incoming &message);
    bool goes_on_elsewhere(const lane_source &ended) const;
    bool end_lanes();
    bool end_stream(const lane_source &source, std::uint64_t last);
    bool save();
    void free_lanes();
    void adopt(const stream_header &offer, attached_handles handles);
    void count_malformed();
    template <typename Step>
    bool persist(const Step &step);

    void attend();
    void serve_requests();
    void reconfigure();
    void rotate_now();
    void pack_rotated();
    void tell_notices();

    void tell_fault(const std::string &text);
    void show_state(collector_phase phase);
    void fill_status(collector_status &status, bool details) const;

    void rest();
    std::optional<std::chrono::milliseconds> until_deadline() const;
    void take_the_rest();
    void tell_end(std::int64_t begun_ns);

    lane_table lanes_;
    outputs outputs_;
    lane_store store_{lanes_};
    stop_request stop_;
    operator_requests requests_; // SIGHUP's among them, which stop_ would take for its own
    life_signs signs_;
    reload reload_;
    status_display &display_;
    std::string activity_; // what it does, in a line
    rotation_desk desk_;
    posts posts_;
    time_merge merge_;
    incoming_source *unfinished_ = nullptr; // whose message some outputs have, and others have not
    pace pace_;
    wall_time now_{}; // of this turn
    std::vector<lane_source *> ended_;
    bool took_any_ = false;
    bool is_written_ = true;
    bool is_failing_ = false; // a log could not be written
    pace::clock::time_point retry_at_{};
};

} // namespace mailslog
