// One stream of lines to one slot, for commands that rather wait than lose a line. It opens the
// slot again when the collector restarts. One thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <mailslog/network_config.h>
#include <mailslog/slot_name.h>
#include <mailslog/slot_writer.h>

#include "mailslot/datagram.h"

namespace mailslog {

class line_stream {
public:
    /// `network` outlives the stream.
    line_stream(const slot_name &slot, const network_config &network, std::string process_name);

    /// As slot_writer::open(). It need not succeed: send() looks for the slot again.
    std::error_code open();

    /// Hands the line over, or uses up its number if it can't. Waits for room, and for a collector
    /// that restarts, at most `patience`; the time is filled in. Errors: as slot_writer::write().
    std::error_code send(line_record record, std::chrono::milliseconds patience);

    std::uint64_t handed_over() const noexcept { return handed_over_; }

    /// Without it the collector learns of the stream's end by its silence: so no failure.
    void say_goodbye(std::chrono::milliseconds patience);

private:
    using clock = std::chrono::steady_clock;

    std::error_code deliver(std::string_view bytes, std::chrono::milliseconds patience);
    std::error_code write(std::string_view bytes, clock::time_point deadline);
    std::error_code reopen();

    slot_name slot_;
    const network_config &network_;
    std::string process_name_;
    stream_header header_;
    std::vector<char> datagram_;
    std::uint64_t handed_over_ = 0;
    slot_writer writer_;
    clock::time_point next_look_; // for the slot, by a line without patience
};

} // namespace mailslog
