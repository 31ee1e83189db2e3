// What only a socket's reader can do: identities, handles, stale sockets, modes, signals.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mailslog/slot_error.h>
#include <mailslog/slot_reader.h>
#include <mailslog/slot_writer.h>

#include "mailslot/descriptor_posix.h"
#include "mailslot/strangers_handle_posix.h"
#include "tests/support/catch.h"
#include "tests/support/held_pipe_posix.h"
#include "tests/support/raw_socket_posix.h"
#include "tests/support/unique_slot.h"

namespace fs = std::filesystem;
using mailslog::count_open_descriptors;
using mailslog::descriptor;
using mailslog::held_pipe;
using mailslog::message_batch;
using mailslog::send_with_handles;
using mailslog::slot_errc;
using mailslog::slot_name;
using mailslog::slot_reader;
using mailslog::slot_writer;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds patience = 20s;

struct slot_of_test {
    mailslog::unique_slot slot;
    slot_reader reader;
    std::string path = slot.folder() + '/' + slot.name().folded_elements().back();

    void create(std::size_t max_message_bytes = 0) {
        REQUIRE_FALSE(reader.create(slot.name(), {max_message_bytes}));
    }
};

/// A pipe whose read end is attached to messages: whoever holds the last one keeps it readable.
struct pipe_of_test {
    descriptor read_end;
    descriptor write_end;

    pipe_of_test() {
        int ends[2] = {-1, -1};
        REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
        read_end.reset(ends[0]);
        write_end.reset(ends[1]);
    }
    std::vector<int> handles(std::size_t count) const {
        return std::vector<int>(count, read_end.get());
    }
};

/// Lets a process open no more descriptors than it has.
class full_descriptor_table {
public:
    full_descriptor_table() {
        REQUIRE(::getrlimit(RLIMIT_NOFILE, &old_) == 0);
        const descriptor first_free{::dup(0)};
        rlimit none_left = old_;
        none_left.rlim_cur = static_cast<rlim_t>(first_free.get());
        REQUIRE(::setrlimit(RLIMIT_NOFILE, &none_left) == 0);
    }
    ~full_descriptor_table() { ::setrlimit(RLIMIT_NOFILE, &old_); }
    full_descriptor_table(const full_descriptor_table &) = delete;
    full_descriptor_table &operator=(const full_descriptor_table &) = delete;

private:
    rlimit old_{};
};

/// Starts a child that runs `action`, says when it is done, and waits to be killed.
template <typename Action>
pid_t start_child(Action action) {
    const pipe_of_test done;
    REQUIRE(::fcntl(done.read_end.get(), F_SETFL, 0) == 0); // blocking
    const pid_t child = ::fork();
    if (child == 0) {
        action();
        if (::write(done.write_end.get(), "x", 1) == 1) {
            ::pause();
        }
        ::_exit(1);
    }
    char answer = 0;
    REQUIRE(::read(done.read_end.get(), &answer, 1) == 1);
    return child;
}

void kill_child(pid_t child) {
    REQUIRE(::kill(child, SIGKILL) == 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
}

mode_t mode_of(const std::string &path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
}

slot_reader *interrupted_reader = nullptr;

} // namespace

TEST_CASE_METHOD(
    slot_of_test, "the kernel tells who sent a message, whoever opened the slot",
    "[slot_reader_posix]") {
    create();
    slot_writer to;
    REQUIRE_FALSE(to.open(slot.name()));
    const pid_t child = start_child([&] { to.write("child", 5); });
    message_batch batch;
    REQUIRE_FALSE(reader.receive(batch, patience));
    kill_child(child);
    REQUIRE(batch.messages.size() == 1);
    const auto sender = batch.messages[0].sender;
    REQUIRE(sender);
    CHECK(sender->process_id == child);
    CHECK(sender->user_id == ::getuid());
    CHECK(sender->group_id == ::getgid());
}

