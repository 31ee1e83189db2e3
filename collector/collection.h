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
#include "collector/files/log_writer.h"
#include "collector/files/rotated_packing.h"
#include "collector/intake/inbox.h"
#include "collector/intake/inbox_source.h"
#include "collector/intake/lane_store.h"
#include "collector/intake/lane_table.h"
#include "collector/intake/pace.h"
#include "collector/intake/time_merge.h"
#include "collector/reload.h"
#include "collector/rotation_answer.h"
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
    ~collection();
    collection(const collection &) = delete;
    collection &operator=(const collection &) = delete;

    /// Opens the log. Errors: log_writer::open().
    std::error_code open();
    /// From now on `mailslog rotate` finds this collector. `path` may be empty: then it does not.
    void answer_at(const std::string &path);
    /// Takes up what a predecessor left.
    void take_up(std::vector<kept_lane> lanes);
    /// Until it is asked to stop. Returns the exit code.
    int run(std::vector<slot_reader> slots);

private:
    /// A slot that is read: this machine's, or the network's.
    struct post {
        post(slot_reader slot, std::function<void()> wake)
            : box{std::move(slot), std::move(wake)} {}

        inbox box;
        inbox_batch batch;
        inbox_source source;
    };

    static void wake(void *bells) { static_cast<lane_bells *>(bells)->wake(); }

    std::error_code failure() const;
    std::vector<refused_messages> refused() const;

    void turn();
    void take_posts();
    bool deliver_all();
    bool end_lanes();
    bool save();
    void free_lanes();
    void adopt(const stream_header &offer, attached_handles handles);
    void count_malformed();
    template <typename Step>
    bool persist(const Step &step);

    void serve_requests();
    void reconfigure();
    void allow(const std::vector<std::string> &ranges);
    std::string told_of(const std::vector<std::string> &rotated_to) const;
    void publish_answer();
    void pack_rotated();
    void tell_notices();

    void tell_fault(const std::string &text);
    void show_state(collector_phase phase);
    void fill_status(collector_status &status, bool details) const;

    void rest();
    std::optional<std::chrono::milliseconds> until_deadline() const;
    void take_the_rest();
    void tell_end(std::int64_t begun_ns);

    file_system &files_;
    lane_table lanes_;
    log_writer writer_;
    lane_store store_{lanes_};
    stop_request stop_;
    operator_requests requests_; // SIGHUP's among them, which stop_ would take for its own
    life_signs signs_;
    reload reload_;
    status_display &display_;
    std::string log_path_;
    std::string absolute_log_path_;
    std::string activity_; // what it does, in a line
    rotation_answer answer_;
    std::string answer_path_; // where `mailslog rotate` finds it
    rotated_packing packing_{files_, [this] { lanes_.bells().wake(); }};
    std::vector<std::unique_ptr<post>> posts_;
    time_merge merge_;
    pace pace_;
    wall_time now_{}; // of this turn
    std::vector<lane_source *> ended_;
    bool took_any_ = false;
    bool is_written_ = true;
    bool is_failing_ = false; // the log could not be written
    pace::clock::time_point retry_at_{};
};

} // namespace mailslog
