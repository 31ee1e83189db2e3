#include "collector/collect.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <mailslog/slot_error.h>
#include <mailslog/slot_reader.h>

#include "collector/console.h"
#include "collector/handed_over.h"
#include "collector/inbox.h"
#include "collector/inbox_source.h"
#include "collector/lane_reclaim.h"
#include "collector/lane_store.h"
#include "collector/lane_table.h"
#include "collector/log_lock.h"
#include "collector/log_writer.h"
#include "collector/network_presence.h"
#include "collector/pace.h"
#include "collector/reload.h"
#include "collector/reload_request.h"
#include "collector/rotated_files.h"
#include "collector/summary.h"
#include "collector/time_merge.h"
#include "mailslot/unix_time.h"

namespace mailslog {
namespace {

using namespace std::chrono_literals;

/// How soon a write that failed is tried again.
constexpr std::chrono::milliseconds retry_interval{200};
/// What still comes after the request to stop is taken for so long; the rest waits in its lanes.
constexpr std::chrono::milliseconds last_turns_time{1000};

wall_time wall_now() {
    return std::chrono::system_clock::now();
}

void tell(const std::string &text) {
    std::fprintf(stderr, "mailslog: %s\n", text.c_str());
}

std::unique_ptr<line_format> format_of(const collect_settings &settings) {
    if (settings.format == output_format::json) {
        return make_json_format();
    }
    return make_text_format(settings.pattern.empty() ? default_pattern : settings.pattern);
}

class collection {
public:
    collection(const collect_settings &settings, const settings_reader &reread)
        : writer_{real_file_system(), settings.file, settings.rotation, format_of(settings),
                  settings.memory_bytes},
          stop_{wake, &lanes_.bells()}, reload_request_{wake, &lanes_.bells()},
          reload_{reread, settings.named} {
        writer_.force_to_disk(settings.sync);
        writer_.limit_rate(settings.rate_limit);
    }

    std::error_code open() {
        const std::error_code failed = writer_.open(wall_now());
        tell_notices();
        return failed;
    }

    /// Takes up what a predecessor left.
    void take_up(std::vector<kept_lane> lanes) {
        store_.restore(std::move(lanes), writer_.accounts());
        reclaim_lanes(writer_.accounts(), store_);
    }

    int run(std::vector<slot_reader> slots) {
        const std::int64_t begun_ns = unix_time_ns();
        for (slot_reader &slot : slots) {
            posts_.push_back(
                std::make_unique<post>(std::move(slot), [this] { lanes_.bells().wake(); }));
        }
        while (!stop_.is_requested() && !failure()) {
            turn();
            if (reload_request_.take()) {
                reconfigure();
            }
            rest();
        }
        if (const std::error_code failed = failure()) {
            tell("cannot read the slot any more: " + failed.message());
        }
        take_the_rest();
        std::fputs(summary_of(writer_.accounts(), begun_ns).c_str(), stdout);
        std::fputs(summary_of(refused()).c_str(), stdout);
        std::fflush(stdout);
        if (!is_written_) {
            tell(
                "ended with " + std::to_string(writer_.unwritten_bytes()) +
                " bytes that could not be written; what waits in lanes is kept there");
        }
        return is_written_ && !failure() ? 0 : 1;
    }

private:
    static void wake(void *bells) { static_cast<lane_bells *>(bells)->wake(); }

    /// A slot that is read: this machine's, or the network's.
    struct post {
        post(slot_reader slot, std::function<void()> wake)
            : box{std::move(slot), std::move(wake)} {}

        inbox box;
        inbox_batch batch;
        inbox_source source;
    };

    std::error_code failure() const {
        for (const auto &post : posts_) {
            if (const std::error_code failed = post->box.failure()) {
                return failed;
            }
        }
        return {};
    }

