// The owner's end of a mailslot: creates it and reads the messages that writers send to it.
//
// A slot has one reader at a time; the slot ends with it. A reader belongs to one thread, except
// interrupt(), which any thread and any signal handler may call.
//
// Windows: CreateMailslot, ReadFile, GetMailslotInfo. POSIX: an AF_UNIX datagram socket bound to
// DIR/path/name, and beside it a lock file `name.lock` that holds the owner's process id; DIR is
// $MAILSLOT_DIR, else /run/mailslot for root, else $XDG_RUNTIME_DIR/mailslot, else mailslot-UID in
// the temporary directory. A socket that a killed owner left behind is taken over.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <mailslog/network_config.h>
#include <mailslog/slot_name.h>

namespace mailslog {

struct slot_reader_options {
    /// The longest message taken, in bytes; 0: 65,536. Longer ones fail at the writer where the
    /// system enforces it, and are cut to this length and marked where it does not.
    std::size_t max_message_bytes = 0;
    /// POSIX: a datagram socket that is bound to the slot's path already, as a service manager
    /// hands it over (sd_listen_fds(3)); -1: make one. It is the reader's from then on, also if
    /// that can't be opened, and stays at its path when the reader ends.
    int bound_socket = -1;
    /// POSIX: the mode of a socket that is made, as chmod(2) takes it: who may write to it may send
    /// to the slot. 0: anybody (0666) in /run/mailslot, the own user (0600) elsewhere. Windows:
    /// whether others may (0002); else the own user, the system and administrators.
    unsigned socket_mode = 0;
};

/// Who sent a message, as the kernel vouches for it (SCM_CREDENTIALS, unix(7)). Windows does not.
struct sender_identity {
    std::int64_t process_id = 0;
    std::uint32_t user_id = 0;
    std::uint32_t group_id = 0;
};

/// Who sent a message over the network.
struct network_origin {
    std::string_view computer; // its NetBIOS name, as it claims; may hold any byte
    std::uint32_t address = 0; // IPv4, most significant byte first, as the socket saw it
    std::uint16_t port = 0;
};

/// System handles that came with a message (SCM_RIGHTS, unix(7)); -1 where there is none. The
/// holder owns them: they are closed by the destructor unless released.
class attached_handles {
public:
    static constexpr std::size_t capacity = 2;

    attached_handles() = default;
    ~attached_handles();
    attached_handles(attached_handles &&other) noexcept;
    attached_handles &operator=(attached_handles &&other) noexcept;
    attached_handles(const attached_handles &) = delete;
    attached_handles &operator=(const attached_handles &) = delete;

    /// Takes ownership of a handle; one over the capacity is closed at once.
    void add(int handle) noexcept;
    /// Other handles of the same things; fewer, where the system has no more.
    attached_handles duplicate() const noexcept;
    std::size_t size() const noexcept { return count_; }
    /// Handle `index`, still owned here; -1 when there is none.
    int get(std::size_t index) const noexcept { return index < count_ ? handles_[index] : -1; }
    /// Hands handle `index` to the caller, who closes it; -1 when there is none (any more).
    int release(std::size_t index) noexcept;

private:
    int handles_[capacity] = {-1, -1};
    std::size_t count_ = 0;
};

struct received_message {
    std::string_view bytes; // lives until the batch is cleared or received into again
    std::optional<sender_identity> sender;
    std::optional<network_origin> origin; // nothing: it came from this machine
    bool cut = false;                     // the message was longer than max_message_bytes
    std::size_t full_bytes = 0;           // so long was a message that is cut, where that is known
    attached_handles handles;
};

class message_memory;
class slot_receiver;

/// Messages of one receive(), with the memory that they lie in; reused from call to call.
class message_batch {
public:
    message_batch();
    ~message_batch();
    message_batch(message_batch &&) noexcept;
    message_batch &operator=(message_batch &&) noexcept;
    message_batch(const message_batch &) = delete;
    message_batch &operator=(const message_batch &) = delete;