TEST_CASE_METHOD(slot_of_test, "handles come with their message", "[slot_reader_posix]") {
    create();
    const pipe_of_test pipe;
    REQUIRE(::write(pipe.write_end.get(), "rung", 4) == 4);
    REQUIRE(send_with_handles(path, "no handle", {}) == 0);
    REQUIRE(send_with_handles(path, "handles", pipe.handles(2)) == 0);
    message_batch batch;
    REQUIRE_FALSE(reader.receive(batch, patience));
    REQUIRE(batch.messages.size() == 2);
    CHECK(batch.messages[0].handles.size() == 0);
    CHECK(batch.messages[0].handles.release(0) == -1);

    auto &handles = batch.messages[1].handles;
    CHECK(handles.size() == 2);
    const descriptor received{handles.release(0)};
    REQUIRE(received);
    CHECK(handles.release(0) == -1);
    CHECK(handles.release(2) == -1);
    CHECK((::fcntl(received.get(), F_GETFD) & FD_CLOEXEC) != 0);
    char text[8];
    CHECK(::read(received.get(), text, sizeof text) == 4);
}

TEST_CASE_METHOD(
    slot_of_test, "of too many handles two are taken, and none leaks", "[slot_reader_posix]") {
    create();
    const pipe_of_test pipe;
    message_batch batch;
    constexpr std::size_t most_per_message = 253; // SCM_MAX_FD, unix(7)
    for (const std::size_t count :
         {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{4}, std::size_t{5},
          most_per_message}) {
        CAPTURE(count);
        const auto open_before = count_open_descriptors();
        REQUIRE(send_with_handles(path, "offer", pipe.handles(count)) == 0);
        REQUIRE_FALSE(reader.receive(batch, patience));
        REQUIRE(batch.messages.size() == 1);
        CHECK(batch.messages[0].bytes == "offer");
        CHECK(batch.messages[0].sender);
        const auto taken = std::min(count, mailslog::attached_handles::capacity);
        CHECK(batch.messages[0].handles.size() == taken);
        CHECK(count_open_descriptors() == open_before + taken);
        batch.messages.clear();
        CHECK(count_open_descriptors() == open_before);
    }
}

TEST_CASE_METHOD(
    slot_of_test, "handles whose closing does not end keep no reader waiting",
    "[slot_reader_posix]") {
    create();
    held_pipe pipe;
    if (!pipe.is_held()) {
        WARN("only who may use userfaultfd(2) can hold a pipe");
        return;
    }
    const descriptor file{::dup(0)};
    const std::vector<int> surplus{file.get(), file.get(), pipe.read_end.get()};
    REQUIRE(send_with_handles(path, "offer", surplus) == 0);
    pipe.read_end.reset();
    bool is_read = true;
    std::function<void()> read;
    SECTION("received") {
        read = [&] {
            message_batch batch;
            is_read = !reader.receive(batch, patience);
        };
    }
    SECTION("read") {
        read = [&] {
            char text[8];
            std::size_t size = 0;
            is_read = !reader.read(text, sizeof text, size, patience);
        };
    }
    SECTION("left in the slot") {
        read = [&] { reader.close(); };
    }
    const bool has_ended = pipe.lets_end(read);
    CHECK(has_ended);
    CHECK(is_read);
}

TEST_CASE_METHOD(
    slot_of_test, "messages wait while too many handles are to be closed", "[slot_reader_posix]") {
    create();
    std::vector<std::unique_ptr<held_pipe>> pipes(mailslog::max_closers);
    for (auto &pipe : pipes) {
        pipe = std::make_unique<held_pipe>();
        if (!pipe->is_held()) {
            WARN("only who may use userfaultfd(2) can hold a pipe");
            return;
        }
        mailslog::close_strangers_handle(pipe->read_end.release());
    }
    const pipe_of_test pipe;
    std::size_t received = 0;
    const auto receive_one = [&] {
        REQUIRE(send_with_handles(path, "offer", pipe.handles(200)) == 0);
        message_batch batch;
        received += reader.receive(batch, 50ms) ? 0 : batch.messages.size();
    };
    for (int i = 0; i < 8; ++i) {
        receive_one();
    }
    CHECK(received == 5); // whose 1000 and the pipes' 64 are too many
    pipes.clear();
    while (received < 8) {
        message_batch batch;
        REQUIRE_FALSE(reader.receive(batch, patience));
        received += batch.messages.size();
    }
}

