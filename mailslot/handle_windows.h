// One owner for one system handle.
#pragma once

#include <utility>

namespace mailslog {

/// Holds a HANDLE or nothing; move-only; closes what it holds before it takes another.
///
/// Windows says "nothing" in two ways: CreateFile and CreateMailslot answer INVALID_HANDLE_VALUE
/// (-1), CreateEvent and CreateFileMapping answer NULL. Both are nothing here, and get() then
/// answers null.
class handle {
public:
    handle() noexcept = default;
    explicit handle(void *value) noexcept : value_{valid_or_null(value)} {}
    ~handle() { reset(); }
    handle(handle &&other) noexcept : value_{other.release()} {}
    handle &operator=(handle &&other) noexcept {
        reset(other.release());
        return *this;
    }
    handle(const handle &) = delete;
    handle &operator=(const handle &) = delete;

    void *get() const noexcept { return value_; }
    explicit operator bool() const noexcept { return value_ != nullptr; }
    void *release() noexcept { return std::exchange(value_, nullptr); }
    void reset(void *value = nullptr) noexcept;

private:
    static void *valid_or_null(void *value) noexcept;

    void *value_ = nullptr;
};

/// An event that nobody else knows; nothing when the system refuses. One that resets itself lets
/// one waiter through per SetEvent.
enum class event_reset { by_hand, by_itself };
handle make_event(event_reset reset) noexcept;

} // namespace mailslog
