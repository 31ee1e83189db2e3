// The slots that are read, this machine's and the network's, and what they bring into a turn. One
// thread, but for what an inbox has of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <mailslog/slot_reader.h>

#include "collector/intake/inbox.h"
#include "collector/intake/inbox_source.h"
#include "collector/intake/time_merge.h"

namespace mailslog {

class posts {
public:
    using adopt_function =
        std::function<void(const stream_header &offer, attached_handles handles)>;

    /// `wake` is called by any thread when something has come.
    void begin(std::vector<slot_reader> slots, const std::function<void()> &wake);
    void stop();

    /// What has come, as far as one turn takes it (inbox_source::max_messages_a_turn,
    /// max_bytes_a_turn); the lanes that are offered are given to `adopt`.
    void take(const adopt_function &adopt);
    /// Whether there is something for the next turn.
    bool has_more() const;
    void add_to(time_merge &merge);
    /// Lines of the network are taken only from there, from now on.
    void allow(const std::vector<std::string> &ranges);
    /// Since they were last asked for.
    std::uint64_t take_malformed() noexcept;
    std::uint64_t take_forged() noexcept;

    /// Why a slot can't be read any more.
    std::error_code failure() const;
    std::vector<refused_messages> refused() const;

private:
    struct post {
        post(slot_reader slot, std::function<void()> wake)
            : box{std::move(slot), std::move(wake)} {}

        inbox box;
        inbox_batch batch;
        inbox_source source;
    };

    std::vector<std::unique_ptr<post>> all_;
};

} // namespace mailslog
