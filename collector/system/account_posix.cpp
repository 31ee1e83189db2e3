#include "collector/system/account.h"

#include <cerrno>
#include <charconv>

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

constexpr uid_t root = 0;
/// A user in more groups than this is in the first of them alone.
constexpr int max_groups = 1024;

std::error_code outcome_of(int answer) noexcept {
    return answer == 0 ? std::error_code{} : last_error();
}

/// -1 means "none" to the calls below, and is no user's number.
std::optional<unsigned> parse_number(const std::string &text) noexcept {
    unsigned number = 0;
    const char *const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    const bool is_number = parsed.ec == std::errc{} && parsed.ptr == end && number + 1 != 0;
    return is_number ? std::optional{number} : std::nullopt;
}

std::optional<unsigned> find_group(const std::string &name) {
    const group *entry = ::getgrnam(name.c_str());
    return entry != nullptr ? std::optional{entry->gr_gid} : parse_number(name);
}

/// The entry of a user's name or number; null if there is none.
const passwd *find_entry(const std::string &user) {
    const passwd *entry = ::getpwnam(user.c_str());
    const auto number = parse_number(user);
    return entry == nullptr && number ? ::getpwuid(*number) : entry;
}

std::vector<unsigned> groups_of(const char *user, gid_t own) {
    std::vector<gid_t> groups(max_groups);
    int count = max_groups;
    if (::getgrouplist(user, own, groups.data(), &count) < 0) {
        return {own};
    }
    groups.resize(static_cast<std::size_t>(count));
    return groups;
}

/// Whether any of the three ids of user or group is another than the account's.
bool has_other_ids(std::optional<unsigned> user, unsigned group) noexcept {
    uid_t users[3];
    gid_t groups[3];
    if (::getresuid(&users[0], &users[1], &users[2]) != 0 ||
        ::getresgid(&groups[0], &groups[1], &groups[2]) != 0) {
        return true;
    }
    for (int i = 0; i < 3; ++i) {
        if (groups[i] != group || (user && users[i] != *user)) {
            return true;
        }
    }
    return false;
}

/// Tries: a capability may let a user who is not root become it.
bool may_become_root() noexcept {
    return ::setresuid(root, root, root) == 0 || ::setresgid(root, root, root) == 0;
}

} // namespace

std::optional<std::string> fault_of_accounts_here() {
    return std::nullopt;
}

std::optional<account> account::find(const account_names &names, std::string &reason) {
    account found;
    std::optional<unsigned> group;
    if (!names.group.empty() && !(group = find_group(names.group))) {
        reason = "there is no group " + names.group + "; make it, or name another";
        return std::nullopt;
    }
    if (names.user.empty()) {
        found.group_ = group.value_or(::getegid());
        found.more_groups_ = {found.group_};
        return found;
    }
    const passwd *entry = find_entry(names.user);
    found.user_ = entry != nullptr ? std::optional{entry->pw_uid} : parse_number(names.user);
    if (!found.user_) {
        reason = "there is no user " + names.user + "; make it, or name another";
        return std::nullopt;
    }
    if (entry == nullptr && !group) {
        reason = "user " + names.user +
                 " has no entry that tells its group; say it: " + names.user + ":GROUP";
        return std::nullopt;
    }
    found.group_ = group.value_or(entry != nullptr ? entry->pw_gid : 0);
    found.more_groups_ = entry != nullptr ? groups_of(entry->pw_name, found.group_)
                                          : std::vector<unsigned>{found.group_};
    return found;
}

std::error_code account::own(const std::string &path) const {
    const uid_t user = user_.value_or(static_cast<uid_t>(-1)); // which leaves it
    return outcome_of(::lchown(path.c_str(), user, group_));
}

// The groups first: once the user is another, they can't be changed any more. These calls reach all
// threads (nptl(7)), and with the last of root's ids go all capabilities (capabilities(7)).
std::error_code account::become() const {
    const bool is_that_already = ::geteuid() != root && !has_other_ids(user_, group_);
    if (const auto error =
            is_that_already ? std::error_code{}
                            : outcome_of(::setgroups(more_groups_.size(), more_groups_.data()))) {
        return error;
    }
    if (const auto error = outcome_of(::setresgid(group_, group_, group_))) {
        return error;
    }
    if (const auto error =
            user_ ? outcome_of(::setresuid(*user_, *user_, *user_)) : std::error_code{}) {
        return error;
    }
    if (const auto error = outcome_of(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))) {
        return error;
    }
    const bool stays_root = user_.value_or(::geteuid()) == root;
    const bool is_open = has_other_ids(user_, group_) || (!stays_root && may_become_root());
    return is_open ? std::make_error_code(std::errc::operation_not_permitted) : std::error_code{};
}

} // namespace mailslog
