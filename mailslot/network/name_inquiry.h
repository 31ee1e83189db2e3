// Asks the network for a name: a NetBIOS name query, repeated as a b-node does (RFC 1002
// section 5.1.1.1). Any thread.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "mailslot/network/name_service.h"

namespace mailslog {

/// For broadcasts, as RFC 1002 section 6 has them (BCAST_REQ_RETRY_TIMEOUT and _COUNT).
inline constexpr std::chrono::milliseconds name_query_wait{250};
inline constexpr int name_query_tries = 3;

/// The first answer of anybody who is asked; nothing if none comes in time. Blocks so long. Who
/// answers need not be who was asked: a broadcast is answered from elsewhere.
std::optional<name_answer>
ask_for_name(const netbios_name &name, const std::vector<ipv4_endpoint> &whom);

} // namespace mailslog
