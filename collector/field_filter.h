// Which lines are wanted, by their level and by the names that they carry: what an operator asks
// `mailslog tail` for, and what an output takes. Immutable; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mailslot/datagram.h"

namespace mailslog {

/// All that is given must hold; of several names for one field, one. Names are wildcards, and "-"
/// means a line that names none.
struct field_conditions {
    std::optional<level> least_level;
    std::vector<std::string> processes;
    std::vector<std::string> loggers;
    std::vector<std::string> hosts; // what it calls itself, in any case, or its address
};

/// What a line says of itself; empty: nothing.
struct named_fields {
    std::optional<mailslog::level> level;
    std::string_view process;
    std::string_view logger;
    std::string_view host;
    std::string_view address;
};

class field_filter {
public:
    explicit field_filter(field_conditions conditions);

    bool admits_all() const noexcept;
    bool admits(const named_fields &fields) const;

private:
    field_conditions conditions_;
};

} // namespace mailslog
