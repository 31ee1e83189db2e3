// A hash for numbers that a stranger may choose: which of them share a bucket is different in each
// container and can't be told from outside.
#pragma once

#include <cstddef>
#include <cstdint>

#include "mailslot/process.h"

namespace mailslog {

class salted_hash {
public:
    std::size_t operator()(std::uint64_t number) const noexcept {
        std::uint64_t mixed = number ^ salt_; // then as SplitMix64 ends
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return static_cast<std::size_t>(mixed ^ (mixed >> 31));
    }

private:
    std::uint64_t salt_ = random_bits();
};

} // namespace mailslog
