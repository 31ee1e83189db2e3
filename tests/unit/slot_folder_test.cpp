#include "mailslot/slot_folder_posix.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include <mailslog/line_shipper.h>
#include <mailslog/slot_error.h>

#include "mailslot/slot_place.h"
#include "tests/support/catch.h"
#include "tests/support/environment.h"
#include "tests/support/user_environment_posix.h"

namespace fs = std::filesystem;
using mailslog::environment_of_test;
using mailslog::nobody;
using mailslog::root;
using mailslog::slot_errc;
using mailslog::slot_name;

namespace {

slot_name name_of(const std::string &local_part) {
    return *slot_name::parse(R"(\\.\mailslot\)" + local_part);
}

mode_t mode_of(const std::string &path) {
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
}

/// The umask of this process for as long as a test needs it.
class umask_of_test {
public:
    explicit umask_of_test(mode_t mask) : old_(::umask(mask)) {}
    ~umask_of_test() { ::umask(old_); }
    umask_of_test(const umask_of_test &) = delete;
    umask_of_test &operator=(const umask_of_test &) = delete;

private:
    mode_t old_;
};

struct chosen_folder : environment_of_test {
    mailslog::environment_variable chosen{"MAILSLOT_DIR", folder.path()};
};

std::vector<std::string> paths(const std::string &local_part) {
    return mailslog::writer_socket_paths(name_of(local_part));
}

} // namespace

TEST_CASE_METHOD(chosen_folder, "MAILSLOT_DIR is looked into, and nothing else", "[slot_folder]") {
    const mailslog::environment_variable runtime("XDG_RUNTIME_DIR", folder.path());
    CHECK(paths("logs") == std::vector<std::string>{folder.path() + "/logs"});
}

TEST_CASE_METHOD(environment_of_test, "an empty MAILSLOT_DIR is none", "[slot_folder]") {
    const mailslog::environment_variable empty("MAILSLOT_DIR", "");
    CHECK(paths("logs") == std::vector<std::string>{"/run/mailslot/logs"});
}

TEST_CASE_METHOD(chosen_folder, "a slot's path is folded to lower case", "[slot_folder]") {
    CHECK(paths(R"(Shop\Logs)") == std::vector<std::string>{folder.path() + "/shop/logs"});
}

TEST_CASE_METHOD(
    environment_of_test, "root's folder comes first, then the user's own", "[slot_folder]") {
    fs::permissions(folder.path(), fs::perms::owner_all);
    const mailslog::environment_variable runtime("XDG_RUNTIME_DIR", folder.path());
    REQUIRE(::mkdir(private_folder().c_str(), 0700) == 0);
    CHECK(
        paths("logs") ==
        std::vector<std::string>{
            "/run/mailslot/logs", folder.path() + "/mailslot/logs", private_folder() + "/logs"});
}

TEST_CASE_METHOD(
    environment_of_test, "a runtime folder open to others does not count", "[slot_folder]") {
    fs::permissions(folder.path(), fs::perms(0755));
    const mailslog::environment_variable runtime("XDG_RUNTIME_DIR", folder.path());
    CHECK(paths("logs") == std::vector<std::string>{"/run/mailslot/logs"});
}

TEST_CASE_METHOD(
    environment_of_test, "a writer trusts no temporary folder open to others", "[slot_folder]") {
    const auto system_only = std::vector<std::string>{"/run/mailslot/logs"};
    CHECK(paths("logs") == system_only);

    REQUIRE(::mkdir(private_folder().c_str(), 0700) == 0);
    CHECK(paths("logs").size() == 2);
    for (const mode_t mode : {0701U, 0710U, 0704U, 0777U}) {
        CAPTURE(mode);
        REQUIRE(::chmod(private_folder().c_str(), mode) == 0);
        CHECK(paths("logs") == system_only);
    }
}

