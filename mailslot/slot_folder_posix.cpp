#include "mailslot/slot_folder_posix.h"

#include <cerrno>
#include <cstdlib>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <mailslog/slot_error.h>

#include "mailslot/folder_trust_posix.h"
#include "mailslot/slot_lock_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

constexpr std::size_t max_socket_path_bytes = sizeof(sockaddr_un::sun_path) - 1;
constexpr const char *system_folder = "/run/mailslot";
constexpr std::string_view system_prefix = "/run/mailslot/";

constexpr mode_t open_folder = 0755;
constexpr mode_t closed_folder = 0700;
constexpr mode_t open_socket = 0666; // a socket is sent to by who may write to it (unix(7))
constexpr mode_t private_socket = 0600;

/// A folder that slots may live in, and the mode in which it is made.
struct slot_folder {
    std::string path;
    mode_t mode = open_folder;
    std::string private_folder; // as writer_place's
};

std::optional<std::string> environment(const char *name) {
    const char *value = ::secure_getenv(name);
    if (!value || !*value) {
        return std::nullopt;
    }
    return value;
}

/// A folder, no link to one, that is the user's and where nobody else may do anything.
bool is_private(const std::string &path, uid_t user) noexcept {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
           status.st_uid == user && (status.st_mode & 077) == 0;
}

/// The XDG base directory specification makes it the user's own and private. It need not exist, and
/// after su(1) it is somebody else's: then it does not count.
std::optional<slot_folder> runtime_folder() {
    const auto runtime = environment("XDG_RUNTIME_DIR");
    if (!runtime) {
        return std::nullopt;
    }
    return slot_folder{*runtime + "/mailslot", open_folder, *runtime};
}

/// Anybody may have put a folder of that name there, to listen.
slot_folder temporary_folder() {
    const std::string path =
        environment("TMPDIR").value_or("/tmp") + "/mailslot-" + std::to_string(::geteuid());
    return {path, closed_folder, path};
}

slot_folder user_folder() {
    const auto runtime = runtime_folder();
    const bool counts = runtime && is_private(runtime->private_folder, ::geteuid());
    return counts ? *runtime : temporary_folder();
}

slot_folder owner_folder() {
    if (const auto chosen = environment("MAILSLOT_DIR")) {
        return {*chosen, open_folder, {}};
    }
    return ::geteuid() == 0 ? slot_folder{system_folder, open_folder, {}} : user_folder();
}

std::vector<slot_folder> writer_folders() {
    if (const auto chosen = environment("MAILSLOT_DIR")) {
        return {{*chosen, open_folder, {}}};
    }
    std::vector<slot_folder> folders{{system_folder, open_folder, {}}};
    if (const auto runtime = runtime_folder()) {
        folders.push_back(*runtime);
    }
    folders.push_back(temporary_folder());
    return folders;
}

std::string socket_path(const std::string &folder, const slot_name &name) {
    std::string path = folder;
    for (const std::string &element : name.folded_elements()) {
        path += '/' + element;
    }
    return path;
}

bool begins_with(const std::string &text, std::string_view begin) noexcept {
    return text.compare(0, begin.size(), begin) == 0;
}

bool ends_with(const std::string &text, std::string_view end) noexcept {
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::error_code check_existing(const slot_folder &folder) noexcept {
    if (folder.mode == closed_folder && !is_private(folder.path, ::geteuid())) {
        return slot_errc::access_denied;
    }
    struct stat status {};
    if (const auto error = result_of(::stat(folder.path.c_str(), &status))) {
        return error;
    }
    if (!S_ISDIR(status.st_mode)) {
        return error_of(ENOTDIR);
    }
    return is_foreign(status) || is_unguarded(status) ? make_error_code(slot_errc::access_denied)
                                                      : std::error_code{};
}

std::error_code make_folder(const slot_folder &folder) noexcept {
    if (::mkdir(folder.path.c_str(), folder.mode) == 0) {
        // The umask may have taken more away than was meant.
        return result_of(::chmod(folder.path.c_str(), folder.mode));
    }
    const int error = errno;
    return error == EEXIST ? check_existing(folder) : error_of(error);
}

/// `folder`, and those below it that the slot's path names.
std::vector<slot_folder> folders_of(const slot_folder &folder, const slot_name &name) {
    std::vector<slot_folder> folders{folder};
    auto elements = name.folded_elements();
    elements.pop_back();
    for (const std::string &element : elements) {
        folders.push_back({folders.back().path + '/' + element, open_folder, {}});
    }
    return folders;
}

std::error_code make_folders(const slot_folder &folder, const slot_name &name) {
    for (const slot_folder &one : folders_of(folder, name)) {
        if (const auto error = make_folder(one)) {
            return error;
        }
    }
    return {};
}

/// Whether something may be made in the folder.
std::error_code try_to_write(const std::string &folder) noexcept {
    return result_of(::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS));
}

std::error_code judge_folders(const slot_folder &folder, const slot_name &name) {
    std::string above = folder.path.substr(0, folder.path.rfind('/') + 1) + '.';
    for (const slot_folder &one : folders_of(folder, name)) {
        struct stat status {};
        if (::lstat(one.path.c_str(), &status) != 0 && errno == ENOENT) {
            break;
        }
        if (const std::error_code refused = check_existing(one)) {
            return refused;
        }
        above = one.path;
    }
    return try_to_write(above);
}

/// Where this process would own the slot, if that is a name for it.
std::error_code
find_owner_socket_path(const slot_folder &folder, const slot_name &name, std::string &path) {
    path = socket_path(folder.path, name);
    if (name.reach() != slot_reach::local || path.size() > max_socket_path_bytes) {
        return slot_errc::invalid_name;
    }
    // It would be another slot's lock file.
    return ends_with(path, lock_suffix) ? make_error_code(slot_errc::invalid_name)
                                        : std::error_code{};
}

} // namespace

bool writer_place::counts() const noexcept {
    return private_folder.empty() || is_private(private_folder, user);
}

std::vector<writer_place> writer_places(const slot_name &name) {
    std::vector<writer_place> places;
    if (name.reach() != slot_reach::local) {
        return places;
    }
    for (slot_folder &folder : writer_folders()) {
        std::string path = socket_path(folder.path, name);
        if (path.size() <= max_socket_path_bytes) {
            places.push_back({std::move(path), std::move(folder.private_folder), ::geteuid()});
        }
    }
    return places;
}

std::vector<std::string> writer_socket_paths(const slot_name &name) {
    std::vector<std::string> paths;
    for (writer_place &place : writer_places(name)) {
        if (place.counts()) {
            paths.push_back(std::move(place.socket_path));
        }
    }
    return paths;
}

std::error_code make_owner_socket_path(const slot_name &name, std::string &path) {
    const slot_folder folder = owner_folder();
    const std::error_code refused = find_owner_socket_path(folder, name, path);
    return refused ? refused : make_folders(folder, name);
}

std::error_code judge_owner_place(const slot_name &name) {
    const slot_folder folder = owner_folder();
    std::string path;
    const std::error_code refused = find_owner_socket_path(folder, name, path);
    return refused ? refused : judge_folders(folder, name);
}

mode_t socket_mode(const std::string &path) noexcept {
    return begins_with(path, system_prefix) ? open_socket : private_socket;
}

} // namespace mailslog
