#include "collector/collect_refusal.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>

#include <mailslog/slot_error.h>
#include <mailslog/slot_reader.h>

#include "collector/files/path_refusal.h"
#include "collector/files/read_refusal.h"
#include "collector/files/rotated_files.h"
#include "collector/files/writable.h"
#include "collector/intake/slot_collector.h"
#include "collector/routing/log_route.h"
#include "collector/system/service_manager.h"

namespace mailslog {

namespace {

/// What a path_refusal says itself.
std::string way_out_of(const collect_settings &settings, std::error_code why) {
    if (why.category() == make_error_code(path_refusal::link).category()) {
        return "";
    }
    return is_denied(why) && !settings.run_as.user.empty()
               ? "; the folder and its files must be made for " + settings.run_as.user + " (chown)"
               : "; choose another --file";
}

} // namespace

std::optional<std::string>
refusal_of_place(const collect_settings &settings, const std::string &file) {
    if (folder_prefix_of(file).size() == file.size()) {
        const auto why = std::make_error_code(std::errc::is_a_directory);
        return describe("write", file, why) + way_out_of(settings, why);
    }
    const std::string base = log_route{file}.base_path();
    for (const char *suffix : {"", ".ledger", ".lock"}) {
        if (const auto obstacle = obstacle_to_writing(base + suffix)) {
            return describe("write", obstacle->path, obstacle->why) +
                   way_out_of(settings, obstacle->why);
        }
    }
    return {};
}

std::optional<std::string> refusal_of_twins(const std::vector<output_settings> &outputs) {
    std::map<std::filesystem::path, std::string> known;
    for (const output_settings &output : outputs) {
        std::error_code failed; // nothing that could be a link, then
        const auto path = std::filesystem::u8path(log_route{output.file}.base_path());
        const auto whole = std::filesystem::weakly_canonical(path, failed);
        const auto [twin, is_new] = known.emplace(failed ? path : whole, output.file);
        if (!is_new) {
            return output.file + " and " + twin->second + " are one file; choose another --file";
        }
    }
    return std::nullopt;
}

std::optional<std::string> refusal_of_metrics(const std::string &file) {
    if (file.empty()) {
        return std::nullopt;
    }
    std::error_code failed = try_file(file);
    if (!failed || is_absent(failed)) {
        failed = try_folder(folder_of(file));
    }
    return failed ? std::optional{describe("write", file, failed)} : std::nullopt;
}

std::string refusal_of_account(const collect_settings &settings, std::error_code why) {
    const account_names &names = settings.run_as;
    const std::string group = names.group.empty() ? "" : ":" + names.group;
    return describe("work as", names.user + group, why) +
           "; that takes root: start it as root, or leave out --user and --group";
}

std::string
refusal_of(const collect_settings &settings, const std::string &file, std::error_code why) {
    const std::string base = log_route{file}.base_path();
    if (why == std::errc::device_or_resource_busy) {
        return file + " is written by another collector; choose another --file";
    }
    if (why == std::errc::file_exists) {
        return base + ".lock is no lock file; remove it, or choose another --file";
    }
    const std::string ledger = why == path_refusal::link || why == path_refusal::no_file
                                   ? " or " + base + ".ledger"
                                   : std::string{};
    return describe("open", file + ledger, why) + way_out_of(settings, why);
}

std::optional<std::string> remark_on_rival(const slot_name &slot) {
    const std::string path = socket_before_ours(slot);
    if (path.empty()) {
        return std::nullopt;
    }
    const auto owner = find_slot_collector(slot);
    return slot.str() + " is collected at " + path + ", too" +
           (owner ? ", by process " + std::to_string(owner->process_id) : "") +
           ": that is where this user's applications log, nothing of theirs comes here; read its "
           "log, or choose another slot with --slot";
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

} // namespace mailslog
