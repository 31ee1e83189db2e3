#include "collector/collect.h"

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mailslog/slot_error.h>
#include <mailslog/slot_reader.h>

#include "collector/collect_refusal.h"
#include "collector/collection.h"
#include "collector/files/log_lock.h"
#include "collector/files/path_refusal.h"
#include "collector/intake/handed_over.h"
#include "collector/intake/network_presence.h"
#include "collector/intake/slot_collector.h"
#include "collector/intake/socket_room.h"
#include "collector/routing/log_route.h"
#include "collector/status/status_display.h"
#include "collector/system/service_manager.h"
#include "collector/tell.h"

namespace mailslog {
namespace {

std::string heard_at(const collect_settings &settings) {
    return settings.listen ? " and UDP port " + std::to_string(settings.listen->network.port)
                           : std::string{};
}

std::string files_of(const std::vector<output_settings> &outputs) {
    std::string text;
    for (const output_settings &output : outputs) {
        text += (text.empty() ? "" : ", ") + output.file;
    }
    return text;
}

int refuse(const std::string &text) {
    tell(text);
    return 1;
}

std::error_code take_lock(log_lock &lock, file_system &files, const std::string &log_path) {
    const std::error_code failed = files.make_folders(folder_of(log_path));
    return failed ? failed : lock.take(log_path);
}

void write_missing_ids(std::deque<log_lock> &locks, const std::vector<output_settings> &outputs) {
    for (std::size_t i = 0; i < locks.size(); ++i) {
        if (const std::error_code failed = locks[i].write_missing_id()) {
            tell(describe("write the lock of", outputs[i].file, failed));
        }
    }
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

std::vector<output_settings> outputs_of(const collect_settings &settings) {
    std::vector<output_settings> all;
    if (settings.is_output) {
        all.push_back(settings);
    }
    all.insert(all.end(), settings.outputs.begin(), settings.outputs.end());
    return all;
}

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
    if (const auto refusal = make_room_for(settings.socket_queue, found.socket >= 0)) {
        return refuse(*refusal);
    }
    slot_reader_options options;
    options.bound_socket = found.socket;
    options.socket_mode = settings.slot_mode;
    slot_reader reader;
    if (const std::error_code failed = reader.create(*slot, options)) {
        return refuse(refusal_of(*slot, failed));
    }
    const auto remark_on_owner = remark_on_rival(*slot);
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
    status_display display{settings};
    if (const auto refusal =
            display.open(*slot, socket_path_of(*slot), worker ? &*worker : nullptr)) {
        return refuse(*refusal);
    }
    // Before anything in the log's folder is touched: what root did there, its owner could misuse.
    if (const std::error_code failed =
            worker ? work_as(*worker, *slot, found.socket < 0) : std::error_code{}) {
        return refuse(refusal_of_account(settings, failed));
    }
    const std::vector<output_settings> outputs = outputs_of(settings);
    for (const output_settings &output : outputs) { // before locks are made beside them
        if (const auto refusal = refusal_of_place(settings, output.file)) {
            return refuse(*refusal);
        }
    }
    if (const auto refusal = refusal_of_twins(outputs)) {
        return refuse(*refusal);
    }
    if (const auto refusal = refusal_of_metrics(settings.metrics.file)) {
        return refuse(*refusal);
    }
    const auto files = make_own_file_system(settings.rights);
    std::deque<log_lock> locks;
    for (const output_settings &output : outputs) {
        if (const std::error_code failed =
                take_lock(locks.emplace_back(), *files, log_route{output.file}.base_path())) {
            return refuse(refusal_of(settings, output.file, failed));
        }
    }
    collection collection{*files, settings, reread, display};
    if (const auto unopened = collection.open()) {
        return refuse(refusal_of(settings, unopened->file, unopened->why));
    }
    write_missing_ids(locks, outputs);
    if (const auto refusal = display.start()) {
        return refuse(*refusal);
    }
    if (const auto remark = found.socket < 0 ? remark_on_little_room() : std::nullopt) {
        tell(*remark);
    }
    if (remark_on_owner) {
        tell(*remark_on_owner);
    }
    collection.answer_at(answer_path_of(*slot, outputs.front().file));
    tell("collecting " + slot->str() + heard_at(settings) + " into " + files_of(outputs));
    collection.take_up(std::move(found.lanes));
    return collection.run(std::move(slots));
}

} // namespace mailslog
