#include "collector/system/child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mailslot/deadline.h"
#include "mailslot/descriptor_posix.h"

namespace mailslog {
namespace {

constexpr std::size_t piece_bytes = std::size_t{64} * 1024;
constexpr int signal_exit_code = 128;

std::error_code system_error(int number) noexcept {
    return {number, std::system_category()};
}

bool is_ignored(int number) noexcept {
    struct sigaction now {};
    return ::sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

/// What is ignored, by nohup(1) for example, the program is to ignore, too.
sigset_t heard_signals() noexcept {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGCHLD);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
        if (!is_ignored(number)) {
            ::sigaddset(&set, number);
        }
    }
    return set;
}

struct pipe_ends {
    descriptor read;
    descriptor write;

    std::error_code make() noexcept {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) {
            return system_error(errno);
        }
        read.reset(ends[0]);
        write.reset(ends[1]);
        ::fcntl(read.get(), F_SETFL, O_NONBLOCK);
        return {};
    }
};

/// How the program begins: with these streams, and with the signals as this process had them.
class spawn_plan {
public:
    spawn_plan(int output, int errors, const sigset_t &signals) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
        ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
        ::posix_spawnattr_setsigmask(&attributes_, &signals);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
    }
    ~spawn_plan() {
        ::posix_spawnattr_destroy(&attributes_);
        ::posix_spawn_file_actions_destroy(&actions_);
    }
    spawn_plan(const spawn_plan &) = delete;
    spawn_plan &operator=(const spawn_plan &) = delete;

    std::error_code run(const std::vector<std::string> &command, pid_t &id) const {
        std::vector<char *> words;
        words.reserve(command.size() + 1);
        for (const std::string &word : command) {
            words.push_back(const_cast<char *>(word.c_str())); // POSIX: they are not changed
        }
        words.push_back(nullptr);
        return system_error(
            ::posix_spawnp(&id, words[0], &actions_, &attributes_, words.data(), environ));
    }

private:
    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

} // namespace

struct child_process::impl {
    sigset_t old_signals{};
    descriptor signals;
    descriptor streams[2]; // output, errors
    std::size_t first =
        0; // which of them is looked at first: a flood in one must not hide the other
    std::array<char, piece_bytes> piece{};
    std::size_t said_bytes = 0;
    pid_t id = 0;
    bool has_ended = false;
    int exit_code = 0;

    std::error_code hear_signals() noexcept {
        const sigset_t heard = heard_signals();
        ::pthread_sigmask(SIG_BLOCK, &heard, &old_signals);
        signals.reset(::signalfd(-1, &heard, SFD_CLOEXEC | SFD_NONBLOCK));
        return signals ? std::error_code{} : system_error(errno);
    }

    /// True if that was the program's end.
    bool take_signals() noexcept {
        signalfd_siginfo info{};
        while (::read(signals.get(), &info, sizeof info) == sizeof info) {
            const bool is_by_terminal = info.ssi_code == SI_KERNEL;
            if (info.ssi_signo != SIGCHLD && !is_by_terminal && !has_ended) {
                ::kill(id, static_cast<int>(info.ssi_signo));
            }
        }
        return !has_ended && take_end();
    }

    bool take_end() noexcept {
        int status = 0;
        if (::waitpid(id, &status, WNOHANG) != id) {
            return false;
        }
        has_ended = true;
        exit_code = WIFSIGNALED(status) ? signal_exit_code + WTERMSIG(status) : WEXITSTATUS(status);
        return true;
    }

    /// False if there is nothing to read now, or nothing any more.
    bool take_piece(descriptor &stream) noexcept {
        const ssize_t count = ::read(stream.get(), piece.data(), piece.size());
        if (count == 0) {
            stream.reset();
        }
        said_bytes = count > 0 ? static_cast<std::size_t>(count) : 0;
        return count > 0;
    }

    bool is_closed() const noexcept { return has_ended && !streams[0] && !streams[1]; }

    /// Something happens, or the time is over.
    void sleep(int milliseconds) noexcept {
        pollfd events[] = {
            {signals.get(), POLLIN, 0},
            {streams[0].get(), POLLIN, 0},
            {streams[1].get(), POLLIN, 0}};
        ::poll(events, std::size(events), milliseconds); // a descriptor of -1 is passed over
    }
};

child_process::child_process() : impl_{std::make_unique<impl>()} {}

child_process::~child_process() {
    if (impl_->signals) {
        ::pthread_sigmask(SIG_SETMASK, &impl_->old_signals, nullptr);
    }
}

std::error_code child_process::start(const std::vector<std::string> &command) {
    pipe_ends output;
    pipe_ends errors;
    for (pipe_ends *pipe : {&output, &errors}) {
        if (const std::error_code error = pipe->make()) {
            return error;
        }
    }
    if (const std::error_code error = impl_->hear_signals()) {
        return error;
    }
    impl_->streams[0] = std::move(output.read);
    impl_->streams[1] = std::move(errors.read);
    const spawn_plan plan{output.write.get(), errors.write.get(), impl_->old_signals};
    return plan.run(command, impl_->id);
}

child_event child_process::wait(std::chrono::milliseconds timeout) {
    const deadline end{timeout};
    for (;;) {
        if (impl_->take_signals()) {
            return child_event::ended;
        }
        for (std::size_t i = 0; i < 2; ++i) {
            const std::size_t which = (impl_->first + i) % 2;
            if (impl_->streams[which] && impl_->take_piece(impl_->streams[which])) {
                impl_->first = 1 - which;
                return which == 0 ? child_event::output : child_event::errors;
            }
        }
        if (impl_->is_closed()) {
            return child_event::closed;
        }
        const int left = end.remaining_ms();
        if (left == 0) {
            return child_event::silence;
        }
        impl_->sleep(left);
    }
}

std::string_view child_process::said() const noexcept {
    return {impl_->piece.data(), impl_->said_bytes};
}

std::uint32_t child_process::id() const noexcept {
    return static_cast<std::uint32_t>(impl_->id);
}

int child_process::exit_code() const noexcept {
    return impl_->exit_code;
}

std::string problem_with(const std::vector<std::string> & /*command*/) {
    return {};
}

std::string program_name(const std::string &command) {
    return command.substr(command.find_last_of('/') + 1);
}

} // namespace mailslog