    std::vector<received_message> messages;

private:
    friend class slot_receiver;
    std::unique_ptr<message_memory> memory_;
};

/// How a reader listens to the network.
struct listen_options {
    /// The own names, the port, and the key without which nothing is taken. Its addresses and
    /// lmhosts file are not used.
    network_config network;
    /// The own IPv4 address to listen on; empty: all, and only so it hears broadcasts.
    std::string address;
    /// "10.0.0.0/8" or one address, any number of them: only messages from there are taken. Empty:
    /// from anywhere.
    std::vector<std::string> allow;
};

/// What is wrong with the options, as problem_with(network_config) says it.
std::string problem_with(const listen_options &options);

/// Messages that a reader has not handed out, and why: "fragment", "not allowed", …
struct refused_messages {
    const char *reason = "";
    std::uint64_t count = 0;
};

struct slot_info {
    std::size_t max_message_bytes = 0;
    std::optional<std::size_t> next_message_bytes; // nothing: the slot is empty
    std::optional<std::size_t> message_count;      // nothing: this system does not say (POSIX)
};

class slot_reader {
public:
    /// Wait for ever, where a timeout is asked for.
    static constexpr std::chrono::milliseconds forever{-1};

    slot_reader() noexcept;
    ~slot_reader();
    slot_reader(slot_reader &&) noexcept;
    slot_reader &operator=(slot_reader &&) noexcept;
    slot_reader(const slot_reader &) = delete;
    slot_reader &operator=(const slot_reader &) = delete;

    /// Creates the slot; a reader that was open is closed first. Errors: already_exists (see
    /// slot_owner()), invalid_name (not local, or too long for this system), access_denied (the
    /// folder belongs to somebody else, or anybody may replace what stands there),
    /// std::errc::file_exists (what stands at the slot's path is no socket),
    /// std::errc::address_not_available (options.bound_socket is no datagram socket bound to the
    /// slot's path), the system's own.
    std::error_code create(const slot_name &name, const slot_reader_options &options = {});

    /// Takes what comes for the slot over the network, by [MS-MAIL] on UDP, from other machines and
    /// this one; `name` is local. A reader that was open is closed first. Errors: already_exists
    /// (the port is taken), access_denied (a port below 1024), std::errc::invalid_argument (see
    /// problem_with()), the system's own.
    std::error_code listen(const slot_name &name, const listen_options &options = {});

    /// What listen_options::allow says, from now on; from any thread. Errors: std::errc::
    /// invalid_argument (one is no range; then none counts), operation_not_supported (this reader
    /// does not listen to the network), closed.
    std::error_code allow(const std::vector<std::string> &ranges);

    /// Reads the next message into `buffer`. Errors: timed_out, buffer_too_small (the message
    /// stays), closed, interrupted, the system's own.
    std::error_code read(
        void *buffer, std::size_t buffer_bytes, std::size_t &message_bytes,
        std::chrono::milliseconds timeout);

    /// Replaces the batch's messages by all that wait, up to a bound of some dozens; waits at most
    /// `timeout` for the first. Errors as for read(), but never buffer_too_small.
    std::error_code receive(message_batch &batch, std::chrono::milliseconds timeout);

    std::error_code info(slot_info &info) const;

    /// Counted since the reader was opened; reasons that did not come up are left out. From any
    /// thread.
    std::vector<refused_messages> refused() const;

    /// Makes a read() or receive() that waits, or the next one, return slot_errc::interrupted.
    void interrupt() noexcept;

    bool is_open() const noexcept;
    /// Ends the slot; what was not read is lost.
    void close() noexcept;

private:
    std::unique_ptr<slot_receiver> receiver_;
};

/// The process that owns the slot at the moment, where it can be told.
std::optional<std::int64_t> slot_owner(const slot_name &name);

} // namespace mailslog
