// What came by datagram, made ready for a turn: mailslog's own datagrams are opened, text from any
// other program becomes a line, with what syslog's header says of it, offers of lanes are handed
// on. Where the kernel says which process sent a message, that counts, whatever the message claims.
// One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "collector/intake/inbox.h"
#include "collector/intake/incoming.h"
#include "collector/intake/sender_claim.h"

namespace mailslog {

/// The text that a plain datagram holds: up to its first NUL (many Win32 programs send their whole
/// zero-padded buffer), without the line end.
std::string_view plain_text_of(std::string_view datagram) noexcept;

class inbox_source final : public incoming_source {
public:
    /// What one turn gets of a batch, so that lanes need not wait for all that a flood left there.
    static constexpr std::size_t max_messages_a_turn = 4096;
    static constexpr std::size_t max_bytes_a_turn = std::size_t{1024} * 1024; // or one message

    using offer_handler = std::function<void(const stream_header &, attached_handles)>;

    /// Hands the offers in `batch` to `on_offer` at once and gives the rest in the order of their
    /// arrival. The batch must stay until all of it is taken.
    void load(inbox_batch &batch, const offer_handler &on_offer);
    /// A turn begins: gives what the one before left of the batch.
    void resume() noexcept;
    /// Whether the batch has messages that were not given yet, in this turn or a later one.
    bool has_more() const noexcept;

    const incoming *peek() override;
    void advance() override { has_current_ = false; }

    /// How many datagrams of this turn were no good.
    std::uint64_t take_malformed() noexcept;
    /// How many offers of this turn claimed another's process id. (Records say so themselves.)
    std::uint64_t take_forged() noexcept;

private:
    std::size_t end_of_turn() const noexcept;
    bool open_next_message();
    std::optional<std::uint32_t> identify(const inbox_message &message, stream_header &sender);
    void begin(const inbox_message &message);
    void take_plain_text(const inbox_message &message, std::string_view bytes);
    std::string_view take_syslog_header(std::string_view text);
    void name_plain_sender(const inbox_message &message);
    const std::string &name_of(std::int64_t process_id);

    inbox_batch *batch_ = nullptr;
    std::size_t next_message_ = 0;
    std::size_t turn_end_ = 0;     // the first message that is for a later turn
    datagram open_;                // the datagram whose records are being given
    std::uint32_t claimed_id_ = 0; // what that calls its process
    incoming current_;
    bool has_current_ = false;
    std::string address_; // where the open message came from; empty: this machine
    std::uint64_t malformed_ = 0;
    std::uint64_t forged_ = 0;
    std::unordered_map<std::int64_t, std::string> names_;   // of this turn's plain senders
    std::unordered_map<std::int64_t, sender_claim> claims_; // of this turn's other ones
};

} // namespace mailslog
