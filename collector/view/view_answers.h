// What the page asks its server for. Any thread.
//
//     /, /view.css, …              the page's files
//     /state                       the collector's status as JSON
//     /lines?session=S&next=N      lines: of this session those from number N on, else the last
//
// The answer to /lines begins with a line {"session":S,"first":F,"next":N}; then come the lines, as
// `--format json` writes them.
#pragma once

#include <cstdint>
#include <string>

#include <mailslog/slot_name.h>

#include "collector/http/http_server.h"
#include "collector/view/line_feed.h"

namespace mailslog {

class view_answers {
public:
    /// `feed` outlives this.
    view_answers(slot_name slot, const line_feed &feed);

    http_answer operator()(const http_request &request) const;

private:
    http_answer lines(const http_request &request) const;
    http_answer state() const;

    slot_name slot_;
    const line_feed &feed_;
    std::string session_; // tells this server's numbers from those of one before
};

} // namespace mailslog
