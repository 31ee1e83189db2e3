#include "collector/tail/time_search.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "collector/tail/calendar.h"

namespace mailslog {
namespace {

/// Summer time's end.
constexpr std::int64_t longest_put_back_ns =
    std::chrono::nanoseconds{std::chrono::hours{1}}.count();

/// The whole lines of a block of the file.
struct block_look {
    std::uint64_t line_at = 0; // where the first one begins; the block's end if there is none
    std::optional<std::int64_t> newest_ns;
};

class block_reader {
public:
    block_reader(file &file, field_reader &reader) : file_{file}, reader_{reader} {}

    std::error_code look_at(std::uint64_t at, block_look &look) {
        look = {};
        std::size_t read_bytes = 0;
        block_.resize(time_search_block_bytes);
        if (const auto error = file_.read_at(at, block_.data(), block_.size(), read_bytes)) {
            return error;
        }
        if (read_bytes == 0) { // someone has cut the file meanwhile
            return std::make_error_code(std::errc::io_error);
        }
        std::string_view rest{block_.data(), read_bytes};
        const std::size_t first = std::min(rest.find('\n'), rest.size() - 1) + 1;
        look.line_at = at + first;
        rest.remove_prefix(first);
        for (std::size_t end = rest.find('\n'); end != std::string_view::npos;
             end = rest.find('\n')) {
            take(rest.substr(0, end), look);
            rest.remove_prefix(end + 1);
        }
        return {};
    }

private:
    void take(std::string_view line, block_look &look) {
        if (reader_.read(line, fields_) && fields_.time_ns) {
            const std::int64_t time_ns = *fields_.time_ns;
            look.newest_ns = std::max(look.newest_ns.value_or(time_ns), time_ns);
        }
    }

    file &file_;
    field_reader &reader_;
    std::string block_;
    line_fields fields_;
};

/// By how much local time is ahead of UTC then.
std::int64_t local_offset_ns(std::int64_t time_ns) {
    calendar_time reading = local_reading(time_ns);
    reading.offset_minutes = 0;
    return nanoseconds_of(reading).value_or(time_ns) - time_ns;
}

} // namespace

std::int64_t search_disorder_ns(std::int64_t time_ns) {
    const std::int64_t around_ns = longest_put_back_ns + log_disorder_ns;
    const bool is_put_back =
        local_offset_ns(time_ns + around_ns) < local_offset_ns(time_ns - around_ns);
    return is_put_back ? around_ns : log_disorder_ns;
}

std::error_code
find_time(file &file, std::int64_t time_ns, field_reader &reader, std::uint64_t &begin) {
    std::uint64_t end = 0; // where lines may still be older
    if (const auto error = file.size(end)) {
        return error;
    }
    block_reader blocks{file, reader};
    begin = 0;
    while (end - begin > 2 * time_search_block_bytes) {
        const std::uint64_t middle = begin + (end - begin) / 2;
        block_look look;
        if (const auto error = blocks.look_at(middle, look)) {
            return error;
        }
        if (look.newest_ns && *look.newest_ns < time_ns) {
            begin = look.line_at;
        } else {
            end = middle;
        }
    }
    return {};
}

} // namespace mailslog
