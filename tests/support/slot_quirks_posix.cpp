#include "tests/support/slot_quirks.h"

namespace mailslog::slot_quirks {

bool counts_messages() noexcept {
    return false;
}

bool refuses_long_messages() noexcept {
    return false;
}

bool marks_cut_messages() noexcept {
    return true;
}

bool notices_a_closed_reader() noexcept {
    return true;
}

bool frees_the_name_of_a_slot_with_writers() noexcept {
    return true;
}

bool queues_without_bound() noexcept {
    return false;
}

bool tells_the_owner() noexcept {
    return true;
}

bool tells_the_sender() noexcept {
    return true;
}

bool tells_the_access_list() noexcept {
    return false;
}

} // namespace mailslog::slot_quirks
