// What can go wrong with a mailslot, named once for all systems.
//
// Functions of this library return std::error_code. Conditions that a caller may want to tell apart
// are slot_errc values; every other failure keeps the system's own code (std::system_category).
// The numbers beside the names are the Win32 error codes with the same meaning
// (https://learn.microsoft.com/windows/win32/debug/system-error-codes).
#pragma once

#include <string>
#include <system_error>

namespace mailslog {

enum class slot_errc {
    already_exists = 1, // 183: another reader owns the slot
    not_found,          //   2: no reader has created the slot
    invalid_name,       // 123: not a mailslot name, or one that can't be created
    not_supported,      //  50: this reach or this means does not exist here (yet)
    timed_out,          // 121: nothing arrived within the timeout
    buffer_too_small,   // 122: the message is longer than the buffer; it stays in the slot
    message_too_large,  //      longer than the slot takes
    full,               //      the slot takes nothing more at the moment
    closed,             //   6: this object is not open, or its peer is gone
    access_denied,      //   5: the system forbids it
    interrupted,        //      interrupt() was called
    host_not_found,     //  53: nobody knows a computer or a domain of that name
    remote_disabled,    // 3025: this Windows has remote mailslots switched off
};

const std::error_category &slot_category() noexcept;
std::error_code make_error_code(slot_errc code) noexcept;

/// "cannot WHAT NAME: why", the form of every message that a user of ours sees.
std::string describe(const std::string &what, const std::string &name, std::error_code why);

} // namespace mailslog

template <>
struct std::is_error_code_enum<mailslog::slot_errc> : std::true_type {};
