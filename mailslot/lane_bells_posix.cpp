#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <ctime>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <vector>

#include "mailslot/lane_handles_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

/// Bells looked at in one go; others get their turn in the next.
constexpr int events_at_once = 64;
/// A nap looks for writers that are gone after so many naps, not after each.
constexpr unsigned naps_between_looks = 8;
/// What the collector rests after it was woken for nothing: this, twice as long each further time,
/// up to so many times. So a bell that never stops costs little, and delays a line by 16 ms at
/// most.
constexpr std::chrono::microseconds false_alarm_rest{1000};
constexpr unsigned max_false_alarms = 5;

[[noreturn]] void throw_system_error(int error, const char *what) {
    throw std::system_error{error, std::system_category(), what};
}

timespec timespec_of(std::chrono::nanoseconds duration) noexcept {
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(duration);
    return {static_cast<time_t>(whole.count()), static_cast<long>((duration - whole).count())};
}

} // namespace

struct lane_bells::impl {
    descriptor poller;
    descriptor waker;
    std::vector<lane_reader *> lanes;
    unsigned naps = 0;
    unsigned false_alarms = 0; // one after the other

    void drain_waker() const noexcept {
        std::uint64_t count = 0;
        while (::read(waker.get(), &count, sizeof count) < 0 && errno == EINTR) {
        }
    }

    /// Whether bells were all that it found, which any writer can ring at any time.
    bool look(int timeout_ms) noexcept {
        std::array<epoll_event, events_at_once> events{};
        const int count = ::epoll_wait(poller.get(), events.data(), events_at_once, timeout_ms);
        bool only_bells = count > 0;
        for (int i = 0; i < count; ++i) {
            const epoll_event &event = events[static_cast<std::size_t>(i)];
            if (event.data.ptr == nullptr) {
                drain_waker();
                only_bells = false;
                continue;
            }
            auto &lane = *static_cast<lane_reader::handles *>(event.data.ptr);
            if ((event.events & (EPOLLHUP | EPOLLERR)) != 0) {
                lane.writer_is_gone = true;
                only_bells = false;
                ::epoll_ctl(poller.get(), EPOLL_CTL_DEL, lane.bell.get(), nullptr);
            }
        }
        return only_bells;
    }

    /// Only wake() may shorten it, no bell: a writer that rings without end gains nothing. Returns
    /// whether wake() was called, which remains to be drained.
    bool rest(std::chrono::microseconds duration) const noexcept {
        pollfd wanted{waker.get(), POLLIN, 0};
        const timespec timeout = timespec_of(duration);
        return ::ppoll(&wanted, 1, &timeout, nullptr) > 0;
    }

    bool has_more() const noexcept {
        return std::any_of(
            lanes.begin(), lanes.end(), [](const lane_reader *lane) { return lane->has_more(); });
    }

    void note(bool is_false_alarm) noexcept {
        false_alarms = is_false_alarm ? std::min(false_alarms + 1, max_false_alarms) : 0;
    }
};

lane_bells::lane_bells() : impl_{std::make_unique<impl>()} {
    impl_->poller.reset(::epoll_create1(EPOLL_CLOEXEC));
    impl_->waker.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!impl_->poller || !impl_->waker) {
        throw_system_error(errno, "cannot prepare to wait for lanes");
    }
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    if (::epoll_ctl(impl_->poller.get(), EPOLL_CTL_ADD, impl_->waker.get(), &wanted) != 0) {
        throw_system_error(errno, "cannot prepare to wait for lanes");
    }
}

lane_bells::~lane_bells() = default;

// A bell is not read: its pipe is a stranger's, who can make any call on it block for ever, out of
// a signal's reach, but those of epoll(7). So its edges count (EPOLLET), and its writer empties it.
std::error_code lane_bells::watch(lane_reader &lane) {
    epoll_event wanted{};
    wanted.events = EPOLLIN | EPOLLET;
    wanted.data.ptr = lane.handles_.get();
    if (::epoll_ctl(impl_->poller.get(), EPOLL_CTL_ADD, lane.handles_->bell.get(), &wanted) != 0) {
        return last_error();
    }
    impl_->lanes.push_back(&lane);
    return {};
}

void lane_bells::forget(lane_reader &lane) noexcept {
    if (!lane.handles_->writer_is_gone) {
        ::epoll_ctl(impl_->poller.get(), EPOLL_CTL_DEL, lane.handles_->bell.get(), nullptr);
    }
    auto &lanes = impl_->lanes;
    lanes.erase(std::remove(lanes.begin(), lanes.end(), &lane), lanes.end());
}

void lane_bells::nap(std::chrono::microseconds duration) noexcept {
    if (impl_->rest(duration)) {
        impl_->drain_waker();
    }
    if (++impl_->naps % naps_between_looks == 0) {
        (void)impl_->look(0);
    }
}

void lane_bells::sleep(std::optional<std::chrono::milliseconds> timeout) noexcept {
    if (impl_->false_alarms != 0) {
        (void)impl_->rest(false_alarm_rest * (1U << (impl_->false_alarms - 1)));
    }
    for (lane_reader *lane : impl_->lanes) {
        lane->say_asleep(true);
    }
    bool only_bells = false;
    if (!impl_->has_more()) {
        const auto bounded =
            timeout ? std::clamp<std::chrono::milliseconds::rep>(timeout->count(), 0, INT_MAX) : -1;
        only_bells = impl_->look(static_cast<int>(bounded));
    }
    for (lane_reader *lane : impl_->lanes) {
        lane->say_asleep(false);
    }
    impl_->note(only_bells && !impl_->has_more());
}

void lane_bells::look() noexcept {
    (void)impl_->look(0);
}

void lane_bells::wake() noexcept {
    const int error = errno; // a signal handler's caller must find it as it was
    const std::uint64_t one = 1;
    while (::write(impl_->waker.get(), &one, sizeof one) < 0 && errno == EINTR) {
    }
    errno = error;
}

bool lane_bells::writer_is_gone(const lane_reader &lane) const noexcept {
    return lane.handles_->writer_is_gone;
}

} // namespace mailslog
