// Where a slot's owner leaves its process id, since Windows does not tell who created a mailslot.
//
// It is a named file mapping that ends with the owner's handle, however the owner ends. What it
// says is for a message to a user: any process of the session could write it.
#pragma once

#include <cstdint>
#include <optional>

#include <mailslog/slot_name.h>

#include "mailslot/handle_windows.h"

namespace mailslog {

class owner_mark {
public:
    /// Names this process as the owner of the local slot `name` until the mark is destroyed. False
    /// if the system refuses; the slot works all the same.
    bool make(const slot_name &name);

    /// The process id that the slot's owner left.
    static std::optional<std::int64_t> read(const slot_name &name);

private:
    handle mapping_;
};

} // namespace mailslog