TEST_CASE_METHOD(
    environment_of_test, "a writer trusts no temporary folder behind a link", "[slot_folder]") {
    const std::string elsewhere = folder.path() + "/elsewhere";
    REQUIRE(::mkdir(elsewhere.c_str(), 0700) == 0);
    fs::create_directory_symlink(elsewhere, private_folder());
    CHECK(paths("logs") == std::vector<std::string>{"/run/mailslot/logs"});
}

TEST_CASE_METHOD(
    environment_of_test, "without a runtime folder the owner has a private temporary one",
    "[slot_folder]") {
    const umask_of_test tight(0277);
    std::string path;
    REQUIRE_FALSE(mailslog::make_owner_socket_path(name_of("logs"), path));
    CHECK(path == private_folder() + "/logs");
    CHECK(mode_of(private_folder()) == 0700);
    CHECK(paths("logs").back() == path);
    CHECK_FALSE(mailslog::make_owner_socket_path(name_of("others"), path));
}

TEST_CASE_METHOD(
    environment_of_test, "with a runtime folder the owner's slots are there", "[slot_folder]") {
    fs::permissions(folder.path(), fs::perms::owner_all);
    const mailslog::environment_variable runtime("XDG_RUNTIME_DIR", folder.path());
    std::string path;
    REQUIRE_FALSE(mailslog::make_owner_socket_path(name_of("logs"), path));
    CHECK(path == folder.path() + "/mailslot/logs");
    CHECK(paths("logs").back() == path);
}

TEST_CASE_METHOD(
    environment_of_test, "an owner refuses a temporary folder open to others", "[slot_folder]") {
    REQUIRE(::mkdir(private_folder().c_str(), 0700) == 0);
    for (const mode_t mode : {0701U, 0710U, 0704U, 0777U}) {
        CAPTURE(mode);
        REQUIRE(::chmod(private_folder().c_str(), mode) == 0);
        std::string path;
        const auto error = mailslog::make_owner_socket_path(name_of("logs"), path);
        CHECK(error == slot_errc::access_denied);
    }
}

TEST_CASE_METHOD(
    environment_of_test, "an owner refuses a link for a temporary folder", "[slot_folder]") {
    const std::string elsewhere = folder.path() + "/elsewhere";
    fs::create_directory_symlink(elsewhere, private_folder());
    std::string path;
    CHECK(mailslog::make_owner_socket_path(name_of("logs"), path) == slot_errc::access_denied);
    REQUIRE(::mkdir(elsewhere.c_str(), 0700) == 0);
    CHECK(mailslog::make_owner_socket_path(name_of("logs"), path) == slot_errc::access_denied);
}

TEST_CASE_METHOD(
    environment_of_test, "a temporary folder of somebody else's is refused", "[slot_folder]") {
    if (!user.may_become_root()) {
        WARN("only root can make somebody else's folder");
        return;
    }
    const std::string foreign = private_folder();
    user.become(root);
    REQUIRE(::mkdir(foreign.c_str(), 0700) == 0);
    user.become(nobody);
    std::string path;
    CHECK(mailslog::make_owner_socket_path(name_of("logs"), path) == slot_errc::access_denied);
    CHECK(paths("logs") == std::vector<std::string>{"/run/mailslot/logs"});
}

TEST_CASE_METHOD(
    environment_of_test, "an owner's place is judged as it would be made, and not made",
    "[slot_folder]") {
    const slot_name slot = name_of(R"(shop\logs)");
    std::string path;
    SECTION("in a folder that there is not yet") {}
    SECTION("in one that there is") {
        REQUIRE_FALSE(mailslog::make_owner_socket_path(name_of("others"), path));
    }
    SECTION("in one that is open to others") {
        REQUIRE(::mkdir(private_folder().c_str(), 0700) == 0);
        REQUIRE(::chmod(private_folder().c_str(), 0777) == 0);
    }
    SECTION("in a file's place") {
        REQUIRE_FALSE(mailslog::make_owner_socket_path(name_of("others"), path));
        std::ofstream{private_folder() + "/shop"} << "file";
    }
    SECTION("below a folder that may not be written") {
        fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
    }
    const auto judged = mailslog::judge_owner_place(slot);
    CHECK_FALSE(fs::is_directory(private_folder() + "/shop"));
    CHECK(judged == mailslog::make_owner_socket_path(slot, path));
    fs::permissions(folder.path(), fs::perms::owner_all);
    CHECK(mailslog::judge_owner_place(name_of("x.lock")) == slot_errc::invalid_name);
}

