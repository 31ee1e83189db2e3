// Where local slots live on POSIX: DIR/path/name, folded to lower case, a socket each.
//
// DIR is $MAILSLOT_DIR, and then that alone; else /run/mailslot for root,
// $XDG_RUNTIME_DIR/mailslot, and mailslot-UID in the temporary directory ($TMPDIR, else /tmp),
// which must be the user's own and closed to others. The environment is ignored in set-user-id
// programs (secure_getenv(3)).
#pragma once

#include <string>
#include <system_error>
#include <vector>

#include <sys/types.h>

#include <mailslog/slot_name.h>

namespace mailslog {

/// Where a writer may look for a slot whenever it wants one; the folders may come and go meanwhile.
struct writer_place {
    std::string socket_path;
    std::string private_folder; // empty: the place always counts
    uid_t user = 0;

    /// Whether `private_folder` is the user's own now, and closed to others: else anybody may
    /// listen there. No allocation.
    bool counts() const noexcept;
};

/// The places in which a writer looks for the slot, in this order: those of root's collector and of
/// the user's own. Paths too long for a socket (108 bytes with the final NUL, unix(7)) are left
/// out.
std::vector<writer_place> writer_places(const slot_name &name);

/// The paths of those that count now.
std::vector<std::string> writer_socket_paths(const slot_name &name);

/// The path at which this process would own the slot; makes the missing folders (0755 for root and
/// below an existing DIR, 0700 in the temporary directory). Errors: invalid_name (not local, the
/// path is too long, or it ends as lock files do), access_denied (a folder on the way belongs to
/// neither root nor this user, or anybody may replace what stands there), the system's.
std::error_code make_owner_socket_path(const slot_name &name, std::string &path);

/// What make_owner_socket_path() would answer, found out without making anything; also the system's
/// error for a folder that could not be made.
std::error_code judge_owner_place(const slot_name &name);

/// The mode of a slot's socket: anybody may send to one in /run/mailslot, only the user elsewhere.
mode_t socket_mode(const std::string &path) noexcept;

} // namespace mailslog