    std::vector<refused_messages> refused() const {
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

    void turn() {
        took_any_ = false;
        now_ = wall_now();
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
        lanes_.read_all();
        is_written_ = deliver_all() && end_lanes() &&
                      persist([this] { return writer_.tick(now_); }) && save();
        if (is_written_) {
            lanes_.consume_all(writer_.accounts());
            for (lane_source *source : std::exchange(ended_, {})) {
                store_.forget(*source);
                lanes_.remove(*source, writer_.accounts());
            }
        } else {
            lanes_.relieve_all();
        }
        tell_notices();
    }

    void tell_notices() {
        for (const std::string &text : writer_.take_notices()) {
            tell(text);
        }
    }

    void reconfigure() {
        const auto settings = reload_.read(tell);
        if (!settings) {
            return;
        }
        writer_.change_rotation(settings->rotation);
        writer_.change_memory(settings->memory_bytes);
        if (reload_.has_changed({"sync"})) {
            writer_.change_sync(settings->sync, wall_now());
        }
        if (reload_.has_changed({"format", "pattern"})) {
            writer_.change_format(format_of(*settings), wall_now());
        }
    }

    void adopt(const stream_header &offer, attached_handles handles) {
        if (const std::error_code failed =
                store_.adopt(offer, std::move(handles), writer_.accounts());
            failed && failed != slot_errc::full) {
            writer_.accounts().count_malformed();
        }
        if (const std::string text = lanes_.take_notice(); !text.empty()) {
            tell(text);
        }
    }

    bool deliver_all() {
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

    void count_malformed() {
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
    bool end_lanes() {
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
    bool persist(const Step &step) {
        for (bool told = false; step();) {
            if (!std::exchange(told, true)) {
                tell("no memory is left for lines that wait; they are kept in their lanes");
            }
            if (stop_.is_requested()) {
                return false;
            }
            lanes_.bells().nap(retry_interval);
            now_ = wall_now();
            save();
        }
        return true;
    }

    /// Writes what waits, unless that failed a moment ago.
    bool save() {
        const auto now = pace::clock::now();
        if (is_failing_ && now < retry_at_ && !stop_.is_requested()) {
            return false;
        }
        const std::error_code failed = writer_.flush(wall_now());
        if (failed && !is_failing_) {
            tell("cannot write the log: " + failed.message() + "; lines wait, trying again");
        }
        if (!failed && is_failing_) {
            tell("writing the log again");
        }
        is_failing_ = bool{failed};
        retry_at_ = now + retry_interval;
        return !failed;
    }

    void rest() {
        if (stop_.is_requested()) {
            return;
        }
        const auto nap = pace_.after_turn(lanes_.fullest(), took_any_, pace::clock::now());
        if (is_failing_) {
            lanes_.bells().nap(
                std::min<std::chrono::microseconds>(nap.value_or(retry_interval), retry_interval));
        } else if (!nap) {
            lanes_.bells().sleep(until_deadline());
        } else if (*nap > 0us) {
            lanes_.bells().nap(*nap);
        }
    }

    std::optional<std::chrono::milliseconds> until_deadline() const {
        const wall_time now = wall_now();
        const std::optional<wall_time> deadline = writer_.next_deadline(now);
        if (!deadline) {
            return {};
        }
        return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(*deadline - now));
    }

    void take_the_rest() {
        for (const auto &post : posts_) {
            post->box.stop();
        }
        const auto deadline = pace::clock::now() + last_turns_time;
        do {
            lanes_.bells().look(); // what a writer that is gone had to drop belongs in the summary
            turn();
        } while (is_written_ && took_any_ && pace::clock::now() < deadline);
        is_written_ = is_written_ && save() && !writer_.close(wall_now());
    }

    log_writer writer_;
    lane_table lanes_;
    lane_store store_{lanes_};
    stop_request stop_;
    reload_request reload_request_; // SIGHUP's, which stop_ would take for its own
    reload reload_;
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

std::string heard_at(const collect_settings &settings) {
    return settings.listen ? " and UDP port " + std::to_string(settings.listen->network.port)
                           : std::string{};
}

int refuse(const std::string &text) {
    tell(text);
    return 1;
}

std::error_code take_lock(log_lock &lock, const std::string &log_path) {
    const std::error_code failed = real_file_system().make_folders(folder_of(log_path));
    return failed ? failed : lock.take(log_path);
}

std::string refusal_of(const slot_name &slot, std::error_code why) {
    const std::optional<std::int64_t> owner = slot_owner(slot);
    if (why == std::errc::address_not_available) {
        return "the service manager hands over a socket that is not that of " + slot.str() + ", " +
               socket_path_of(slot) + ": correct its ListenDatagram=";
    }
    if (why != slot_errc::already_exists) {
        return describe("create", slot.str(), why);
    }
    return slot.str() + " is collected by " +
           (owner ? "process " + std::to_string(*owner) : "another process") +
           " already; stop it, or choose another slot with --slot";
}

} // namespace

int collect(const collect_settings &settings, const settings_reader &reread) {
    std::string reason;
    const std::optional<slot_name> slot = slot_name::parse(settings.slot, &reason);
    if (!slot) {
        return refuse(reason);
    }
    handed_over found = sorted(take_handed_over_handles());
    if (found.socket_count > 1) {
        return refuse(
            "the service manager hands over " + std::to_string(found.socket_count) +
            " sockets; there must be one, that of " + slot->str());
    }
    slot_reader_options options;
    options.bound_socket = found.socket;
    slot_reader reader;
    if (const std::error_code failed = reader.create(*slot, options)) {
        return refuse(refusal_of(*slot, failed));
    }
    std::vector<slot_reader> slots(1);
    slots[0] = std::move(reader);
    network_presence network;
    if (settings.listen) {
        slots.emplace_back();
        if (const auto refusal =
                network.begin(*slot, *settings.listen, settings.name_service, slots[1])) {
            return refuse(*refusal);
        }
    }
    log_lock lock;
    if (const std::error_code failed = take_lock(lock, settings.file)) {
        return refuse(
            failed == std::errc::device_or_resource_busy
                ? settings.file + " is written by another collector; choose another --file"
                : describe("open", settings.file, failed));
    }
    collection collection{settings, reread};
    if (const std::error_code failed = collection.open()) {
        return refuse(describe("open", settings.file, failed));
    }
    tell("collecting " + slot->str() + heard_at(settings) + " into " + settings.file);
    collection.take_up(std::move(found.lanes));
    return collection.run(std::move(slots));
}

} // namespace mailslog
