#include <mailslog/slot_error.h>

namespace mailslog {
namespace {

const char *text_of(slot_errc code) noexcept {
    switch (code) {
    case slot_errc::already_exists:
        return "another process already owns this slot";
    case slot_errc::not_found:
        return "no process has created this slot";
    case slot_errc::invalid_name:
        return "not the name of a mailslot that can be created here";
    case slot_errc::not_supported:
        return "not supported here";
    case slot_errc::timed_out:
        return "nothing arrived within the timeout";
    case slot_errc::buffer_too_small:
        return "the next message is longer than the buffer";
    case slot_errc::message_too_large:
        return "the message is longer than the slot takes";
    case slot_errc::full:
        return "the slot takes nothing more at the moment";
    case slot_errc::closed:
        return "closed, here or by the other side";
    case slot_errc::access_denied:
        return "access denied";
    case slot_errc::interrupted:
        return "interrupted";
    case slot_errc::host_not_found:
        return "no computer or domain of this name was found (name its address: NAME=ip)";
    case slot_errc::remote_disabled:
        return "this Windows has remote mailslots switched off (error 3025); the policy \"Enable "
               "remote mailslots\" turns them on";
    }
    return "unknown mailslot error";
}

class slot_category_type final : public std::error_category {
public:
    const char *name() const noexcept override { return "mailslot"; }
    std::string message(int code) const override { return text_of(static_cast<slot_errc>(code)); }
};

} // namespace

const std::error_category &slot_category() noexcept {
    static const slot_category_type category;
    return category;
}

std::error_code make_error_code(slot_errc code) noexcept {
    return {static_cast<int>(code), slot_category()};
}

std::string describe(const std::string &what, const std::string &name, std::error_code why) {
    return "cannot " + what + " " + name + ": " + why.message();
}

} // namespace mailslog