TEST_CASE_METHOD(
    chosen_folder, "the owner's path is the writer's, its folders are made", "[slot_folder]") {
    const umask_of_test tight(077);
    std::string path;
    REQUIRE_FALSE(mailslog::make_owner_socket_path(name_of(R"(Shop\EU\Logs)"), path));
    CHECK(path == folder.path() + "/shop/eu/logs");
    CHECK(paths(R"(Shop\EU\Logs)") == std::vector<std::string>{path});
    CHECK(mode_of(folder.path() + "/shop") == 0755);
    CHECK(mode_of(folder.path() + "/shop/eu") == 0755);
    CHECK_FALSE(fs::exists(path));

    CHECK_FALSE(mailslog::make_owner_socket_path(name_of(R"(shop\eu\others)"), path));
}

TEST_CASE_METHOD(chosen_folder, "a MAILSLOT_DIR that is missing is made", "[slot_folder]") {
    const mailslog::environment_variable missing("MAILSLOT_DIR", folder.path() + "/slots");
    std::string path;
    REQUIRE_FALSE(mailslog::make_owner_socket_path(name_of("logs"), path));
    CHECK(path == folder.path() + "/slots/logs");
    CHECK(mode_of(folder.path() + "/slots") == 0755);
}

TEST_CASE_METHOD(
    chosen_folder, "a MAILSLOT_DIR whose parent is missing is an error of the system's",
    "[slot_folder]") {
    const mailslog::environment_variable missing("MAILSLOT_DIR", folder.path() + "/no/slots");
    std::string path;
    const auto error = mailslog::make_owner_socket_path(name_of("logs"), path);
    CHECK(error == std::errc::no_such_file_or_directory);
}

TEST_CASE_METHOD(
    chosen_folder, "a folder in which anybody may replace the socket is refused", "[slot_folder]") {
    std::string path;
    for (const auto &[mode, is_fine] :
         {std::pair{0777U, false}, {0757U, false}, {01777U, true}, {0775U, true}, {0755U, true}}) {
        CAPTURE(mode);
        REQUIRE(::chmod(folder.path().c_str(), mode) == 0);
        const auto error = mailslog::make_owner_socket_path(name_of("logs"), path);
        CHECK(error == (is_fine ? std::error_code{} : make_error_code(slot_errc::access_denied)));
    }
}

TEST_CASE_METHOD(chosen_folder, "somebody else's folder is no place for a slot", "[slot_folder]") {
    if (!user.may_become_root()) {
        WARN("only root can make somebody else's folder");
        return;
    }
    user.become(root);
    std::string path;
    CHECK(mailslog::make_owner_socket_path(name_of("logs"), path) == slot_errc::access_denied);
    REQUIRE(::chown(folder.path().c_str(), root, static_cast<gid_t>(-1)) == 0);
    CHECK_FALSE(mailslog::make_owner_socket_path(name_of("logs"), path));
    user.become(nobody);
    CHECK_FALSE(mailslog::make_owner_socket_path(name_of("logs"), path)); // root may do anything
}

TEST_CASE_METHOD(
    chosen_folder, "somebody else's folder on the way to a slot is refused", "[slot_folder]") {
    if (!user.may_become_root()) {
        WARN("only root can make somebody else's folder");
        return;
    }
    user.become(root);
    REQUIRE(::chown(folder.path().c_str(), root, static_cast<gid_t>(-1)) == 0);
    REQUIRE(::chmod(folder.path().c_str(), 01777) == 0);
    user.become(nobody);
    REQUIRE(::mkdir((folder.path() + "/shop").c_str(), 0755) == 0);
    user.become(root);
    std::string path;
    CHECK(
        mailslog::make_owner_socket_path(name_of(R"(shop\logs)"), path) ==
        slot_errc::access_denied);
    user.become(nobody);
}

