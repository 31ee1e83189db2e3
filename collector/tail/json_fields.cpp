#include "collector/tail/json_fields.h"

#include <limits>
#include <string>

#include <nlohmann/json.hpp>

#include "collector/format/level_name.h"
#include "collector/tail/time_text.h"

namespace mailslog {
namespace {

std::optional<std::int64_t> parse_timestamp(std::string_view text) {
    calendar_time time;
    const bool is_time = take_date(text, time) && take_word(text, "T") &&
                         take_time_of_day(text, time) && take_word(text, "Z") && text.empty();
    time.offset_minutes = 0;
    return is_time ? nanoseconds_of(time) : std::nullopt;
}

/// Where a level's word stands in the line as it is written.
std::string_view find_word(std::string_view line) {
    constexpr std::string_view name = R"("SeverityText":")";
    const std::size_t at = line.find(name);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = line.substr(at + name.size());
    return rest.substr(0, rest.find('"'));
}

/// Takes the members of the object and of the objects in it; the parser calls it.
class member_taker {
public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    explicit member_taker(line_fields &fields) : fields_{fields} {}

    bool is_complete() const noexcept { return has_time_ && has_level_ && has_body_; }

    bool null() { return true; }
    bool boolean(bool /*value*/) { return true; }
    bool number_float(number_float_t /*value*/, const string_t & /*text*/) { return true; }
    bool binary(binary_t & /*value*/) { return true; }

    bool number_integer(number_integer_t value) {
        return value < 0 || number_unsigned(static_cast<number_unsigned_t>(value));
    }

    bool number_unsigned(number_unsigned_t value) {
        if (depth_ == 2 && arrays_ == 0) {
            take_number(value);
        }
        return true;
    }

    bool string(string_t &value) {
        if (arrays_ == 0 && depth_ == 1) {
            take_text(value);
        } else if (arrays_ == 0 && depth_ == 2) {
            take_inner_text(value);
        }
        return true;
    }

    bool start_object(std::size_t /*members*/) {
        ++depth_;
        return true;
    }
    bool end_object() {
        --depth_;
        return true;
    }
    bool start_array(std::size_t /*elements*/) {
        ++arrays_;
        return true;
    }
    bool end_array() {
        --arrays_;
        return true;
    }

    bool key(string_t &name) {
        if (depth_ == 1) {
            outer_ = name;
        } else if (depth_ == 2) {
            inner_ = name;
        }
        return true;
    }

    bool parse_error(
        std::size_t /*at*/, const std::string & /*token*/,
        const nlohmann::detail::exception & /*why*/) {
        return false;
    }

private:
    void take_text(const std::string &value) {
        if (outer_ == "Timestamp") {
            fields_.time_ns = parse_timestamp(value);
            has_time_ = true;
        } else if (outer_ == "SeverityText") {
            fields_.level = value == "off" ? level::off : parse_level(value);
            has_level_ = true;
        } else if (outer_ == "Body") {
            fields_.message = value;
            has_body_ = true;
        }
    }

    void take_inner_text(const std::string &value) {
        if (outer_ == "Resource" && inner_ == "service.name") {
            fields_.process_name = value;
        } else if (outer_ == "Resource" && inner_ == "host.name") {
            fields_.host = value;
        } else if (outer_ == "InstrumentationScope" && inner_ == "Name") {
            fields_.logger = value;
        } else if (outer_ == "Attributes" && inner_ == "network.peer.address") {
            fields_.address = value;
        }
    }

    void take_number(std::uint64_t value) {
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (outer_ == "Resource" && inner_ == "process.pid" && value <= most) {
            fields_.process_id = static_cast<std::int64_t>(value);
        }
    }

    line_fields &fields_;
    std::string outer_;
    std::string inner_;
    int depth_ = 0;
    int arrays_ = 0;
    bool has_time_ = false;
    bool has_level_ = false;
    bool has_body_ = false;
};

} // namespace

bool read_json_fields(std::string_view line, line_fields &fields) {
    fields.clear();
    member_taker taker{fields};
    if (!nlohmann::json::sax_parse(line, &taker) || !taker.is_complete()) {
        return false;
    }
    fields.level_word = find_word(line);
    return true;
}

} // namespace mailslog
