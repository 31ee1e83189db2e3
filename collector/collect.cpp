#include "collector/collect.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <mailslog/slot_error.h>
#include <mailslog/slot_reader.h>

#include "collector/files/background_packer.h"
#include "collector/files/log_lock.h"
#include "collector/files/log_writer.h"
#include "collector/files/path_refusal.h"
#include "collector/files/rotated_files.h"
#include "collector/intake/handed_over.h"
#include "collector/intake/inbox.h"
#include "collector/intake/inbox_source.h"
#include "collector/intake/lane_reclaim.h"
#include "collector/intake/lane_store.h"
#include "collector/intake/lane_table.h"
#include "collector/intake/network_presence.h"
#include "collector/intake/pace.h"
#include "collector/intake/time_merge.h"
#include "collector/reload.h"
#include "collector/rotation_answer.h"
#include "collector/summary.h"
#include "collector/system/console.h"
#include "collector/system/operator_requests.h"
#include "mailslot/process.h"
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
    collection(file_system &files, const collect_settings &settings, const settings_reader &reread)
        : files_{files},
          writer_{
              files, settings.file, settings.rotation, format_of(settings), settings.memory_bytes},
          stop_{wake, &lanes_.bells()}, requests_{wake, &lanes_.bells()},
          reload_{reread, settings.named}, log_path_{settings.file} {
        writer_.force_to_disk(settings.sync);
        writer_.limit_rate(settings.rate_limit);
        if (settings.packing == compression::gzip) {
            packer_ = std::make_unique<background_packer>(
                files_, settings.file, [this] { lanes_.bells().wake(); });
        }
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

    /// From now on `mailslog rotate` finds this collector. `path` may be empty: then it does not.
    void answer_at(const std::string &path) {
        answer_path_ = path;
        publish_answer();
    }

    ~collection() {
        if (!answer_path_.empty()) {
            (void)files_.remove(answer_path_);
        }
    }
    collection(const collection &) = delete;
    collection &operator=(const collection &) = delete;

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
        serve_requests();
        pack_rotated();
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
        writer_.change_rotation(settings->rotation, wall_now());
        writer_.change_memory(settings->memory_bytes);
        if (reload_.has_changed({"sync"})) {
            writer_.change_sync(settings->sync, wall_now());
        }
        if (reload_.has_changed({"format", "pattern"})) {
            writer_.change_format(format_of(*settings), wall_now());
        }
    }

    void serve_requests() {
        if (requests_.take_reload()) {
            reconfigure();
            if (const std::error_code failed = writer_.reopen(wall_now())) {
                tell(describe("reopen", log_path_, failed));
            }
        }
        if (requests_.take_rotation()) {
            std::string rotated_to;
            const std::error_code failed = writer_.rotate_now(wall_now(), rotated_to);
            answer_.is_done = !failed;
            answer_.text = failed               ? describe("rotate", log_path_, failed)
                           : rotated_to.empty() ? log_path_ + " is empty: nothing to rotate"
                                                : rotated_to;
            ++answer_.number;
            publish_answer();
        }
    }

    void publish_answer() {
        answer_.process_id = process_id();
        if (!answer_path_.empty()) {
            if (const auto failed = write_answer(files_, answer_path_, answer_)) {
                tell(describe("write", answer_path_, failed));
            }
        }
    }

    void pack_rotated() {
        if (!packer_) {
            return;
        }
        const auto closed = writer_.closed_through();
        if (closed != released_ && !packer_->release(*closed)) {
            released_ = closed;
        }
        for (const std::string &text : packer_->take_notices()) {
            tell(text);
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

    file_system &files_;
    log_writer writer_;
    lane_table lanes_;
    lane_store store_{lanes_};
    stop_request stop_;
    operator_requests requests_; // SIGHUP's among them, which stop_ would take for its own
    reload reload_;
    std::string log_path_;
    rotation_answer answer_;
    std::string answer_path_;                   // where `mailslog rotate` finds it
    std::unique_ptr<background_packer> packer_; // none: rotated files stay as they are
    std::optional<wall_time> released_;         // what it may pack
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

std::error_code take_lock(log_lock &lock, file_system &files, const std::string &log_path) {
    const std::error_code failed = files.make_folders(folder_of(log_path));
    return failed ? failed : lock.take(log_path);
}

/// For a log, or its lock, that could not be opened.
std::string refusal_of(const collect_settings &settings, std::error_code why) {
    if (why == std::errc::device_or_resource_busy) {
        return settings.file + " is written by another collector; choose another --file";
    }
    if (why == std::errc::file_exists) {
        return settings.file + ".lock is no lock file; remove it, or choose another --file";
    }
    const std::string ledger = why == path_refusal::link || why == path_refusal::no_file
                                   ? " or " + settings.file + ".ledger"
                                   : std::string{};
    const bool is_denied = why == slot_errc::access_denied || why == std::errc::permission_denied;
    const std::string &user = settings.run_as.user;
    return describe("open", settings.file + ledger, why) +
           (is_denied && !user.empty()
                ? "; the folder and its files must be made for " + user + " (chown)"
                : std::string{});
}

std::string refusal_of(const slot_name &slot, std::error_code why) {
    const std::optional<std::int64_t> owner = slot_owner(slot);
    if (why == std::errc::address_not_available) {
        return "the service manager hands over a socket that is not that of " + slot.str() + ", " +
               socket_path_of(slot) + ": correct its ListenDatagram=";
    }
    if (why == std::errc::file_exists) {
        return socket_path_of(slot) + ", or the .lock beside it, is neither the socket of " +
               slot.str() + " nor its lock file; remove it";
    }
    if (why == slot_errc::access_denied) {
        return describe("create", slot.str(), why) +
               "; its folder must belong to this user or to root, and others must not write to it "
               "(chmod o-w); $MAILSLOT_DIR names another";
    }
    if (why != slot_errc::already_exists) {
        return describe("create", slot.str(), why);
    }
    return slot.str() + " is collected by " +
           (owner ? "process " + std::to_string(*owner) : "another process") +
           " already; stop it, or choose another slot with --slot";
}

/// Leaves root behind, if that is asked for. What the account needs later is made its own first.
std::error_code work_as(const account &worker, const slot_name &slot, bool made_socket) {
    const std::string path = socket_path_of(slot);
    if (const std::error_code failed = made_socket ? worker.own(path) : std::error_code{}) {
        return failed;
    }
    const std::error_code failed = worker.own(path + ".lock");
    return failed ? failed : worker.become();
}

} // namespace

int collect(const collect_settings &settings, const settings_reader &reread) {
    std::string reason;
    const std::optional<slot_name> slot = slot_name::parse(settings.slot, &reason);
    if (!slot) {
        return refuse(reason);
    }
    std::optional<account> worker;
    if (!settings.run_as.empty() && !(worker = account::find(settings.run_as, reason))) {
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
    options.socket_mode = settings.slot_mode;
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
    // Before anything in the log's folder is touched: what root did there, its owner could misuse.
    if (const std::error_code failed =
            worker ? work_as(*worker, *slot, found.socket < 0) : std::error_code{}) {
        return refuse(
            describe("work as", settings.run_as.user + ":" + settings.run_as.group, failed) +
            "; that takes root");
    }
    const auto files = make_own_file_system(settings.rights);
    log_lock lock;
    if (const std::error_code failed = take_lock(lock, *files, settings.file)) {
        return refuse(refusal_of(settings, failed));
    }
    collection collection{*files, settings, reread};
    if (const std::error_code failed = collection.open()) {
        return refuse(refusal_of(settings, failed));
    }
    const std::string socket_path = socket_path_of(*slot);
    collection.answer_at(
        socket_path.empty() ? "" : socket_path + std::string{rotation_answer_suffix});
    tell("collecting " + slot->str() + heard_at(settings) + " into " + settings.file);
    collection.take_up(std::move(found.lanes));
    return collection.run(std::move(slots));
}

} // namespace mailslog
