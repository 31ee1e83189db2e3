#include "collector/tail/json_line.h"

#include "collector/tail/syslog_text.h"

namespace mailslog {
namespace {

constexpr std::string_view no_time = R"("Timestamp":"1970-01-01T00:00:00.000000000Z",)";

} // namespace

void json_line::append(std::string &to, const line_fields &fields) {
    record record;
    record.level = fields.level.value_or(level::off);
    record.time_ns = fields.time_ns.value_or(0);
    record.process_name = fields.process_name;
    record.process_id = fields.process_id;
    record.thread_id = fields.thread_id;
    record.host = fields.host;
    record.address = fields.address;
    record.logger = fields.logger;
    record.source_file = fields.source_file;
    record.source_line = fields.source_line;
    record.source_function = fields.source_function;
    record.line = fields.message;
    record.syslog = take_syslog_fields(record.logger, record.line);
    record.missing_bytes = fields.missing_bytes;
    const std::size_t begin = to.size();
    format_->append(to, record);
    if (!fields.time_ns) {
        to.erase(begin + 1, no_time.size());
    }
}

} // namespace mailslog
