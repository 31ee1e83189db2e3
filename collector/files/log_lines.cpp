#include "collector/files/log_lines.h"

#include "mailslot/process.h"

namespace mailslog {
namespace {

std::string
notice_text(std::uint64_t lost, const stream_header &sender, const line_origin &origin) {
    std::string text =
        "lost " + std::to_string(lost) + (lost == 1 ? " record from " : " records from ") +
        std::string{sender.process_name} + "[" + std::to_string(sender.process_id) + "]";
    append_origin(text, origin);
    return text;
}

std::string claim_text(const incoming &message) {
    return "process " + std::to_string(message.sender.process_id) + " claimed to be " +
           std::to_string(*message.false_claim);
}

} // namespace

log_lines::log_lines(std::unique_ptr<line_format> format)
    : format_{std::move(format)}, host_{host_name()}, process_id_{mailslog::process_id()} {}

std::string_view log_lines::host_of(const line_origin &origin) const noexcept {
    return origin.is_here() && origin.host.empty() ? std::string_view{host_} : origin.host;
}

void log_lines::append(std::string &to, const incoming &message) {
    const line_record &from = message.record;
    record line;
    line.level = from.level;
    line.time_ns = from.time_ns;
    line.process_name = message.sender.process_name;
    line.process_id = message.sender.process_id;
    line.thread_id = from.thread_id;
    line.host = host_of(message.origin);
    line.address = message.origin.address;
    line.logger = from.logger;
    line.source_file = from.source_file;
    line.source_line = from.source_line;
    line.source_function = from.source_function;
    line.syslog = message.syslog;
    line.line = from.line;
    line.missing_bytes = from.full_line_bytes - from.line.size();
    format_->append(to, line);
}

void log_lines::append_claim(std::string &to, const incoming &message) {
    append_notice(to, claim_text(message), message.record.time_ns);
}

void log_lines::append_losses(
    std::string &to, const std::vector<sequence_range> &lost, const stream_header &sender,
    const line_origin &origin, std::int64_t time_ns) {
    if (lost.empty()) {
        return;
    }
    const std::uint64_t count = count_of(lost);
    const std::string text = notice_text(count, sender, origin);
    record line = notice(text, time_ns);
    line.lost_records = count;
    format_->append(to, line);
}

void log_lines::append_suppressed(
    std::string &to, const suppression::notice &suppressed, std::int64_t time_ns) {
    record line = notice(suppressed.text, time_ns);
    line.suppressed_records = suppressed.lines;
    format_->append(to, line);
}

void log_lines::append_notice(std::string &to, std::string_view text, std::int64_t time_ns) {
    format_->append(to, notice(text, time_ns));
}

record log_lines::notice(std::string_view text, std::int64_t time_ns) const {
    record line;
    line.level = level::warn;
    line.time_ns = time_ns;
    line.process_name = own_name;
    line.process_id = process_id_;
    line.host = host_;
    line.logger = own_name;
    line.line = text;
    return line;
}

} // namespace mailslog
