// The user and group that the collector works as, once it has opened what only root may open.
//
// Windows has neither: a service is given its account by the service manager, and files their
// access list by their folder.
#pragma once

#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace mailslog {

/// Names, or numbers where there is no such name; empty: as the process is.
struct account_names {
    std::string user;
    std::string group; // empty beside a user: that one's own

    bool empty() const noexcept { return user.empty() && group.empty(); }
};

/// Why this system can't do with accounts and modes as options name them; nothing where it can.
std::optional<std::string> fault_of_accounts_here();

class account {
public:
    /// Nothing, and the reason for the user to read, if there is no such user or group.
    static std::optional<account> find(const account_names &names, std::string &reason);

    /// Makes the account the owner of what stands at `path`, be it a link.
    std::error_code own(const std::string &path) const;

    /// From now on the whole process is the account, for good: no call and no program that it
    /// executes gives it back what it was. Errors: what the system refuses (only root may become
    /// another); std::errc::operation_not_permitted also if the way back is still open.
    std::error_code become() const;

private:
    account() = default;

    std::optional<unsigned> user_; // nothing: stays
    unsigned group_ = 0;
    std::vector<unsigned> more_groups_;
};

} // namespace mailslog
