#include "mailslot/network/network_receiver.h"

#include <array>
#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include <mailslog/slot_error.h>

#include "mailslot/ascii_case.h"
#include "mailslot/copied_messages.h"
#include "mailslot/deadline.h"
#include "mailslot/network/listen_settings.h"
#include "mailslot/network/nbt_datagram.h"
#include "mailslot/network/recent_messages.h"
#include "mailslot/network/refusal.h"
#include "mailslot/network/udp_socket.h"
#include "mailslot/unix_time.h"
#include "mailslot/wire.h"

namespace mailslog {
namespace {

/// Asked of the system for packets that wait: a burst of some thousands.
constexpr std::size_t socket_bytes = std::size_t{4} * 1024 * 1024;

bool is_plain_text(std::string_view message) noexcept {
    return message.empty() ||
           (static_cast<unsigned char>(message[0]) & wire::marker_mask) != wire::marker;
}

refusal refusal_for(seal_verdict verdict) noexcept {
    switch (verdict) {
    case seal_verdict::unsealed:
        return refusal::unsealed;
    case seal_verdict::repeated:
        return refusal::replayed;
    case seal_verdict::stale:
        return refusal::stale;
    case seal_verdict::good:
    case seal_verdict::forged:
        break;
    }
    return refusal::forged;
}

class network_receiver final : public slot_receiver {
public:
    network_receiver(const slot_name &name, listen_settings settings)
        : slot_{name.local_part()}, settings_{std::move(settings)} {}

    std::error_code open();

    std::error_code read(
        void *buffer, std::size_t buffer_bytes, std::size_t &message_bytes,
        std::chrono::milliseconds timeout) override;
    std::error_code receive(message_batch &batch, std::chrono::milliseconds timeout) override;
    std::error_code info(slot_info &info) override;
    void interrupt() noexcept override { socket_.interrupt(); }
    std::vector<refused_messages> refused() const override { return refused_.all(); }
    std::error_code allow(const std::vector<std::string> &ranges) override;

private:
    /// Waits until a message is here. Errors: timed_out, interrupted, the system's own.
    std::error_code await(std::chrono::milliseconds timeout);
    bool is_allowed(ipv4_address sender) const;
    bool accept(const udp_socket::packet &packet);
    bool is_for_us(const nbt_datagram &datagram);
    bool open_seal(const nbt_datagram &datagram);
    bool refuse(refusal reason) noexcept {
        refused_.count(reason);
        return false;
    }

    const std::string slot_;
    listen_settings settings_; // whom it allows is guarded by allowed_lock_
    mutable std::mutex allowed_lock_;
    udp_socket socket_;
    refusal_counts refused_;
    recent_messages recent_;
    std::array<char, max_nbt_packet_bytes> packet_{};

