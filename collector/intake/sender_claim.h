// What one process claims its id to be, against what the kernel says of it (SCM_CREDENTIALS,
// unix(7)). One thread.
#pragma once

#include <cstdint>
#include <optional>

namespace mailslog {

class sender_claim {
public:
    /// `process_id` as the kernel says.
    explicit sender_claim(std::uint32_t process_id) noexcept : process_id_{process_id} {}

    /// The claim if it is false. A process in a process id namespace of its own goes by another
    /// number there, and may say so. It is asked after once: only the first number that differs can
    /// be true.
    std::optional<std::uint32_t> falsity_of(std::uint32_t claimed) {
        return claimed == process_id_ ? std::nullopt : falsity_of_other(claimed);
    }

private:
    std::optional<std::uint32_t> falsity_of_other(std::uint32_t claimed);

    std::uint32_t process_id_;
    std::optional<std::uint32_t> other_; // the first claim that differed
    bool other_is_true_ = false;
};

} // namespace mailslog
