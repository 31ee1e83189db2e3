#include "collector/intake/inbox_source.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "collector/intake/syslog_message.h"
#include "mailslot/network/ipv4.h"
#include "mailslot/process.h"
#include "mailslot/utf8.h"

namespace mailslog {

namespace {

/// What is to be seen behind a cut to tell whether it splits a code point.
constexpr std::size_t look_ahead_bytes = 3;

/// Text whose end did not arrive, up to a place where no code point is split.
std::string_view without_split_end(std::string_view text) noexcept {
    const std::size_t limit = text.size() - std::min(text.size(), look_ahead_bytes);
    return text.substr(0, cut_at_code_point(text, limit));
}

/// The process id that a sender gives; 0: none, or no number.
std::uint32_t claimed_process_id(std::string_view text) noexcept {
    std::uint32_t id = 0;
    const char *const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, id);
    return parsed.ec == std::errc{} && parsed.ptr == end ? id : 0;
}

} // namespace

std::string_view plain_text_of(std::string_view datagram) noexcept {
    std::string_view text = datagram.substr(0, datagram.find('\0'));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
        text.remove_suffix(1);
    }
    return text;
}

void inbox_source::load(inbox_batch &batch, const offer_handler &on_offer) {
    batch_ = &batch;
    next_message_ = 0;
    has_current_ = false;
    open_ = {};
    resume();
    for (inbox_message &message : batch.messages) {
        datagram opened;
        if (message.handles.size() != 0 &&
            decode_datagram(batch.bytes(message), opened) == datagram_error::none &&
            opened.kind == datagram_kind::offer) {
            message.is_handed_on = true;
            forged_ += identify(message, opened.header) ? 1 : 0;
            on_offer(opened.header, std::move(message.handles));
        }
    }
}

void inbox_source::resume() noexcept {
    if (!has_current_) { // which may have its name from there
        names_.clear();
        claims_.clear();
    }
    turn_end_ = batch_ == nullptr ? 0 : end_of_turn();
}

std::size_t inbox_source::end_of_turn() const noexcept {
    const std::vector<inbox_message> &messages = batch_->messages;
    const std::size_t last = std::min(messages.size(), next_message_ + max_messages_a_turn);
    std::size_t bytes = 0;
    for (std::size_t i = next_message_; i != last; ++i) {
        bytes += messages[i].size_bytes;
        if (bytes > max_bytes_a_turn && i != next_message_) {
            return i;
        }
    }
    return last;
}

bool inbox_source::has_more() const noexcept {
    return has_current_ || !open_.records.empty() ||
           (batch_ != nullptr && next_message_ < batch_->messages.size());
}

const incoming *inbox_source::peek() {
    while (!has_current_) {
        if (next_record(open_.records, claimed_id_, current_.record)) {
            current_.sender = open_.header;
            current_.has_number = true;
            current_.is_goodbye = false;
            ++open_.header.sequence;
            has_current_ = true;
        } else if (!open_next_message()) {
            return nullptr;
        }
    }
    return &current_;
}

bool inbox_source::open_next_message() {
    open_ = {};
    if (next_message_ == turn_end_) {
        return false;
    }
    const inbox_message &message = batch_->messages[next_message_++];
    const std::string_view bytes = batch_->bytes(message);
    begin(message);
    switch (decode_datagram(bytes, open_)) {
    case datagram_error::none:
        claimed_id_ = open_.header.process_id;
        current_.false_claim = identify(message, open_.header);
        if (open_.kind == datagram_kind::goodbye) {
            current_.sender = open_.header;
            current_.record.time_ns = message.arrived_ns;
            current_.is_goodbye = true;
            has_current_ = true;
        }
        if (open_.kind == datagram_kind::offer && !message.is_handed_on) {
            ++malformed_;
        }
        break;
    case datagram_error::plain_text:
        take_plain_text(message, bytes);
        break;
    case datagram_error::unknown_version:
    case datagram_error::malformed:
        ++malformed_;
        break;
    }
    if (open_.kind != datagram_kind::records) {
        open_.records = {};
    }
    return true;
}

void inbox_source::begin(const inbox_message &message) {
    current_ = {};
    // A mailslot of Windows takes the network's messages, too, and does not tell which they are.
    const bool is_local = message.sender && !message.origin;
    current_.how = is_local ? arrival::datagram : arrival::network;
    if (message.sender) {
        current_.user_id = message.sender->user_id;
    }
    if (message.origin) {
        address_ = ipv4_address{message.origin->address}.str();
        current_.origin = {batch_->computer(message), address_};
    }
}

/// Puts the kernel's word in the place of the sender's; returns that if it was false. 0: a process
/// that is not visible from here, of which the kernel tells nothing (pid_namespaces(7)).
std::optional<std::uint32_t>
inbox_source::identify(const inbox_message &message, stream_header &sender) {
    if (!message.sender || message.sender->process_id == 0) {
        return {};
    }
    const auto known = static_cast<std::uint32_t>(message.sender->process_id);
    sender_claim &claim = claims_.try_emplace(known, known).first->second;
    return claim.falsity_of(std::exchange(sender.process_id, known));
}

void inbox_source::take_plain_text(const inbox_message &message, std::string_view bytes) {
    open_ = {};
    current_.has_number = false;
    current_.record.time_ns = message.arrived_ns;
    const std::string_view text = plain_text_of(bytes);
    const std::string_view line = take_syslog_header(text);
    const bool is_cut = message.full_bytes > bytes.size() && text.size() == bytes.size();
    current_.record.line = is_cut ? without_split_end(line) : line;
    current_.record.full_line_bytes =
        is_cut ? message.full_bytes - (text.size() - line.size()) : line.size();
    name_plain_sender(message);
    has_current_ = true;
}

/// Returns the text behind the header, if there is one.
std::string_view inbox_source::take_syslog_header(std::string_view text) {
    const std::optional<syslog_message> message = parse_syslog(text);
    if (!message) {
        return text;
    }
    current_.record.level = message->level;
    current_.record.time_ns = message->time_ns.value_or(current_.record.time_ns);
    current_.record.logger = message->facility;
    current_.sender.process_name = message->name;
    current_.syslog = message->fields;
    if (!message->host.empty()) {
        current_.origin.host = message->host;
    }
    return message->text;
}

/// The kernel's word of the process counts, its name only if the sender gave none.
void inbox_source::name_plain_sender(const inbox_message &message) {
    const std::uint32_t claimed = claimed_process_id(current_.syslog.process_id);
    const std::int64_t known = message.sender ? message.sender->process_id : 0;
    current_.sender.process_id = known != 0 ? static_cast<std::uint32_t>(known) : claimed;
    if (claimed != 0 && claimed == current_.sender.process_id) {
        current_.syslog.process_id = {};
    }
    if (known != 0 && current_.sender.process_name.empty()) {
        current_.sender.process_name = name_of(known);
    }
}

const std::string &inbox_source::name_of(std::int64_t process_id) {
    const auto [place, is_new] = names_.try_emplace(process_id);
    if (is_new) {
        place->second = process_name_of(process_id);
    }
    return place->second;
}

std::uint64_t inbox_source::take_malformed() noexcept {
    return std::exchange(malformed_, 0);
}

std::uint64_t inbox_source::take_forged() noexcept {
    return std::exchange(forged_, 0);
}

} // namespace mailslog
