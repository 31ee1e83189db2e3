// Where a lane is offered: in the folders for slots as they are at the offer, which may have come,
// gone or changed since the lane was made.
#include "mailslot/lane.h"

#include <string>

#include <sys/stat.h>

#include <mailslog/slot_error.h>
#include <mailslog/slot_reader.h>

#include "tests/support/catch.h"
#include "tests/support/user_environment_posix.h"

namespace {

using namespace std::chrono_literals;
using namespace mailslog;

/// An ordinary user's lane, made before there is a folder for slots.
struct early_lane : environment_of_test {
    slot_name slot = *slot_name::parse(R"(\\.\mailslot\test-)" + folder_name());
    lane_writer writer;

    early_lane() { make(); }

    std::string folder_name() const { return folder.path().substr(folder.path().rfind('/') + 1); }
    void make() { REQUIRE_FALSE(writer.make(slot, min_lane_bytes)); }
    std::error_code offer() { return writer.offer("offer"); }

    bool has_come_to(slot_reader &owner) {
        message_batch batch;
        return !owner.receive(batch, 0ms) && batch.messages.size() == 1;
    }
};

} // namespace

TEST_CASE_METHOD(
    early_lane, "a lane made before any collector ran comes to the first", "[lane_offer]") {
    CHECK(offer() == slot_errc::not_found);
    slot_reader owner;
    REQUIRE_FALSE(owner.create(slot));
    CHECK_FALSE(offer());
    CHECK(has_come_to(owner));
}

TEST_CASE_METHOD(
    early_lane, "a lane made before its user had a runtime folder is offered there",
    "[lane_offer]") {
    const std::string runtime = folder.path() + "/runtime";
    const environment_variable runtime_dir("XDG_RUNTIME_DIR", runtime);
    make();
    CHECK(offer() == slot_errc::not_found);
    REQUIRE(::mkdir(runtime.c_str(), 0700) == 0);
    slot_reader owner;
    REQUIRE_FALSE(owner.create(slot));
    CHECK_FALSE(offer());
    CHECK(has_come_to(owner));
}

TEST_CASE_METHOD(
    early_lane, "a lane is offered in no temporary folder open to others", "[lane_offer]") {
    slot_reader owner;
    REQUIRE_FALSE(owner.create(slot));
    for (const mode_t mode : {0701U, 0710U, 0704U, 0777U}) {
        CAPTURE(mode);
        REQUIRE(::chmod(private_folder().c_str(), mode) == 0);
        CHECK(offer() == slot_errc::not_found);
    }
    REQUIRE(::chmod(private_folder().c_str(), 0700) == 0);
    CHECK_FALSE(offer());
}

TEST_CASE_METHOD(
    early_lane, "a lane is offered in no temporary folder of somebody else's", "[lane_offer]") {
    if (!user.may_become_root()) {
        WARN("only root can make somebody else's folder");
        return;
    }
    slot_reader owner;
    REQUIRE_FALSE(owner.create(slot));
    const std::string taken = private_folder();
    user.become(root);
    REQUIRE(::chown(taken.c_str(), root, static_cast<gid_t>(-1)) == 0);
    user.become(nobody);
    CHECK(offer() == slot_errc::not_found);
    user.become(root); // who may send to any socket, and whose folder it is
    CHECK(offer() == slot_errc::not_found);
    user.become(nobody);
}

TEST_CASE_METHOD(
    early_lane, "a slot that the user may not write to hides no other", "[lane_offer]") {
    slot_reader own;
    REQUIRE_FALSE(own.create(slot));
    const std::string runtime = folder.path() + "/runtime";
    REQUIRE(::mkdir(runtime.c_str(), 0700) == 0);
    const environment_variable runtime_dir("XDG_RUNTIME_DIR", runtime);
    slot_reader closed;
    REQUIRE_FALSE(closed.create(slot));
    REQUIRE(::chmod((runtime + "/mailslot/test-" + folder_name()).c_str(), 0) == 0);
    make();
    CHECK_FALSE(offer());
    CHECK(has_come_to(own));
    own.close();
    CHECK(offer() == slot_errc::access_denied);
}
