// What only a socket's writer meets: a shallow queue, a stale path, several folders.
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include <sys/stat.h>

#include <mailslog/slot_error.h>
#include <mailslog/slot_reader.h>
#include <mailslog/slot_writer.h>

#include "tests/support/catch.h"
#include "tests/support/child_posix.h"
#include "tests/support/environment.h"
#include "tests/support/raw_socket_posix.h"
#include "tests/support/reopened_descriptors_posix.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unique_slot.h"

namespace fs = std::filesystem;
using mailslog::slot_errc;
using mailslog::slot_reader;
using mailslog::slot_writer;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds patience = 20s;

struct slot_of_test {
    mailslog::unique_slot slot;
    slot_reader reader;
    slot_writer writer;
    std::string element = slot.name().folded_elements().back();

    void open() {
        REQUIRE_FALSE(reader.create(slot.name()));
        REQUIRE_FALSE(writer.open(slot.name()));
    }
    void fill() {
        std::error_code error;
        while (!error) {
            error = writer.write("x", 1);
        }
        REQUIRE(error == slot_errc::full);
    }
    std::error_code read_one() {
        char text[1];
        std::size_t size = 0;
        return reader.read(text, sizeof text, size, patience);
    }
};

} // namespace

TEST_CASE_METHOD(
    slot_of_test, "a writer whose descriptor's number is another's leaves that alone",
    "[slot_writer_posix]") {
    const mailslog::temporary_folder folder;
    open();
    CHECK(mailslog::ended_well(mailslog::in_child([&] {
        const mailslog::reopened_descriptors theirs{folder.path() + "/theirs"};
        const bool is_closed = writer.write("x", 1) == slot_errc::closed;
        writer.close();
        ::_exit(is_closed && theirs.are_untouched() ? 0 : 1);
    })));
}

TEST_CASE_METHOD(
    slot_of_test, "a write waits for room as long as it was told to", "[slot_writer_posix]") {
    open();
    fill();
    const auto begin = std::chrono::steady_clock::now();
    CHECK(writer.write("x", 1, 30ms) == slot_errc::full);
    CHECK(std::chrono::steady_clock::now() - begin >= 30ms);
}

TEST_CASE_METHOD(
    slot_of_test, "a write that waits goes on when there is room", "[slot_writer_posix]") {
    open();
    fill();
    std::error_code error = slot_errc::full;
    std::thread waits([&] { error = writer.write("y", 1, patience); });
    const auto error_of_read = read_one();
    waits.join();
    CHECK_FALSE(error_of_read);
    CHECK_FALSE(error);
}

TEST_CASE_METHOD(slot_of_test, "a write that waits ends with the reader", "[slot_writer_posix]") {
    open();
    fill();
    std::error_code error;
    std::thread waits([&] { error = writer.write("y", 1, 1h); });
    reader.close();
    waits.join();
    CHECK(error == slot_errc::closed);
}

TEST_CASE_METHOD(
    slot_of_test, "a message longer than the system takes is told from a full slot",
    "[slot_writer_posix]") {
    open();
    const std::string enormous(8 * 1024 * 1024, 'm');
    CHECK(writer.write(enormous.data(), enormous.size()) == slot_errc::message_too_large);
    CHECK(writer.write(enormous.data(), enormous.size(), 1h) == slot_errc::message_too_large);
    CHECK_FALSE(writer.write("x", 1));
}

TEST_CASE_METHOD(slot_of_test, "a stale socket is no slot", "[slot_writer_posix]") {
    { REQUIRE(mailslog::bind_raw_socket(slot.folder() + '/' + element)); }
    REQUIRE(fs::exists(slot.folder() + '/' + element));
    CHECK(writer.open(slot.name()) == slot_errc::not_found);
}

TEST_CASE_METHOD(
    slot_of_test, "the slot is found in the first folder that holds it", "[slot_writer_posix]") {
    const mailslog::environment_variable none("MAILSLOT_DIR", std::nullopt);
    const mailslog::environment_variable runtime("XDG_RUNTIME_DIR", slot.folder());
    REQUIRE(::chmod(slot.folder().c_str(), 0700) == 0);
    REQUIRE(fs::create_directory(slot.folder() + "/mailslot"));
    CHECK(writer.open(slot.name()) == slot_errc::not_found);
    const auto users = mailslog::bind_raw_socket(slot.folder() + "/mailslot/" + element);
    REQUIRE(users);
    CHECK_FALSE(writer.open(slot.name()));
}

TEST_CASE_METHOD(
    slot_of_test, "a writer that finds nothing leaves no descriptor", "[slot_writer_posix]") {
    const auto open_before = mailslog::count_open_descriptors();
    CHECK(writer.open(slot.name()) == slot_errc::not_found);
    CHECK(mailslog::count_open_descriptors() == open_before);
    open();
    REQUIRE_FALSE(writer.open(slot.name()));
    writer.close();
    reader.close();
    CHECK(mailslog::count_open_descriptors() == open_before);
}
