#include "collector/system/service_manager.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/system/notify_socket_posix.h"
#include "mailslot/slot_folder_posix.h"
#include "mailslot/slot_socket_posix.h"

namespace mailslog {
namespace {

/// The first handle that is handed over (SD_LISTEN_FDS_START, sd_listen_fds(3)).
constexpr int first_handle = 3;
/// The highest number of open files that Linux lets a process have by default (fs.nr_open).
constexpr int max_handles = 1 << 20;
/// What sd_listen_fds_with_names(3) calls a handle that has no name.
constexpr const char *no_name = "unknown";

std::string take_variable(const char *name) {
    const char *value = ::secure_getenv(name);
    std::string taken = value != nullptr ? value : "";
    ::unsetenv(name);
    return taken;
}

/// The number that the text is; -1 for anything else.
int number_in(std::string_view text) noexcept {
    int number = -1;
    const char *const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    return parsed.ec == std::errc{} && parsed.ptr == end ? number : -1;
}

handle_kind kind_of(int handle) noexcept {
    struct stat info {};
    if (::fstat(handle, &info) != 0) {
        return handle_kind::other;
    }
    if (S_ISSOCK(info.st_mode)) {
        return handle_kind::socket;
    }
    return S_ISFIFO(info.st_mode) ? handle_kind::pipe : handle_kind::other;
}

/// Takes the first of the names, which colons separate.
std::string take_name(std::string_view &names) {
    const std::size_t end = std::min(names.find(':'), names.size());
    const std::string_view name = names.substr(0, end);
    names.remove_prefix(std::min(end + 1, names.size()));
    return name.empty() ? no_name : std::string{name};
}

} // namespace

std::vector<handed_over_handle> take_handed_over_handles() {
    const int process_id = number_in(take_variable("LISTEN_PID"));
    const int count = number_in(take_variable("LISTEN_FDS"));
    const std::string all_names = take_variable("LISTEN_FDNAMES");
    std::vector<handed_over_handle> handles;
    if (process_id != ::getpid() || count > max_handles) {
        return handles;
    }
    std::string_view names = all_names;
    for (int handle = first_handle; handle - first_handle < count; ++handle) {
        std::string name = take_name(names);
        if (::fcntl(handle, F_SETFD, FD_CLOEXEC) == 0) {
            handles.push_back({std::move(name), kind_of(handle), handle});
        }
    }
    return handles;
}

std::string socket_path_of(const slot_name &slot) {
    std::string path;
    return make_owner_socket_path(slot, path) ? "" : path;
}

handle_store::handle_store() : path_{notify_path()} {}

// FDPOLL=0: else the manager lets go of a bell as soon as its sender ends, which is when it
// matters.
std::error_code handle_store::keep(const std::string &name, const attached_handles &handles) {
    descriptor socket;
    if (const auto error = connect_to_manager(path_, socket)) {
        return error;
    }
    const int both[2] = {handles.get(0), handles.get(1)};
    return send_with_handles(socket, nullptr, "FDSTORE=1\nFDPOLL=0\nFDNAME=" + name, both);
}

std::error_code handle_store::remove(const std::string &name) {
    return notify(path_, "FDSTOREREMOVE=1\nFDNAME=" + name);
}

} // namespace mailslog
