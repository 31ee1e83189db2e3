#include "collector/configuration/config_place.h"

#include <cstdlib>

#include <sys/stat.h>
#include <unistd.h>

namespace mailslog {
namespace {

constexpr const char *in_folder = "/mailslog/mailslog.toml";

/// The XDG base directory specification ignores a relative path.
std::string absolute_path(const char *variable) {
    const char *value = ::secure_getenv(variable);
    return value != nullptr && *value == '/' ? value : "";
}

/// What systemd has for a service (ConfigurationDirectory=, systemd.exec(5)): root's, or its own.
/// The first, if there are several.
std::string service_folder() {
    const std::string folders = absolute_path("CONFIGURATION_DIRECTORY");
    const std::string first = folders.substr(0, folders.find(':'));
    struct stat status {};
    const bool is_good =
        ::stat(first.c_str(), &status) == 0 && (status.st_uid == 0 || status.st_uid == ::geteuid());
    return is_good ? first : "";
}

/// After su(1) the environment may name somebody else's.
bool is_own(const std::string &folder) noexcept {
    struct stat status {};
    return ::stat(folder.c_str(), &status) == 0 && status.st_uid == ::geteuid();
}

} // namespace

std::string default_config_path() {
    if (::geteuid() == 0) {
        return std::string{"/etc"} + in_folder;
    }
    if (const std::string folder = service_folder(); !folder.empty()) {
        return folder + "/mailslog.toml";
    }
    if (const std::string named = absolute_path("XDG_CONFIG_HOME"); !named.empty()) {
        return is_own(named) ? named + in_folder : "";
    }
    const std::string home = absolute_path("HOME");
    return is_own(home) ? home + "/.config" + in_folder : "";
}

} // namespace mailslog
