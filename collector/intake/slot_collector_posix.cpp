#include "collector/intake/slot_collector.h"

#include <cerrno>
#include <csignal>

#include "collector/rotation_answer.h"
#include "collector/system/service_manager.h"
#include "mailslot/slot_folder_posix.h"
#include "mailslot/slot_lock_posix.h"
#include "mailslot/slot_socket_posix.h"

namespace mailslog {
namespace {

bool is_answered(const std::string &socket_path) {
    descriptor socket;
    return !make_socket(socket) && !connect_to_slot(socket, socket_path);
}

} // namespace

std::optional<slot_collector> find_slot_collector(const slot_name &slot) {
    for (const std::string &path : writer_socket_paths(slot)) {
        if (const auto owner = slot_lock::owner(path)) {
            return slot_collector{*owner, path + std::string{rotation_answer_suffix}};
        }
    }
    return std::nullopt;
}

std::error_code obstacle_to_owning(const slot_name &slot) {
    return judge_owner_place(slot);
}

std::string socket_before_ours(const slot_name &slot) {
    const std::string ours = socket_path_of(slot);
    for (const std::string &path : writer_socket_paths(slot)) {
        if (path == ours) {
            break;
        }
        if (is_answered(path)) {
            return path;
        }
    }
    return {};
}

std::string answer_path_of(const slot_name &slot, const std::string & /*log_path*/) {
    const std::string path = socket_path_of(slot);
    return path.empty() ? "" : path + std::string{rotation_answer_suffix};
}

std::error_code ask_for_rotation(const slot_collector &collector) {
    const int result = ::kill(static_cast<pid_t>(collector.process_id), SIGUSR1);
    const int error = errno;
    return result == 0 ? std::error_code{} : std::error_code{error, std::system_category()};
}

} // namespace mailslog
