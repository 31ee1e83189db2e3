#include <string_view>

#include "collector/format/cut_marker.h"
#include "collector/format/decimal.h"
#include "collector/format/escape.h"
#include "collector/format/level_name.h"
#include "collector/format/line_format.h"
#include "collector/format/utc_time.h"
#include "collector/intake/structured_data.h"

namespace mailslog {
namespace {

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

/// Members of one object, which begins with the first of them and does not appear without any.
class object_writer {
public:
    object_writer(std::string &to, std::string_view opening) : to_(to), before_(opening) {}

    void text(std::string_view name, std::string_view value) {
        key(name);
        to_ += '"';
        append_escaped_json(to_, value);
        to_ += '"';
    }

    void text_if_known(std::string_view name, std::string_view value) {
        if (!value.empty()) {
            text(name, value);
        }
    }

    template <typename Integer>
    void number_if_known(std::string_view name, Integer value) {
        if (value != 0) {
            key(name);
            append_decimal(to_, value);
        }
    }

    /// Names the next member; the caller appends its value.
    void key(std::string_view name) {
        to_.append(before_).append("\"").append(name).append("\":");
        before_ = ",";
        closing_ = "}";
    }

    void close() { to_ += closing_; }

private:
    std::string &to_;
    std::string_view before_;
    std::string_view closing_;
};

class json_format final : public line_format {
public:
    void append(std::string &to, const record &record) override {
        object_writer top{to, "{"};
        append_time(to, top, record.time_ns);
        append_severity(top, record.level);
        append_body(to, top, record);
        append_resource(to, record);
        append_scope(to, record);
        append_attributes(to, record);
        top.close();
        to += '\n';
    }

private:
    static void append_time(std::string &to, object_writer &top, std::int64_t time_ns) {
        top.key("Timestamp");
        to += '"';
        append_utc_time(to, time_ns);
        to += '"';
    }

    static void append_severity(object_writer &top, level level) {
        top.text("SeverityText", level_name(level));
        top.number_if_known("SeverityNumber", severity_number(level));
    }

    static void append_body(std::string &to, object_writer &top, const record &record) {
        top.key("Body");
        to += '"';
        append_escaped_json(to, record.line);
        append_cut_marker(to, record.missing_bytes);
        to += '"';
    }

    static void append_resource(std::string &to, const record &record) {
        object_writer resource{to, R"(,"Resource":{)"};
        resource.text_if_known("service.name", record.process_name);
        resource.number_if_known("process.pid", record.process_id);
        resource.text_if_known("host.name", record.host);
        resource.close();
    }

    static void append_scope(std::string &to, const record &record) {
        object_writer scope{to, R"(,"InstrumentationScope":{)"};
        scope.text_if_known("Name", record.logger);
        scope.close();
    }

    static void append_attributes(std::string &to, const record &record) {
        object_writer attributes{to, R"(,"Attributes":{)"};
        attributes.number_if_known("thread.id", record.thread_id);
        attributes.text_if_known("code.file.path", record.source_file);
        attributes.number_if_known("code.line.number", record.source_line);
        attributes.text_if_known("code.function.name", record.source_function);
        attributes.text_if_known("network.peer.address", record.address);
        attributes.text_if_known("syslog.procid", record.syslog.process_id);
        attributes.text_if_known("syslog.msgid", record.syslog.message_id);
        if (!record.syslog.structured_data.empty()) {
            attributes.key("syslog.structured_data");
            append_structured_data_json(to, record.syslog.structured_data);
        }
        attributes.number_if_known("mailslog.missing_bytes", record.missing_bytes);
        attributes.number_if_known("mailslog.lost_records", record.lost_records);
        attributes.number_if_known("mailslog.suppressed_records", record.suppressed_records);
        attributes.close();
    }
};

} // namespace

std::unique_ptr<line_format> make_json_format() {
    return std::make_unique<json_format>();
}

} // namespace mailslog
