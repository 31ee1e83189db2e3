// What address_book::find() has found, for as long as it is taken to hold. One thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>

#include "mailslot/network/address_book.h"

namespace mailslog {

class address_cache {
public:
    using time_point = std::chrono::steady_clock::time_point;
    using duration = std::chrono::steady_clock::duration;

    /// A process sends to a few slots. More names than these, and all are forgotten.
    static constexpr std::size_t max_names = 256;
    /// Long enough to ask cheaply for each line, short enough to see a computer come up.
    static constexpr std::chrono::seconds error_lifetime{1};
    /// Where an old answer does meanwhile, searches that fail may block a tenth of the time, unless
    /// a lifetime is short for that.
    static constexpr int pause_per_search = 9;

    struct answer {
        std::error_code error;
        network_target target;
    };

    explicit address_cache(std::chrono::seconds lifetime) noexcept : lifetime_(lifetime) {}

    /// Null if there is none that still holds.
    const answer *find(std::string_view server, time_point now) const;
    /// An error does not replace what was found before. That is good until the next search: after
    /// pause_per_search times as long as this one `took`, a second at least, its lifetime at most.
    const answer &keep(std::string_view server, answer found, time_point now, duration took);

private:
    struct entry {
        answer found;
        time_point end;
    };

    std::chrono::seconds lifetime_;
    std::unordered_map<std::string, entry> entries_; // by the name in upper case
};

} // namespace mailslog