TEST_CASE_METHOD(chosen_folder, "a file where a folder must be is an error", "[slot_folder]") {
    REQUIRE(::mkdir((folder.path() + "/shop").c_str(), 0700) == 0);
    REQUIRE(::mknod((folder.path() + "/shop/eu").c_str(), S_IFREG | 0600, 0) == 0);
    std::string path;
    const auto error = mailslog::make_owner_socket_path(name_of(R"(shop\eu\logs)"), path);
    CHECK(error == std::errc::not_a_directory);
}

TEST_CASE_METHOD(chosen_folder, "only a local slot has an owner's path", "[slot_folder]") {
    std::string path;
    for (const char *text : {R"(\\host\mailslot\logs)", R"(\\*\mailslot\logs)"}) {
        const auto name = *slot_name::parse(text);
        CHECK(mailslog::make_owner_socket_path(name, path) == slot_errc::invalid_name);
        CHECK(mailslog::writer_socket_paths(name).empty());
    }
}

TEST_CASE_METHOD(chosen_folder, "a lock file's name is no slot's", "[slot_folder]") {
    std::string path;
    CHECK(mailslog::make_owner_socket_path(name_of("Logs.Lock"), path) == slot_errc::invalid_name);
    CHECK_FALSE(mailslog::make_owner_socket_path(name_of(R"(logs.lock\logs)"), path));
}

TEST_CASE_METHOD(chosen_folder, "a socket's path has 107 bytes and no more", "[slot_folder]") {
    constexpr std::size_t limit = 107;
    const auto folder_of = [this](std::size_t bytes) { // "/logs" follows
        return folder.path() + '/' + std::string(bytes - folder.path().size() - 6, 'f');
    };
    for (const std::size_t size : {limit - 1, limit}) {
        const mailslog::environment_variable fits("MAILSLOT_DIR", folder_of(size));
        std::string path;
        REQUIRE_FALSE(mailslog::make_owner_socket_path(name_of("logs"), path));
        CHECK(path.size() == size);
        CHECK(paths("logs").size() == 1);
    }
    const mailslog::environment_variable too_long("MAILSLOT_DIR", folder_of(limit + 1));
    std::string path;
    CHECK(mailslog::make_owner_socket_path(name_of("logs"), path) == slot_errc::invalid_name);
    CHECK(paths("logs").empty());
    CHECK_FALSE(fs::exists(folder_of(limit + 1)));
}

TEST_CASE_METHOD(
    chosen_folder, "a path that is too long is told with the way out", "[slot_folder]") {
    CHECK(mailslog::problem_with_place(name_of("logs")).empty());
    const mailslog::environment_variable too_long(
        "MAILSLOT_DIR", folder.path() + '/' + std::string(107, 'f'));
    const std::string problem = mailslog::problem_with_place(name_of("logs"));
    CHECK(problem.find(R"(\\.\mailslot\logs would be a socket)") == 0);
    CHECK(problem.find("shorter one in MAILSLOT_DIR") != std::string::npos);
    mailslog::mailslot_sink_config config;
    config.slot = R"(\\.\mailslot\logs)";
    CHECK_THROWS_WITH(mailslog::line_shipper{config}, problem);
    config.slot = R"(\\*\mailslot\logs)";
    CHECK(mailslog::problem_with_place(*slot_name::parse(config.slot)).empty());
}

TEST_CASE("anybody may send to a system-wide slot, the user alone to another", "[slot_folder]") {
    CHECK(mailslog::socket_mode("/run/mailslot/logs") == 0666);
    CHECK(mailslog::socket_mode("/run/mailslot/shop/logs") == 0666);
    CHECK(mailslog::socket_mode("/run/mailslots/logs") == 0600);
    CHECK(mailslog::socket_mode("/run/user/1000/mailslot/logs") == 0600);
    CHECK(mailslog::socket_mode("/tmp/mailslot-1000/logs") == 0600);
}
