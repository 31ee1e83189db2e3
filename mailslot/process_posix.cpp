#include "mailslot/process.h"

#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdio>
#include <fstream>
#include <string_view>

#include <sys/random.h>
#include <unistd.h>

namespace mailslog {
namespace {

std::string file_name_of(std::string_view path) {
    return std::string(path.substr(path.find_last_of('/') + 1));
}

std::string executable_path() {
    char path[PATH_MAX];
    const ssize_t size = ::readlink("/proc/self/exe", path, sizeof path);
    return size > 0 ? std::string(path, static_cast<std::size_t>(size)) : std::string();
}

/// `flags`: getrandom(2)'s.
std::optional<std::uint64_t> bits_of_the_system(unsigned flags) noexcept {
    std::uint64_t bits = 0;
    ssize_t size = -1;
    do {
        size = ::getrandom(&bits, sizeof bits, flags);
    } while (size < 0 && errno == EINTR);
    return size == static_cast<ssize_t>(sizeof bits) ? std::optional{bits} : std::nullopt;
}

std::uint64_t bits_of_the_moment() noexcept {
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    // Fibonacci hashing spreads the process id over all bits (Knuth, TAOCP 3, section 6.4).
    return static_cast<std::uint64_t>(now) ^ (process_id() * 0x9E3779B97F4A7C15u);
}

} // namespace

std::uint32_t process_id() noexcept {
    return static_cast<std::uint32_t>(::getpid());
}

std::string process_name() {
    std::string name = file_name_of(::program_invocation_name);
    if (name.empty()) {
        name = file_name_of(executable_path());
    }
    return name.empty() ? "unknown" : name;
}

std::string process_name_of(std::int64_t process_id) {
    std::ifstream file("/proc/" + std::to_string(process_id) + "/comm");
    std::string name;
    std::getline(file, name);
    return name;
}

// proc(5): NSpid has the ids in each namespace that the process is in, the innermost one last.
bool process_goes_by(std::int64_t process_id, std::int64_t number) {
    std::ifstream file("/proc/" + std::to_string(process_id) + "/status");
    const std::string label = "NSpid:";
    const std::string wanted = '\t' + std::to_string(number);
    for (std::string line; std::getline(file, line);) {
        if (line.compare(0, label.size(), label) == 0) {
            return line.substr(line.find_last_of('\t')) == wanted;
        }
    }
    return false;
}

std::string host_name() {
    char name[HOST_NAME_MAX + 1] = {};
    return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

std::uint64_t random_bits() noexcept {
    const auto bits = bits_of_the_system(GRND_NONBLOCK); // early at boot there are none yet
    return bits ? *bits : bits_of_the_moment();
}

std::optional<std::uint64_t> secret_bits() noexcept {
    return bits_of_the_system(0);
}

} // namespace mailslog
