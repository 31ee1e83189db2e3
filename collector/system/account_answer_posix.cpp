#include "collector/system/account_answer.h"

#include <cerrno>

#include <sys/wait.h>
#include <unistd.h>

#include "mailslot/descriptor_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

constexpr int found_nothing = 0;
constexpr int found_something = 1;
constexpr int could_not_become = 2;

/// All or what goes; who reads it sees an end then.
void write_all(int fd, const void *bytes, std::size_t count) noexcept {
    const char *at = static_cast<const char *>(bytes);
    while (count > 0) {
        const ssize_t written = ::write(fd, at, count);
        if (written < 0 && errno != EINTR) {
            return;
        }
        at += written < 0 ? 0 : written;
        count -= written < 0 ? 0 : static_cast<std::size_t>(written);
    }
}

std::string read_all(int fd) {
    std::string all;
    char bytes[512];
    for (;;) {
        const ssize_t count = ::read(fd, bytes, sizeof bytes);
        if (count > 0) {
            all.append(bytes, static_cast<std::size_t>(count));
        } else if (count == 0 || errno != EINTR) {
            return all;
        }
    }
}

/// In the child: nothing of what the parent had begun is ended here.
[[noreturn]] void
tell(const account &who, const std::function<std::optional<std::string>()> &ask, int fd) {
    if (const std::error_code failed = who.become()) {
        const int number = failed.value();
        write_all(fd, &number, sizeof number);
        ::_exit(could_not_become);
    }
    const std::optional<std::string> answer = ask();
    write_all(fd, answer ? answer->data() : "", answer ? answer->size() : 0);
    ::_exit(answer ? found_something : found_nothing);
}

std::error_code ended_otherwise() {
    return std::make_error_code(std::errc::interrupted);
}

/// What become() failed with was the system's own, or a number of errno's.
std::error_code failure_of(const std::string &told) {
    int number = 0;
    if (told.size() != sizeof number) {
        return ended_otherwise();
    }
    told.copy(reinterpret_cast<char *>(&number), sizeof number);
    return {number, std::system_category()};
}

} // namespace

std::error_code answer_as(
    const account &who, const std::function<std::optional<std::string>()> &ask,
    std::optional<std::string> &answer) {
    int ends[2];
    if (::pipe(ends) != 0) {
        return last_error();
    }
    const descriptor from{ends[0]};
    descriptor to{ends[1]};
    const pid_t child = ::fork();
    if (child < 0) {
        return last_error();
    }
    if (child == 0) {
        tell(who, ask, to.get());
    }
    to.reset();
    const std::string told = read_all(from.get());
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status)) {
        return ended_otherwise();
    }
    switch (WEXITSTATUS(status)) {
    case found_nothing:
        answer.reset();
        return {};
    case found_something:
        answer = told;
        return {};
    default:
        return failure_of(told);
    }
}

} // namespace mailslog