    // The message that is handed out next.
    bool is_here_ = false;
    std::string message_;
    std::string computer_;
    network_origin origin_; // its computer: see computer_
};

std::error_code network_receiver::open() {
    const auto error = socket_.open(settings_.local);
    if (!error) {
        socket_.ask_for_room(socket_bytes);
    }
    return error;
}

std::error_code network_receiver::read(
    void *buffer, std::size_t buffer_bytes, std::size_t &message_bytes,
    std::chrono::milliseconds timeout) {
    if (const auto error = await(timeout)) {
        return error;
    }
    if (message_.size() > buffer_bytes) {
        return slot_errc::buffer_too_small;
    }
    message_bytes = message_.copy(static_cast<char *>(buffer), buffer_bytes);
    is_here_ = false;
    return {};
}

std::error_code network_receiver::receive(message_batch &batch, std::chrono::milliseconds timeout) {
    auto &memory = memory_of<copied_messages>(
        batch, [](const auto &) { return true; },
        [] { return std::make_unique<copied_messages>(max_nbt_packet_bytes); });
    memory.clear();
    auto error = await(timeout);
    while (!error && memory.add(message_, message_.size(), batch.messages)) {
        origin_.computer = memory.keep(computer_);
        batch.messages.back().origin = origin_;
        is_here_ = false;
        error = await({});
    }
    if (batch.messages.empty()) {
        return error;
    }
    if (error == slot_errc::interrupted) {
        socket_.interrupt(); // the next call
    }
    return {};
}

std::error_code network_receiver::info(slot_info &info) {
    info = {};
    info.max_message_bytes = max_mailslot_message_bytes;
    if (is_here_) {
        info.next_message_bytes = message_.size();
    }
    return {};
}

std::error_code network_receiver::await(std::chrono::milliseconds timeout) {
    const deadline end{timeout};
    while (!is_here_) {
        udp_socket::packet packet;
        const std::chrono::milliseconds left{end.remaining_ms()};
        if (const auto error = socket_.receive(packet_.data(), packet_.size(), packet, left)) {
            return error;
        }
        is_here_ = accept(packet);
        if (!is_here_ && end.has_passed()) {
            return slot_errc::timed_out; // whoever floods us keeps nobody here
        }
    }
    return {};
}

std::error_code network_receiver::allow(const std::vector<std::string> &ranges) {
    std::string ignored;
    const std::lock_guard guard{allowed_lock_};
    return settings_.allow(ranges, ignored) ? std::error_code{}
                                            : std::make_error_code(std::errc::invalid_argument);
}

bool network_receiver::is_allowed(ipv4_address sender) const {
    const std::lock_guard guard{allowed_lock_};
    return settings_.allows(sender);
}

bool network_receiver::accept(const udp_socket::packet &packet) {
    if (!is_allowed(packet.from.address)) {
        return refuse(refusal::not_allowed);
    }
    if (packet.cut) {
        return refuse(refusal::too_long);
    }
    nbt_datagram datagram;
    const nbt_drop drop = decode_nbt_datagram({packet_.data(), packet.size_bytes}, datagram);
    if (drop != nbt_drop::none) {
        refused_.count(drop);
        return false;
    }
    if (!is_for_us(datagram) || !open_seal(datagram)) {
        return false;
    }
    computer_ = datagram.source.text();
    origin_ = {{}, packet.from.address.value, packet.from.port};
    return true;
}

bool network_receiver::is_for_us(const nbt_datagram &datagram) {
    if (!datagram.scope.empty()) {
        return refuse(refusal::other_scope);
    }
    if (!settings_.answers_to(datagram.destination)) {
        return refuse(refusal::other_computer);
    }
    return equal_ignoring_case(datagram.slot, slot_) || refuse(refusal::other_slot);
}

/// Makes message_ what the datagram brought. Copies of lines that have a number are told by it,
/// later; only others are told here.
bool network_receiver::open_seal(const nbt_datagram &datagram) {
    message_ = datagram.bytes;
    if (settings_.opener) {
        const seal_context context{datagram.slot, datagram.source.text()};
        const seal_verdict verdict =
            settings_.opener->open(datagram.bytes, context, unix_time_ns(), message_);
        if (verdict != seal_verdict::good) {
            return refuse(refusal_for(verdict));
        }
    }
    const bool is_repeated =
        is_plain_text(message_) && recent_.is_repeated(datagram, unix_time_ns());
    return !is_repeated || refuse(refusal::repeated_message);
}

} // namespace

std::error_code create_network_receiver(
    const slot_name &name, const listen_options &options, std::unique_ptr<slot_receiver> &out) {
    if (name.reach() != slot_reach::local) {
        return slot_errc::invalid_name;
    }
    auto settings = listen_settings::make(options, nullptr);
    if (!settings) {
        return std::make_error_code(std::errc::invalid_argument);
    }
    auto created = std::make_unique<network_receiver>(name, std::move(*settings));
    const auto error = created->open();
    if (!error) {
        out = std::move(created);
    }
    return error;
}

} // namespace mailslog