TEST_CASE_METHOD(
    slot_of_test, "handles that nobody takes go with their batch", "[slot_reader_posix]") {
    create();
    const pipe_of_test pipe;
    const auto open_before = count_open_descriptors();
    {
        message_batch batch;
        for (int round = 0; round < 3; ++round) {
            for (int message = 0; message < 5; ++message) {
                REQUIRE(send_with_handles(path, "offer", pipe.handles(2)) == 0);
            }
            REQUIRE_FALSE(reader.receive(batch, patience));
            CHECK(count_open_descriptors() == open_before + 10);
        }
        CHECK(reader.receive(batch, 0ms) == slot_errc::timed_out);
        CHECK(count_open_descriptors() == open_before);
        REQUIRE(send_with_handles(path, "offer", pipe.handles(2)) == 0);
        REQUIRE_FALSE(reader.receive(batch, patience));
    }
    CHECK(count_open_descriptors() == open_before);
}

TEST_CASE_METHOD(
    slot_of_test, "handles are closed by a read, which has no use for them",
    "[slot_reader_posix]") {
    create();
    const pipe_of_test pipe;
    const auto open_before = count_open_descriptors();
    REQUIRE(send_with_handles(path, "offer", pipe.handles(2)) == 0);
    char text[8];
    std::size_t size = 0;
    mailslog::slot_info told;
    CHECK_FALSE(reader.info(told));
    CHECK(reader.read(text, 1, size, 0ms) == slot_errc::buffer_too_small);
    CHECK_FALSE(reader.read(text, sizeof text, size, 0ms));
    CHECK(count_open_descriptors() == open_before);
}

TEST_CASE_METHOD(
    slot_of_test, "a message arrives though there is no room for its handles",
    "[slot_reader_posix]") {
    create();
    const pipe_of_test pipe;
    message_batch batch;
    const auto open_before = count_open_descriptors();
    REQUIRE(send_with_handles(path, "offer", pipe.handles(2)) == 0);
    {
        const full_descriptor_table full;
        REQUIRE_FALSE(reader.receive(batch, patience));
    }
    REQUIRE(batch.messages.size() == 1);
    CHECK(batch.messages[0].bytes == "offer");
    CHECK(batch.messages[0].handles.size() == 0);
    CHECK(count_open_descriptors() == open_before);
    REQUIRE(send_with_handles(path, "offer", pipe.handles(2)) == 0);
    REQUIRE_FALSE(reader.receive(batch, patience));
    CHECK(batch.messages[0].handles.size() == 2);
}

TEST_CASE("handles that are moved belong to one holder", "[slot_reader_posix]") {
    const pipe_of_test pipe;
    const auto open_before = count_open_descriptors();
    mailslog::attached_handles first;
    first.add(::dup(pipe.read_end.get()));
    mailslog::attached_handles second;
    second.add(::dup(pipe.read_end.get()));
    second.add(::dup(pipe.read_end.get()));
    CHECK(count_open_descriptors() == open_before + 3);
    second = std::move(first);
    CHECK(second.size() == 1);
    CHECK(count_open_descriptors() == open_before + 1);
    {
        const mailslog::attached_handles third = std::move(second);
        CHECK(third.size() == 1);
    }
    CHECK(count_open_descriptors() == open_before);
}

TEST_CASE_METHOD(slot_of_test, "long messages come a few at a time", "[slot_reader_posix]") {
    constexpr std::size_t quarter_of_a_batch = std::size_t{1024} * 1024;
    create(quarter_of_a_batch);
    for (int i = 0; i < 6; ++i) {
        REQUIRE(send_with_handles(path, std::to_string(i), {}) == 0);
    }
    message_batch batch;
    REQUIRE_FALSE(reader.receive(batch, 0ms));
    CHECK(batch.messages.size() == 4);
    REQUIRE_FALSE(reader.receive(batch, 0ms));
    REQUIRE(batch.messages.size() == 2);
    CHECK(batch.messages[1].bytes == "5");
}

TEST_CASE_METHOD(
    slot_of_test, "the longest message that may be asked for has a bound", "[slot_reader_posix]") {
    create(static_cast<std::size_t>(-1));
    mailslog::slot_info told;
    REQUIRE_FALSE(reader.info(told));
    CHECK(told.max_message_bytes == std::size_t{4} * 1024 * 1024);
    REQUIRE(send_with_handles(path, "short", {}) == 0);
    message_batch batch;
    REQUIRE_FALSE(reader.receive(batch, 0ms));
    CHECK(batch.messages[0].bytes == "short");
}

