#include "mailslot/slot_place.h"

#include "mailslot/slot_folder_posix.h"

namespace mailslog {

std::string problem_with_place(const slot_name &slot) {
    if (slot.reach() != slot_reach::local || !writer_socket_paths(slot).empty()) {
        return {};
    }
    return slot.str() +
           " would be a socket whose path has more than the 107 bytes that it may have "
           "(unix(7)); choose a shorter name, or a folder with a shorter one in MAILSLOT_DIR";
}

} // namespace mailslog
