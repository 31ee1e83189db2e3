#include "collector/format/layout_format.h"

#include <algorithm>
#include <ctime>
#include <spdlog/details/os.h>
#include <string>
#include <string_view>
#include <utility>

#include "collector/format/cut_marker.h"
#include "collector/format/escape.h"
#include "collector/format/level_name.h"
#include "collector/format/line_origin.h"
#include "collector/format/text_buffer.h"

namespace mailslog {
namespace {

using content = layout_piece::content;

constexpr std::int64_t second_ns = 1'000'000'000;

std::string_view or_dash(std::string_view name) noexcept {
    return name.empty() ? "-" : name;
}

class layout_format final : public line_format {
public:
    explicit layout_format(line_layout layout) : layout_{std::move(layout)} {
        for (const layout_piece &piece : layout_) {
            rendered_.push_back(piece.text);
        }
    }

    void append(std::string &to, const record &record) override {
        const std::int64_t time_ns = std::max<std::int64_t>(record.time_ns, 0);
        if (time_ns / second_ns != second_) {
            render_second(time_ns / second_ns);
        }
        line_.clear();
        for (std::size_t i = 0; i < layout_.size(); ++i) {
            append_piece(i, record, static_cast<std::uint32_t>(time_ns % second_ns));
        }
        to.append(line_.view());
    }

private:
    void append_piece(std::size_t index, const record &record, std::uint32_t nanoseconds) {
        switch (layout_[index].shows) {
        case content::literal:
        case content::second:
            return line_.append(rendered_[index]);
        case content::milliseconds:
            return line_.append_padded(nanoseconds / 1'000'000, 3);
        case content::microseconds:
            return line_.append_padded(nanoseconds / 1'000, 6);
        case content::nanoseconds:
            return line_.append_padded(nanoseconds, 9);
        case content::level:
            return line_.append(level_name(record.level));
        case content::process_name:
            return append_escaped(or_dash(record.process_name));
        case content::process_id:
            return record.process_id == 0 ? line_.append("-")
                                          : line_.append_decimal(record.process_id);
        case content::host:
            return append_escaped(or_dash(record.host));
        case content::origin:
            return append_origin(record);
        case content::logger:
            return append_escaped(or_dash(record.logger));
        case content::thread_id:
            return line_.append_decimal(record.thread_id);
        case content::message:
            return append_message(record);
        }
    }

    void append_escaped(std::string_view text) {
        if (is_harmless_text(text)) {
            return line_.append(text);
        }
        escaped_.clear();
        append_escaped_text(escaped_, text);
        line_.append(escaped_);
    }

    void append_origin(const record &record) {
        if (!record.address.empty()) {
            std::string host;
            append_escaped_text(host, or_dash(record.host));
            escaped_.clear();
            mailslog::append_origin(escaped_, {host, record.address});
            line_.append(escaped_);
        }
    }

    void append_word(std::string_view word) {
        if (!word.empty()) {
            append_escaped(word);
            line_.append(" ");
        }
    }

    void append_message(const record &record) {
        append_word(record.syslog.message_id);
        append_word(record.syslog.structured_data);
        append_escaped(record.line);
        if (record.missing_bytes != 0) {
            escaped_.clear();
            append_cut_marker(escaped_, record.missing_bytes);
            line_.append(escaped_);
        }
    }

    void render_second(std::int64_t second) {
        const std::tm local = spdlog::details::os::localtime(static_cast<std::time_t>(second));
        for (std::size_t i = 0; i < layout_.size(); ++i) {
            if (layout_[i].shows == content::second) {
                rendered_[i] = rendered(layout_[i].text, local);
            }
        }
        second_ = second;
    }

    static std::string rendered(const std::string &format, const std::tm &time) {
        std::string text(2 * format.size() + 32, '\0'); // %Y, of two bytes, is the longest there is
        text.resize(std::strftime(text.data(), text.size(), format.c_str(), &time));
        return text;
    }

    const line_layout layout_;
    std::vector<std::string> rendered_; // the text of each piece, as it is in second_
    std::int64_t second_ = -1;
    text_buffer line_;
    std::string escaped_; // scratch
};

} // namespace

std::unique_ptr<line_format> make_layout_format(line_layout layout) {
    return std::make_unique<layout_format>(std::move(layout));
}

} // namespace mailslog