TEST_CASE_METHOD(
    slot_of_test, "a batch serves readers of different limits", "[slot_reader_posix]") {
    message_batch batch;
    for (const std::size_t limit : {std::size_t{10}, std::size_t{1000}, std::size_t{10}}) {
        create(limit);
        REQUIRE(send_with_handles(path, std::string(500, 'm'), {}) == 0);
        REQUIRE_FALSE(reader.receive(batch, 0ms));
        CHECK(batch.messages[0].bytes == std::string(std::min<std::size_t>(limit, 500), 'm'));
        CHECK(batch.messages[0].cut == (limit < 500));
    }
}

TEST_CASE_METHOD(
    slot_of_test, "a slot leaves no file and no descriptor behind", "[slot_reader_posix]") {
    const auto open_before = count_open_descriptors();
    create();
    CHECK(fs::exists(path));
    CHECK(fs::exists(path + ".lock"));
    reader.close();
    CHECK(fs::is_empty(slot.folder()));
    CHECK(count_open_descriptors() == open_before);
}

TEST_CASE_METHOD(
    slot_of_test, "only the user may send to a slot, whatever the umask", "[slot_reader_posix]") {
    for (const mode_t mask : {0000U, 0022U, 0777U}) {
        CAPTURE(mask);
        const mode_t old = ::umask(mask);
        const auto error = reader.create(slot.name());
        ::umask(old);
        REQUIRE_FALSE(error);
        CHECK(mode_of(path) == 0600);
        CHECK(mode_of(path + ".lock") == 0600);
        reader.close();
    }
}

TEST_CASE_METHOD(
    slot_of_test, "a slot is sent to by whom its mode lets, whatever the umask",
    "[slot_reader_posix]") {
    mailslog::slot_reader_options options;
    options.socket_mode = 0660;
    const mode_t old = ::umask(0077);
    const auto error = reader.create(slot.name(), options);
    ::umask(old);
    REQUIRE_FALSE(error);
    CHECK(mode_of(path) == 0660);
}

TEST_CASE_METHOD(
    slot_of_test, "what stands in the socket's place and is none is left alone",
    "[slot_reader_posix]") {
    const std::string precious = slot.folder() + "/precious";
    std::ofstream(precious) << "words";
    SECTION("a link to a file") {
        fs::create_symlink(precious, path);
    }
    SECTION("a link to nothing") {
        fs::create_symlink(slot.folder() + "/nothing", path);
    }
    SECTION("a file") {
        std::ofstream(path) << "words";
    }
    CHECK(reader.create(slot.name()) == std::errc::file_exists);
    CHECK(fs::exists(fs::symlink_status(path)));
    CHECK_FALSE(fs::exists(slot.folder() + "/nothing"));
    CHECK(fs::file_size(precious) == 5);
    CHECK_FALSE(fs::exists(path + ".lock"));
}

TEST_CASE_METHOD(
    slot_of_test, "another process's slot is refused, and its owner told", "[slot_reader_posix]") {
    const pid_t child = start_child([this] { create(); });
    slot_reader second;
    CHECK(second.create(slot.name()) == slot_errc::already_exists);
    CHECK(mailslog::slot_owner(slot.name()) == child);
    slot_writer to;
    CHECK_FALSE(to.open(slot.name()));
    kill_child(child);
}

TEST_CASE_METHOD(slot_of_test, "the slot of a killed owner is taken over", "[slot_reader_posix]") {
    kill_child(start_child([this] { create(); }));
    REQUIRE(fs::exists(path));
    CHECK_FALSE(mailslog::slot_owner(slot.name()));
    slot_writer to;
    CHECK(to.open(slot.name()) == slot_errc::not_found);
    create();
    CHECK_FALSE(to.open(slot.name()));
    CHECK(mailslog::slot_owner(slot.name()) == ::getpid());
}

TEST_CASE_METHOD(
    slot_of_test, "a child that ends leaves its parent's slot alone", "[slot_reader_posix]") {
    create();
    const pid_t child = ::fork();
    if (child == 0) {
        reader.close();
        ::_exit(0);
    }
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    CHECK(send_with_handles(path, "still here", {}) == 0);
    slot_reader second;
    CHECK(second.create(slot.name()) == slot_errc::already_exists);
}

