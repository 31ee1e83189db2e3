#include "collector/inbox_source.h"

#include <utility>

#include "mailslot/network/ipv4.h"
#include "mailslot/process.h"

namespace mailslog {

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
    names_.clear();
    claims_.clear();
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
    if (batch_ == nullptr || next_message_ == batch_->messages.size()) {
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
    current_.how = message.origin ? arrival::network : arrival::datagram;
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
    current_.record.line = plain_text_of(bytes);
    current_.record.full_line_bytes = current_.record.line.size();
    if (message.sender) {
        current_.sender.process_id = static_cast<std::uint32_t>(message.sender->process_id);
        current_.sender.process_name = name_of(message.sender->process_id);
    }
    has_current_ = true;
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
