#include "collector/intake/sender_claim.h"

#include "mailslot/process.h"

namespace mailslog {

std::optional<std::uint32_t> sender_claim::falsity_of_other(std::uint32_t claimed) {
    if (!other_) {
        other_ = claimed;
        other_is_true_ = process_goes_by(process_id_, claimed);
    }
    const bool is_true = other_is_true_ && claimed == *other_;
    return is_true ? std::nullopt : std::optional{claimed};
}

} // namespace mailslog
