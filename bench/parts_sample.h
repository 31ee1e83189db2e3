// A typical line, as the parts see it: an order of about 105 bytes.
#pragma once

#include "collector/intake/record.h"
#include "mailslot/datagram.h"

namespace mailslog_bench {

inline constexpr const char *sample_line =
    "order 123456 accepted: px=97.31 qty=310 venue=XNAS latency_us=217 acct=A-4812345 "
    "note=filled seq=0.23456 ok";

inline mailslog::stream_header sample_header() {
    return {0x0123456789ABCDEF, 23456, 4711, "orders"};
}

inline mailslog::line_record sample_line_record() {
    mailslog::line_record made;
    made.time_ns = 1795357321123456789;
    made.thread_id = 4715;
    made.logger = "bench";
    made.line = sample_line;
    return made;
}

inline mailslog::record sample_record() {
    mailslog::record made;
    made.time_ns = 1795357321123456789;
    made.process_name = "orders";
    made.process_id = 4711;
    made.thread_id = 4715;
    made.logger = "bench";
    made.line = sample_line;
    return made;
}

} // namespace mailslog_bench
