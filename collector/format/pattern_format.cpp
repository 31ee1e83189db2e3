#include "collector/format/pattern_format.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <spdlog/pattern_formatter.h>
#include <string_view>

#include "collector/format/cut_marker.h"
#include "collector/format/decimal.h"
#include "collector/format/escape.h"
#include "collector/format/line_origin.h"
#include "mailslot/utf8.h"

namespace mailslog {
namespace {

/// What a sender says about a line, escaped; reused from line to line.
struct line_fields {
    std::string process_name;
    std::string process_id;
    std::string host;
    std::string origin;
    std::string logger;
    std::string message;
    std::string source_path;
    std::string source_file; // without its folder
    std::string source_place;
    std::string source_function;
};

/// A flag that shows one of the fields, padded as spdlog pads; a cut never splits a code point.
class field_flag final : public spdlog::custom_flag_formatter {
public:
    explicit field_flag(const std::string &field) : field_(field) {}

    void
    format(const spdlog::details::log_msg &, const std::tm &, spdlog::memory_buf_t &to) override {
        std::string_view text = field_;
        if (padinfo_.truncate_) {
            text = text.substr(0, cut_at_code_point(text, padinfo_.width_));
        }
        const std::size_t missing = padinfo_.width_ - std::min(padinfo_.width_, text.size());
        const std::size_t before = padding_before(missing);
        append_spaces(to, before);
        to.append(text.data(), text.data() + text.size());
        append_spaces(to, missing - before);
    }

    std::unique_ptr<spdlog::custom_flag_formatter> clone() const override {
        return std::make_unique<field_flag>(field_);
    }

private:
    std::size_t padding_before(std::size_t missing) const noexcept {
        using side = spdlog::details::padding_info::pad_side;
        return padinfo_.side_ == side::left     ? missing
               : padinfo_.side_ == side::center ? missing / 2
                                                : 0;
    }

    static void append_spaces(spdlog::memory_buf_t &to, std::size_t count) {
        for (; count > 0; --count) {
            to.push_back(' ');
        }
    }

    const std::string &field_;
};

/// Not every system knows local times before 1970 (localtime_s), and no honest sender has any.
spdlog::log_clock::time_point shown_time(std::int64_t time_ns) noexcept {
    const std::chrono::nanoseconds since_1970{std::max<std::int64_t>(time_ns, 0)};
    return spdlog::log_clock::time_point{
        std::chrono::duration_cast<spdlog::log_clock::duration>(since_1970)};
}

spdlog::string_view_t view(const std::string &text) noexcept {
    return {text.data(), text.size()};
}

void set_name(std::string &field, std::string_view name) {
    field.clear();
    append_escaped_text(field, name.empty() ? "-" : name);
}

void set_number(std::string &field, std::int64_t number) {
    field.clear();
    if (number == 0) {
        field = "-";
    } else {
        append_decimal(field, number);
    }
}

void append_word(std::string &to, std::string_view word) {
    if (!word.empty()) {
        append_escaped_text(to, word);
        to += ' ';
    }
}

class pattern_format final : public line_format {
public:
    explicit pattern_format(const std::string &pattern)
        : formatter_{pattern, spdlog::pattern_time_type::local, "\n"} {
        add_flags();
        formatter_.set_pattern(pattern);
        forget_second_zero();
    }

    void append(std::string &to, const record &record) override {
        set_sender(record);
        set_message(record);
        set_source(record);
        set_spdlog_message(record);
        formatted_.clear();
        formatter_.format(message_, formatted_);
        to.append(formatted_.data(), formatted_.size());
    }

private:
    void add_flags() {
        formatter_.add_flag<field_flag>('N', fields_.process_name)
            .add_flag<field_flag>('Q', fields_.process_id)
            .add_flag<field_flag>('W', fields_.host)
            .add_flag<field_flag>('w', fields_.origin)
            .add_flag<field_flag>('n', fields_.logger)
            .add_flag<field_flag>('v', fields_.message)
            .add_flag<field_flag>('g', fields_.source_path)
            .add_flag<field_flag>('s', fields_.source_file)
            .add_flag<field_flag>('@', fields_.source_place)
            .add_flag<field_flag>('!', fields_.source_function);
    }

    /// spdlog takes the first second of 1970 for the one whose date it has worked out already. A
    /// line of now, which goes nowhere, gives it a better one.
    void forget_second_zero() {
        message_.time = spdlog::log_clock::now();
        formatter_.format(message_, formatted_);
    }

    void set_sender(const record &record) {
        set_name(fields_.process_name, record.process_name);
        set_number(fields_.process_id, record.process_id);
        set_name(fields_.host, record.host);
        set_origin(record);
        set_name(fields_.logger, record.logger);
    }

    void set_origin(const record &record) {
        fields_.origin.clear();
        if (!record.address.empty()) {
            append_origin(fields_.origin, {fields_.host, record.address});
        }
    }

    void set_message(const record &record) {
        fields_.message.clear();
        append_word(fields_.message, record.syslog.message_id);
        append_word(fields_.message, record.syslog.structured_data);
        append_escaped_text(fields_.message, record.line);
        append_cut_marker(fields_.message, record.missing_bytes);
    }

    void set_source(const record &record) {
        fields_.source_path.clear();
        fields_.source_file.clear();
        fields_.source_place.clear();
        fields_.source_function.clear();
        if (record.source_file.empty()) {
            return;
        }
        append_escaped_text(fields_.source_path, record.source_file);
        const std::size_t folder_bytes = record.source_file.find_last_of("/\\") + 1;
        append_escaped_text(fields_.source_file, record.source_file.substr(folder_bytes));
        fields_.source_place.append(fields_.source_path).append(":");
        append_decimal(fields_.source_place, record.source_line);
        append_escaped_text(fields_.source_function, record.source_function);
    }

    /// For the flags that stay spdlog's own: time, level, thread, line number and %+.
    void set_spdlog_message(const record &record) {
        message_.time = shown_time(record.time_ns);
        message_.level = static_cast<spdlog::level::level_enum>(
            std::min(static_cast<int>(record.level), static_cast<int>(spdlog::level::off)));
        message_.thread_id = static_cast<std::size_t>(record.thread_id);
        message_.logger_name = view(fields_.logger);
        message_.payload = view(fields_.message);
        message_.source = {};
        if (!record.source_file.empty()) {
            constexpr std::uint32_t most = std::numeric_limits<int>::max();
            message_.source = {
                fields_.source_file.c_str(), static_cast<int>(std::min(record.source_line, most)),
                fields_.source_function.c_str()};
        }
    }

    line_fields fields_;
    spdlog::details::log_msg message_;
    spdlog::memory_buf_t formatted_;
    spdlog::pattern_formatter formatter_; // its flags refer to fields_
};

} // namespace

std::unique_ptr<line_format> make_pattern_format(const std::string &pattern) {
    return std::make_unique<pattern_format>(pattern);
}

} // namespace mailslog
