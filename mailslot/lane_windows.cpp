#include "mailslot/lane.h"

#include <windows.h>

#include <mailslog/slot_error.h>

#include "mailslot/handle_windows.h"
#include "mailslot/wait_windows.h"

// A mailslot carries no handles, so no lane can be offered to it: there is none to make, to map or
// to watch, and the writer's datagrams go to the slot itself.

namespace mailslog {

struct lane_writer::handles {};

lane_route::lane_route(const slot_name &) {}

lane_writer::lane_writer() noexcept = default;
lane_writer::~lane_writer() = default;
lane_writer::lane_writer(lane_writer &&) noexcept = default;
lane_writer &lane_writer::operator=(lane_writer &&) noexcept = default;

std::error_code lane_writer::make(lane_route, std::size_t, std::uint64_t) {
    return slot_errc::not_supported;
}

void lane_writer::publish() noexcept {}
void lane_writer::wake_reader() noexcept {}
void lane_writer::show(const lane_counters &) noexcept {}

std::error_code lane_writer::offer(std::string_view) noexcept {
    return slot_errc::not_supported;
}

std::error_code lane_writer::renew() {
    return slot_errc::not_supported;
}

bool lane_writer::is_taken() const noexcept {
    return false;
}

bool lane_writer::is_open() const noexcept {
    return false;
}

void lane_writer::close() noexcept {}

struct lane_reader::handles {};

lane_reader::lane_reader() noexcept = default;
lane_reader::~lane_reader() = default;
lane_reader::lane_reader(lane_reader &&) noexcept = default;
lane_reader &lane_reader::operator=(lane_reader &&) noexcept = default;

std::optional<lane_identity> lane_reader::identify(const attached_handles &) noexcept {
    return std::nullopt;
}

std::optional<lane_charge> lane_reader::charge_of(const attached_handles &) noexcept {
    return std::nullopt;
}

std::error_code lane_reader::map(attached_handles &&) {
    return slot_errc::not_supported;
}

const lane_place &lane_reader::place() const noexcept {
    static constexpr lane_place none;
    return none;
}

lane_counters lane_reader::counters() const noexcept {
    return {};
}

std::uint64_t lane_reader::accounted() const noexcept {
    return 0;
}

void lane_reader::consume(std::uint64_t) noexcept {}
void lane_reader::say_asleep(bool) noexcept {}

struct lane_bells::impl {
    void wait(DWORD milliseconds) const noexcept {
        ::WaitForSingleObject(wake.get(), milliseconds);
    }

    handle wake = make_event(event_reset::by_itself);
};

lane_bells::lane_bells() : impl_{std::make_unique<impl>()} {
    if (!impl_->wake) {
        const auto error = static_cast<int>(::GetLastError());
        throw std::system_error{error, std::system_category(), "cannot make an event"};
    }
}

lane_bells::~lane_bells() = default;

std::error_code lane_bells::watch(lane_reader &) {
    return slot_errc::not_supported;
}

void lane_bells::forget(lane_reader &) noexcept {}

// The system waits in milliseconds: a shorter nap is rounded up, or it would be no wait at all.
void lane_bells::nap(std::chrono::microseconds duration) noexcept {
    impl_->wait(milliseconds_of(std::chrono::ceil<std::chrono::milliseconds>(duration)));
}

void lane_bells::sleep(std::optional<std::chrono::milliseconds> timeout) noexcept {
    impl_->wait(timeout ? milliseconds_of(*timeout) : INFINITE);
}

void lane_bells::look() noexcept {}

void lane_bells::wake() noexcept {
    ::SetEvent(impl_->wake.get());
}

bool lane_bells::writer_is_gone(const lane_reader &) const noexcept {
    return true;
}

} // namespace mailslog
