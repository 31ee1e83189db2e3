#include "collector/system/account_answer.h"

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.h"
#include "tests/support/child_posix.h"
#include "tests/support/temporary_folder.h"

namespace {

using mailslog::account;
using mailslog::account_names;

constexpr uid_t nobody = 65534;

std::optional<account> find(const account_names &names) {
    std::string reason;
    return account::find(names, reason);
}

std::string reason_for(const account_names &names) {
    std::string reason;
    CHECK_FALSE(account::find(names, reason));
    return reason;
}

bool is_root() {
    if (::geteuid() != 0) {
        WARN("only root can become another user");
    }
    return ::geteuid() == 0;
}

/// Whether `act` returned true in a child that had become the account before.
template <typename Act>
bool holds_as(const account_names &names, Act act) {
    const auto found = find(names);
    REQUIRE(found);
    return mailslog::ended_well(mailslog::in_child([&] {
        if (found->become() || !act()) {
            ::_exit(1);
        }
    }));
}

bool has_ids(uid_t user, gid_t group) {
    uid_t users[3];
    gid_t groups[3];
    return ::getresuid(&users[0], &users[1], &users[2]) == 0 &&
           ::getresgid(&groups[0], &groups[1], &groups[2]) == 0 && users[0] == user &&
           users[1] == user && users[2] == user && groups[0] == group && groups[1] == group &&
           groups[2] == group;
}

} // namespace

TEST_CASE("an account is asked without becoming it", "[account_posix]") {
    if (!is_root()) {
        return;
    }
    std::optional<std::string> answer;
    const auto ids = [] { return std::optional{std::to_string(::geteuid())}; };
    REQUIRE_FALSE(mailslog::answer_as(*find({"65534", "65534"}), ids, answer));
    CHECK(answer == "65534");
    CHECK(::geteuid() == 0);
    REQUIRE_FALSE(mailslog::answer_as(
        *find({"65534", "65534"}), [] { return std::optional<std::string>{}; }, answer));
    CHECK_FALSE(answer);
    CHECK(holds_as({"65534", "65534"}, [&] {
        return mailslog::answer_as(*find({"0", "0"}), ids, answer) ==
               std::errc::operation_not_permitted;
    }));
}

TEST_CASE("who is not there is named", "[account_posix]") {
    CHECK(
        reason_for({"no-such-user", ""}) ==
        "there is no user no-such-user; make it, or name another");
    CHECK(
        reason_for({"root", "no-such-group"}) ==
        "there is no group no-such-group; make it, or name another");
    CHECK(
        reason_for({"", "no-such-group"}) ==
        "there is no group no-such-group; make it, or name another");
    CHECK(
        reason_for({"4294967295", "0"}) ==
        "there is no user 4294967295; make it, or name another"); // -1 is nobody's
    CHECK_THAT(reason_for({"71234", ""}), Catch::Matchers::Contains("say it: 71234:GROUP"));
}

TEST_CASE("root becomes another for good, by name or number", "[account_posix]") {
    if (!is_root()) {
        return;
    }
    const auto is_nobody_for_good = [] {
        return has_ids(nobody, nobody) && ::setuid(0) != 0 && ::setgid(0) != 0 &&
               ::seteuid(0) != 0 && ::setgroups(0, nullptr) != 0 &&
               ::open("/etc/shadow", O_RDONLY) == -1;
    };
    CHECK(holds_as({"nobody", ""}, is_nobody_for_good));
    CHECK(holds_as({"65534", ""}, is_nobody_for_good));
    CHECK(holds_as({"71234", "71235"}, [] { return has_ids(71234, 71235); }));
    CHECK(holds_as({"nobody", "adm"}, [] { return has_ids(nobody, ::getgrnam("adm")->gr_gid); }));
}

TEST_CASE("no group of root's is left over", "[account_posix]") {
    if (!is_root()) {
        return;
    }
    CHECK(holds_as({"nobody", ""}, [] {
        gid_t groups[8];
        return ::getgroups(8, groups) == 1 && groups[0] == nobody;
    }));
}

TEST_CASE("a group alone leaves root what it is", "[account_posix]") {
    if (!is_root()) {
        return;
    }
    CHECK(holds_as({"", "adm"}, [] { return has_ids(0, ::getgrnam("adm")->gr_gid); }));
}

TEST_CASE("who is no root may become itself alone", "[account_posix]") {
    if (!is_root()) {
        return;
    }
    CHECK(holds_as({"nobody", ""}, [] {
        const auto itself = find({"nobody", ""});
        const auto root = find({"root", ""});
        return !itself->become() && root->become() == std::errc::operation_not_permitted &&
               has_ids(nobody, nobody);
    }));
}

TEST_CASE("what an account is given is its own, and no link is followed", "[account_posix]") {
    if (!is_root()) {
        return;
    }
    const mailslog::temporary_folder folder;
    const std::string file = folder.path() + "/file";
    const std::string link = folder.path() + "/link";
    std::ofstream{file} << "x";
    std::filesystem::create_symlink(file, link);
    REQUIRE_FALSE(find({"nobody", ""})->own(link));
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK(status.st_uid == 0);
    REQUIRE(::lstat(link.c_str(), &status) == 0);
    CHECK(status.st_uid == nobody);
    CHECK(find({"nobody", ""})->own(folder.path() + "/absent"));
}