TEST_CASE_METHOD(
    slot_of_test, "a reader removes no socket of a successor's", "[slot_reader_posix]") {
    create();
    fs::remove(path);
    fs::remove(path + ".lock");
    slot_reader successor;
    REQUIRE_FALSE(successor.create(slot.name()));
    reader.close();
    CHECK(send_with_handles(path, "for the successor", {}) == 0);
    CHECK(mailslog::slot_owner(slot.name()) == ::getpid());
}

TEST_CASE_METHOD(
    slot_of_test, "a program that knows no locks keeps its socket", "[slot_reader_posix]") {
    const descriptor foreign = mailslog::bind_raw_socket(path);
    REQUIRE(foreign);
    CHECK(reader.create(slot.name()) == slot_errc::already_exists);
    CHECK(send_with_handles(path, "to the program", {}) == 0);
    CHECK_FALSE(fs::exists(path + ".lock"));
}

TEST_CASE_METHOD(slot_of_test, "a slot can't be another one's folder, too", "[slot_reader_posix]") {
    create();
    slot_reader below;
    const auto deeper = *slot_name::parse(slot.str() + R"(\logs)");
    CHECK(below.create(deeper) == std::errc::not_a_directory);
    slot_writer to;
    CHECK(to.open(deeper) == slot_errc::not_found);
}

TEST_CASE_METHOD(slot_of_test, "a signal handler may interrupt a read", "[slot_reader_posix]") {
    create();
    interrupted_reader = &reader;
    struct sigaction action {};
    action.sa_handler = [](int) { interrupted_reader->interrupt(); };
    struct sigaction old {};
    REQUIRE(::sigaction(SIGUSR1, &action, &old) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(::kill(::getppid(), SIGUSR1) == 0 ? 0 : 1);
    }
    message_batch batch;
    CHECK(reader.receive(batch, patience) == slot_errc::interrupted);
    CHECK(::waitpid(child, nullptr, 0) == child);
    REQUIRE(::sigaction(SIGUSR1, &old, nullptr) == 0);
}

TEST_CASE_METHOD(
    slot_of_test, "a socket that somebody has bound to the slot is taken, and left there",
    "[slot_reader_posix]") {
    descriptor held = mailslog::bind_raw_socket(path);
    REQUIRE(held);
    mailslog::slot_reader_options options;
    options.bound_socket = ::dup(held.get());
    REQUIRE(mailslog::send_with_handles(path, "early", {}) == 0);
    REQUIRE_FALSE(reader.create(slot.name(), options));
    slot_writer writer;
    REQUIRE_FALSE(writer.open(slot.name()));
    REQUIRE_FALSE(writer.write("late", 4, patience));
    message_batch batch;
    REQUIRE_FALSE(reader.receive(batch, patience));
    REQUIRE(batch.messages.size() == 2);
    CHECK(batch.messages[0].bytes == "early");
    REQUIRE(batch.messages[1].sender);
    CHECK(batch.messages[1].sender->process_id == ::getpid());
    reader.close();
    CHECK(fs::is_socket(path));
    CHECK_FALSE(fs::exists(path + ".lock"));
    CHECK(mailslog::send_with_handles(path, "kept", {}) == 0);
}

TEST_CASE_METHOD(
    slot_of_test, "a socket that is not the slot's is refused, and closed", "[slot_reader_posix]") {
    int wrong = -1;
    SECTION("bound elsewhere") {
        wrong = mailslog::bind_raw_socket(path + "x").release();
    }
    SECTION("bound nowhere") {
        wrong = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    }
    SECTION("a stream") {
        wrong = ::socket(AF_UNIX, SOCK_STREAM, 0);
    }
    SECTION("of the network") {
        wrong = ::socket(AF_INET, SOCK_DGRAM, 0);
    }
    SECTION("no socket") {
        wrong = ::open("/dev/null", O_RDWR);
    }
    SECTION("not open") {
        wrong = 999;
    }
    mailslog::slot_reader_options options;
    options.bound_socket = wrong;
    CHECK(reader.create(slot.name(), options) == std::errc::address_not_available);
    CHECK_FALSE(reader.is_open());
    CHECK(::fcntl(wrong, F_GETFD) == -1);
    create();
}
