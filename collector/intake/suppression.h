// Holds back the lines of senders that are over their rate, and says what the log is to be told of
// that: where a sender's lines go on, when its window is over without any, and when it ends. Of a
// stream the ledger keeps what is not told yet; of plain text, which belongs to no stream, this
// does, and the ledger the sum.
//
// All lines count alike, whatever their level. Bounded memory; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collector/intake/incoming.h"
#include "collector/intake/rate_limit.h"
#include "collector/ledger/ledger.h"

namespace mailslog {

class suppression {
public:
    /// Senders of plain text that are told of by name; what others send meanwhile is told of as
    /// one.
    static constexpr std::size_t max_text_senders = 1024;

    struct notice {
        sender_key sender;
        std::string text;
        std::uint64_t lines = 0;
    };

    /// Nothing is held back until limit(). `accounts` lives as long as this.
    explicit suppression(ledger &accounts) : accounts_{accounts} {}
    /// From now on, with a new window for each sender; what is untold by then is due.
    void limit(const line_rate &rate);
    /// The ledger has been read: what a predecessor left untold is due.
    void take_up();

    /// Whether there is nothing to do for any line.
    bool is_idle() const noexcept { return !limit_.is_on() && !look_at_; }
    bool lets_through(const incoming &line, wall_time now) const;
    /// It does, and nothing is to be told before.
    bool lets_through_silently(const incoming &line, wall_time now) const {
        return lets_through(line, now) && !before(line);
    }
    /// What is to be told before the sender's next line, or its end.
    std::optional<notice> before(const incoming &line) const;
    /// The line is written, behind what before() says.
    void enter_written(const incoming &line, wall_time now);
    /// It is not, and the ledger has that.
    void enter_suppressed(const incoming &line, wall_time now);

    /// What is to be told since the sender's window is over, or for want of room to keep it.
    std::vector<notice> due(wall_time now);
    std::vector<notice> all() const;
    /// The notice stands in the log.
    void told(const notice &notice);

    /// When due() has something, if nothing comes before.
    std::optional<wall_time> deadline() const noexcept { return look_at_; }

private:
    struct text_sender {
        std::string name;
        std::uint64_t lines = 0;
    };

    bool is_crowded() const noexcept;
    text_sender &sender_of_text(const incoming &line);

    ledger &accounts_;
    rate_limit limit_;
    std::map<sender_key, text_sender> texts_;
    std::optional<wall_time> look_at_; // nothing is due before, unless it gets crowded
    wall_time looked_at_{};
};

} // namespace mailslog
