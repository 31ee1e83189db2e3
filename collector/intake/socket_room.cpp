#include "collector/intake/socket_room.h"

#include <mailslog/slot_error.h>

#include "collector/system/socket_queue.h"

namespace mailslog {
namespace {

const std::string setting = "net.unix.max_dgram_qlen";

} // namespace

std::optional<std::string> make_room_for(std::size_t wanted, bool is_handed_over) {
    const std::size_t there = socket_queue_length().value_or(0);
    if (wanted == 0 || (wanted <= there && !is_handed_over)) {
        return std::nullopt;
    }
    if (is_handed_over) {
        return "--socket-queue: the service manager has made the socket, with what " + setting +
               " was then; set that in /etc/sysctl.d instead";
    }
    if (const std::error_code failed = set_socket_queue_length(wanted)) {
        return describe("raise", setting, failed) +
               "; that takes root: do without --socket-queue, or set it in /etc/sysctl.d";
    }
    return std::nullopt;
}

std::optional<std::string> remark_on_little_room() {
    const auto length = socket_queue_length();
    if (!length || *length >= ample_datagrams) {
        return std::nullopt;
    }
    // The kernel takes one more: it asks whether there are more than so many (unix(7)).
    return setting + " is " + std::to_string(*length) + ": once " + std::to_string(*length + 1) +
           " datagrams of programs without a sink wait, the next one makes its sender wait or is "
           "lost; --socket-queue " +
           std::to_string(ample_datagrams) + " raises it";
}

} // namespace mailslog
