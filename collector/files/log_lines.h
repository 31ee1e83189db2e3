// Makes the lines of a log: those that were sent, and the log's own notices, in the log's format.
// One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collector/format/line_format.h"
#include "collector/format/line_origin.h"
#include "collector/intake/incoming.h"
#include "collector/intake/suppression.h"
#include "collector/ledger/missing_numbers.h"
#include "mailslot/datagram.h"

namespace mailslog {

class log_lines {
public:
    /// As what our own lines are from.
    static constexpr std::string_view own_name = "mailslog";

    explicit log_lines(std::unique_ptr<line_format> format);

    void change(std::unique_ptr<line_format> format) { format_ = std::move(format); }

    // Each appends whole lines to `to`.
    void append(std::string &to, const incoming &message);
    void append_claim(std::string &to, const incoming &message);
    /// None for no losses.
    void append_losses(
        std::string &to, const std::vector<sequence_range> &lost, const stream_header &sender,
        const line_origin &origin, std::int64_t time_ns);
    void
    append_suppressed(std::string &to, const suppression::notice &notice, std::int64_t time_ns);
    void append_notice(std::string &to, std::string_view text, std::int64_t time_ns);

    /// What a line names as its host: this machine, where it names none and is from here.
    std::string_view host_of(const line_origin &origin) const noexcept;
    std::uint32_t process_id() const noexcept { return process_id_; }

private:
    record notice(std::string_view text, std::int64_t time_ns) const;

    std::unique_ptr<line_format> format_;
    const std::string host_;
    const std::uint32_t process_id_;
};

} // namespace mailslog
