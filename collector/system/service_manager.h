// The service manager (systemd) that started us, if one did: what it had open for us, and its store
// for what shall outlive us. sd_listen_fds(3), sd_notify(3), sd_pid_notify_with_fds(3): two
// environment variables and a datagram socket, spoken by hand.
//
// Windows has none: nothing is handed over or kept.
#pragma once

#include <string>
#include <system_error>
#include <vector>

#include <mailslog/slot_name.h>
#include <mailslog/slot_reader.h>

namespace mailslog {

enum class handle_kind { socket, pipe, other };

struct handed_over_handle {
    std::string name; // as the manager calls it; several may have the same
    handle_kind kind = handle_kind::other;
    int handle = -1; // the caller's to close; no program executed later inherits it
};

/// What $LISTEN_FDS speaks of, if $LISTEN_PID means this process. The variables are taken out of
/// the environment, so that a second call finds nothing: for the beginning of a program.
std::vector<handed_over_handle> take_handed_over_handles();

/// Where the manager is to make the socket of a slot that this process would own; empty if nowhere.
std::string socket_path_of(const slot_name &slot);

/// The manager's store. One thread at a time; never blocks.
class handle_store {
public:
    /// So many bytes may a name have (sd_pid_notify_with_fds(3), FDNAME=).
    static constexpr std::size_t max_name_bytes = 255;

    /// Looks for $NOTIFY_SOCKET.
    handle_store();

    /// Whether there is a manager; it may still refuse to keep anything, without a word.
    bool is_there() const noexcept { return !path_.empty(); }
    /// Has both handles kept under the name (without ':' and control characters) until remove(),
    /// whatever becomes of us or of their other ends. Errors: slot_errc::full, the system's own.
    std::error_code keep(const std::string &name, const attached_handles &handles);
    std::error_code remove(const std::string &name);

private:
    std::string path_;
};

} // namespace mailslog
