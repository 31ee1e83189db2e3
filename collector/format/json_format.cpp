#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "collector/format/cut_marker.h"
#include "collector/format/decimal.h"
#include "collector/format/json_object.h"
#include "collector/format/level_name.h"
#include "collector/format/line_format.h"
#include "collector/format/utc_time.h"
#include "collector/intake/structured_data.h"

namespace mailslog {
namespace {

constexpr std::size_t levels = static_cast<std::size_t>(level::off) + 1;

/// The first of the four numbers that OpenTelemetry has for each severity
/// (https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber); 0:
/// unspecified.
int severity_number(level level) noexcept {
    switch (level) {
    case level::trace:
        return 1;
    case level::debug:
        return 5;
    case level::info:
        return 9;
    case level::warn:
        return 13;
    case level::err:
        return 17;
    case level::critical:
        return 21;
    case level::off:
        break;
    }
    return 0;
}

/// What stands between the time's last digit and the body.
std::string severity_text(level level) {
    std::string text = R"(Z","SeverityText":")";
    text.append(level_name(level)).append("\"");
    if (const int number = severity_number(level)) {
        text += R"(,"SeverityNumber":)";
        append_decimal(text, number);
    }
    return text + R"(,"Body":")";
}

std::array<std::string, levels> severity_texts() {
    std::array<std::string, levels> texts;
    for (std::size_t i = 0; i < levels; ++i) {
        texts[i] = severity_text(static_cast<level>(i));
    }
    return texts;
}

/// What is the same in many lines is put together once: the second, a severity's text.
class json_format final : public line_format {
public:
    void append(std::string &to, const record &record) override {
        line_.clear();
        append_time(utc_moment_of(record.time_ns));
        line_.append(severity_texts_[std::min(static_cast<std::size_t>(record.level), levels - 1)]);
        append_body(record);
        append_resource(record);
        append_scope(record);
        append_attributes(record);
        line_.append("}\n");
        to.append(line_.view());
    }

private:
    void append_time(const utc_moment &moment) {
        if (second_ != moment.second) {
            second_text_ = R"({"Timestamp":")";
            append_utc_second(second_text_, moment.second);
            second_text_ += '.';
            second_ = moment.second;
        }
        line_.append(second_text_);
        line_.append_padded(moment.nanosecond, 9);
    }

    void append_body(const record &record) {
        line_.append_escaped(record.line);
        if (record.missing_bytes != 0) {
            line_.append_written(
                [&](std::string &to) { append_cut_marker(to, record.missing_bytes); });
        }
        line_.append("\"");
    }

    void append_resource(const record &record) {
        json_object resource{line_, R"(,"Resource":{)"};
        resource.text_if_known(R"("service.name":)", record.process_name);
        resource.number_if_known(R"("process.pid":)", record.process_id);
        resource.text_if_known(R"("host.name":)", record.host);
        resource.close();
    }

    void append_scope(const record &record) {
        json_object scope{line_, R"(,"InstrumentationScope":{)"};
        scope.text_if_known(R"("Name":)", record.logger);
        scope.close();
    }

    void append_attributes(const record &record) {
        json_object attributes{line_, R"(,"Attributes":{)"};
        attributes.number_if_known(R"("thread.id":)", record.thread_id);
        attributes.text_if_known(R"("code.file.path":)", record.source_file);
        attributes.number_if_known(R"("code.line.number":)", record.source_line);
        attributes.text_if_known(R"("code.function.name":)", record.source_function);
        attributes.text_if_known(R"("network.peer.address":)", record.address);
        append_syslog(attributes, record.syslog);
        attributes.number_if_known(R"("mailslog.missing_bytes":)", record.missing_bytes);
        attributes.number_if_known(R"("mailslog.lost_records":)", record.lost_records);
        attributes.number_if_known(R"("mailslog.suppressed_records":)", record.suppressed_records);
        attributes.close();
    }

    void append_syslog(json_object &attributes, const syslog_fields &fields) {
        attributes.text_if_known(R"("syslog.procid":)", fields.process_id);
        attributes.text_if_known(R"("syslog.msgid":)", fields.message_id);
        if (!fields.structured_data.empty()) {
            attributes.key(R"("syslog.structured_data":)");
            line_.append_written(
                [&](std::string &to) { append_structured_data_json(to, fields.structured_data); });
        }
    }

    const std::array<std::string, levels> severity_texts_ = severity_texts();
    std::optional<std::int64_t> second_;
    std::string second_text_; // what each line of second_ begins with
    json_text line_;
};

} // namespace

std::unique_ptr<line_format> make_json_format() {
    return std::make_unique<json_format>();
}

} // namespace mailslog
