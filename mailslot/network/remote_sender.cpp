#include "mailslot/network/remote_sender.h"

#include <string>
#include <string_view>
#include <utility>

#include <mailslog/slot_error.h>
#include <mailslog/slot_writer.h>

#include "mailslot/network/address_book.h"
#include "mailslot/network/nbt_datagram.h"
#include "mailslot/network/network_sender.h"
#include "mailslot/network/seal.h"
#include "mailslot/unix_time.h"

namespace mailslog {
namespace {

/// A local slot's limit (wire.h has the reason).
constexpr std::size_t max_local_message_bytes = 65'536;

class sealing_sender final : public slot_sender {
public:
    sealing_sender(
        std::unique_ptr<slot_sender> way, const seal_key &key, std::string slot,
        std::string computer)
        : way_{std::move(way)}, sealer_{key}, slot_{std::move(slot)}, computer_{
                                                                          std::move(computer)} {
        sealed_.reserve(max_mailslot_message_bytes);
    }

    std::error_code write(
        const void *data, std::size_t size_bytes,
        std::chrono::milliseconds wait_at_most) noexcept override try {
        if (size_bytes > max_mailslot_message_bytes) {
            return slot_errc::message_too_large;
        }
        sealed_.clear();
        const std::string_view message{static_cast<const char *>(data), size_bytes};
        if (!sealer_.seal(message, {slot_, computer_}, unix_time_ns(), sealed_)) {
            return std::make_error_code(std::errc::operation_not_permitted);
        }
        return way_->write(sealed_.data(), sealed_.size(), wait_at_most);
    } catch (const std::exception &) {
        return std::make_error_code(std::errc::not_enough_memory);
    }

private:
    std::unique_ptr<slot_sender> way_;
    sealer sealer_;
    const std::string slot_;
    const std::string computer_;
    std::string sealed_; // scratch
};

std::error_code open_way(
    const slot_name &name, const remote_settings &settings, std::unique_ptr<slot_sender> &out) {
    if (system_has_remote_slots() && settings.addresses.port == netbios_datagram_port) {
        return open_system_sender(name, out);
    }
    return open_network_sender(name, settings.fit_nmbd, address_book{settings.addresses}, out);
}

} // namespace

std::error_code open_remote_sender(
    const slot_name &name, const remote_settings &settings, std::unique_ptr<slot_sender> &out) {
    std::unique_ptr<slot_sender> way;
    if (const auto error = open_way(name, settings, way)) {
        return error;
    }
    out = settings.key ? std::make_unique<sealing_sender>(
                             std::move(way), *settings.key, name.local_part(),
                             std::string{settings.addresses.computer.text()})
                       : std::move(way);
    return {};
}

std::size_t max_message_bytes(const slot_name &name, const network_config &network) {
    if (name.reach() == slot_reach::local) {
        return max_local_message_bytes;
    }
    const std::size_t limit = max_message_bytes_for(name.local_part(), network.fit_nmbd);
    const std::size_t seal = network.key_file.empty() ? 0 : seal_bytes;
    return limit > seal ? limit - seal : 0;
}

} // namespace mailslog
