#include "mailslot/network/network_sender.h"

#include <algorithm>
#include <exception>
#include <string>
#include <thread>
#include <utility>

#include <mailslog/slot_error.h>

#include "mailslot/deadline.h"
#include "mailslot/network/nbt_datagram.h"
#include "mailslot/network/udp_socket.h"
#include "mailslot/process.h"

namespace mailslog {
namespace {

using namespace std::chrono_literals;

/// Between looks whether the system has room for packets again.
constexpr std::chrono::milliseconds look_interval{1};

class network_sender final : public slot_sender {
public:
    network_sender(const slot_name &name, bool fit_nmbd, address_book book)
        : name_{name},
          limit_bytes_{max_message_bytes_for(name.local_part(), fit_nmbd)}, book_{std::move(book)} {
    }

    std::error_code open();

    std::error_code write(
        const void *data, std::size_t size_bytes,
        std::chrono::milliseconds wait_at_most) noexcept override;

private:
    std::uint16_t next_id() noexcept;
    std::error_code send_to_all(nbt_datagram &datagram, const deadline &end);
    std::error_code send(ipv4_endpoint to, const deadline &end) noexcept;

    const slot_name name_;
    const std::size_t limit_bytes_;
    address_book book_;
    udp_socket socket_;
    network_target target_;
    std::uint16_t next_id_ = 0;
    std::uint64_t fork_mark_ = 0; // of the process whose numbers these are
    std::string packet_;          // scratch
};

std::error_code network_sender::open() {
    const auto error = socket_.open({});
    return error ? error : book_.find(name_.server(), target_);
}

std::error_code network_sender::write(
    const void *data, std::size_t size_bytes, std::chrono::milliseconds wait_at_most) noexcept try {
    if (size_bytes > limit_bytes_) {
        return slot_errc::message_too_large;
    }
    // What was found stays good if nobody can be asked at the moment.
    if (network_target found; !book_.find(name_.server(), found)) {
        target_ = std::move(found);
    }
    nbt_datagram datagram;
    datagram.kind = target_.is_group ? nbt_kind::direct_group : nbt_kind::direct_unique;
    datagram.id = next_id();
    datagram.source = book_.computer();
    datagram.destination = target_.name;
    datagram.slot = name_.local_part();
    datagram.bytes = {static_cast<const char *>(data), size_bytes};
    return send_to_all(datagram, deadline{wait_at_most});
} catch (const std::exception &) {
    return std::make_error_code(std::errc::not_enough_memory);
}

/// A child of fork() that went on with its parent's numbers would be taken to repeat its messages.
std::uint16_t network_sender::next_id() noexcept {
    if (fork_mark_ != fork_mark()) {
        fork_mark_ = fork_mark();
        next_id_ = static_cast<std::uint16_t>(random_bits());
    }
    return next_id_++;
}

/// Succeeds if any way does: an interface that is down must not keep lines from the others.
std::error_code network_sender::send_to_all(nbt_datagram &datagram, const deadline &end) {
    std::error_code failed = slot_errc::host_not_found;
    bool any_sent = false;
    for (const network_route &route : target_.routes) {
        datagram.claimed_source = {route.from, socket_.local().port};
        encode_nbt_datagram(datagram, packet_);
        const auto error = send(route.to, end);
        any_sent = any_sent || !error;
        failed = error ? error : failed;
    }
    return any_sent ? std::error_code{} : failed;
}

std::error_code network_sender::send(ipv4_endpoint to, const deadline &end) noexcept {
    auto error = socket_.send(to, packet_);
    while (error == slot_errc::full && !end.has_passed()) {
        std::this_thread::sleep_for(look_interval);
        error = socket_.send(to, packet_);
    }
    return error;
}

} // namespace

std::error_code open_network_sender(
    const slot_name &name, bool fit_nmbd, address_book book, std::unique_ptr<slot_sender> &out) {
    auto opened = std::make_unique<network_sender>(name, fit_nmbd, std::move(book));
    const auto error = opened->open();
    if (!error) {
        out = std::move(opened);
    }
    return error;
}

} // namespace mailslog
