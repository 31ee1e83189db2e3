#include "collector/intake/suppression.h"

#include <algorithm>

#include "mailslot/utf8.h"

namespace mailslog {
namespace {

constexpr sender_key unknown_senders{sender_key::kind::process, 0};

std::string
name_of(std::string_view process_name, std::uint32_t process_id, const line_origin &origin) {
    const std::string_view name =
        process_name.substr(0, cut_at_code_point(process_name, stream_account::max_name_bytes));
    std::string text{name.empty() ? "-" : name};
    if (process_id != 0) {
        text += "[" + std::to_string(process_id) + "]";
    }
    append_origin(text, origin);
    return text;
}

suppression::notice
notice_of(const sender_key &sender, const std::string &name, std::uint64_t lines) {
    const std::string counted = std::to_string(lines) + (lines == 1 ? " line" : " lines");
    return {sender, "suppressed " + counted + " from " + name, lines};
}

suppression::notice notice_of(const stream_account &account) {
    return notice_of(
        {sender_key::kind::stream, account.stream_id},
        name_of(account.process_name, account.process_id, {account.host, account.address}),
        account.untold);
}

} // namespace

void suppression::limit(const line_rate &rate) {
    limit_ = rate_limit{rate};
    if (look_at_) {
        look_at_ = wall_time{};
    }
}

void suppression::take_up() {
    look_at_.reset();
    if (!accounts_.untold().empty()) {
        look_at_ = wall_time{};
    }
    if (const std::uint64_t lines = accounts_.totals().untold_text; lines != 0) {
        texts_[unknown_senders] = {"unknown senders", lines};
        look_at_ = wall_time{};
    }
}

bool suppression::lets_through(const incoming &line, wall_time now) const {
    return !limit_.is_on() ||
           limit_.has_room_for(sender_key::of_line(line), line.record.time_ns, now);
}

void suppression::enter_written(const incoming &line, wall_time now) {
    if (limit_.is_on()) {
        limit_.enter(sender_key::of_line(line), line.record.time_ns, now);
    }
    if (const auto notice = before(line)) {
        told(*notice);
    }
}

void suppression::enter_suppressed(const incoming &line, wall_time now) {
    if (!line.has_number) {
        ++sender_of_text(line).lines;
    }
    const wall_time end = limit_.window_end(sender_key::of_line(line), now).value_or(now);
    look_at_ = std::min(look_at_.value_or(end), end);
}

suppression::text_sender &suppression::sender_of_text(const incoming &line) {
    const sender_key sender = sender_key::of_line(line);
    const auto known = texts_.find(sender);
    if (known != texts_.end()) {
        return known->second;
    }
    if (texts_.size() >= max_text_senders ||
        !(sender < unknown_senders || unknown_senders < sender)) {
        return texts_.try_emplace(unknown_senders, text_sender{"unknown senders", 0}).first->second;
    }
    const std::string name = name_of(line.sender.process_name, line.sender.process_id, line.origin);
    return texts_.try_emplace(sender, text_sender{name, 0}).first->second;
}

std::optional<suppression::notice> suppression::before(const incoming &line) const {
    if (!look_at_) { // there is nothing to be told
        return {};
    }
    const sender_key sender = sender_key::of_line(line);
    if (line.has_number) {
        const stream_account *account = accounts_.find(line.sender.stream_id);
        return account != nullptr && account->untold != 0 ? std::optional{notice_of(*account)}
                                                          : std::nullopt;
    }
    const auto text = texts_.find(sender);
    return text == texts_.end()
               ? std::nullopt
               : std::optional{notice_of(sender, text->second.name, text->second.lines)};
}

std::vector<suppression::notice> suppression::due(wall_time now) {
    const bool was_set_back = now < looked_at_;
    looked_at_ = now;
    if (!look_at_ || (now < *look_at_ && !was_set_back && !is_crowded())) {
        return {};
    }
    std::vector<notice> found = all();
    look_at_.reset();
    if (!is_crowded()) {
        const auto waits = [&](const notice &one) {
            const std::optional<wall_time> end = limit_.window_end(one.sender, now);
            look_at_ = end ? std::min(look_at_.value_or(*end), *end) : look_at_;
            return end.has_value();
        };
        found.erase(std::remove_if(found.begin(), found.end(), waits), found.end());
    }
    if (!found.empty()) { // until they are told
        look_at_ = now;
    }
    return found;
}

std::vector<suppression::notice> suppression::all() const {
    std::vector<notice> notices;
    for (const std::uint64_t stream_id : accounts_.untold()) {
        notices.push_back(notice_of(*accounts_.find(stream_id)));
    }
    for (const auto &[sender, text] : texts_) {
        notices.push_back(notice_of(sender, text.name, text.lines));
    }
    return notices;
}

void suppression::told(const notice &notice) {
    if (notice.sender.of == sender_key::kind::stream) {
        accounts_.told_of_suppressed(notice.sender.number);
    } else {
        texts_.erase(notice.sender);
        accounts_.told_of_suppressed_text(notice.lines);
    }
    if (texts_.empty() && accounts_.untold().empty()) {
        look_at_.reset();
    }
}

bool suppression::is_crowded() const noexcept {
    return texts_.size() >= max_text_senders || accounts_.is_crowded();
}

} // namespace mailslog
