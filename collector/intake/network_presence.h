// The collector on the network: it listens there for its slot, and answers to its name if asked to.
#pragma once

#include <optional>
#include <string>

#include <mailslog/slot_name.h>
#include <mailslog/slot_reader.h>

#include "mailslot/network/name_responder_thread.h"

namespace mailslog {

class network_presence {
public:
    /// Opens `reader` and, if `name_service`, starts to answer. Nothing if that worked; else why
    /// not and what to do, for the user to read.
    std::optional<std::string> begin(
        const slot_name &slot, const listen_options &options, bool name_service,
        slot_reader &reader);

private:
    std::optional<name_responder_thread> names_;
};

} // namespace mailslog
