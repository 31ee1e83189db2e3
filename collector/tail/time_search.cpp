#include "collector/tail/time_search.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace mailslog {
namespace {

/// The whole lines of a block of the file.
struct block_look {
    std::uint64_t line_at = 0; // where the first one begins; the block's end if there is none
    std::optional<std::int64_t> newest_ns;
    std::optional<std::int64_t> oldest_ns;
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
            look.oldest_ns = std::min(look.oldest_ns.value_or(time_ns), time_ns);
        }
    }

    file &file_;
    field_reader &reader_;
    std::string block_;
    line_fields fields_;
};

} // namespace

std::error_code
find_time(file &file, std::int64_t time_ns, field_reader &reader, time_place &place) {
    std::uint64_t size_bytes = 0;
    if (const auto error = file.size(size_bytes)) {
        return error;
    }
    block_reader blocks{file, reader};
    place = {0, size_bytes};
    std::uint64_t end = size_bytes; // where lines may still be older
    while (end - place.first > 2 * time_search_block_bytes) {
        const std::uint64_t middle = place.first + (end - place.first) / 2;
        block_look look;
        if (const auto error = blocks.look_at(middle, look)) {
            return error;
        }
        if (look.newest_ns && *look.newest_ns < time_ns) {
            place.first = look.line_at;
            continue;
        }
        end = middle;
        if (look.oldest_ns && *look.oldest_ns > time_ns) {
            place.last = std::min(place.last, look.line_at);
        }
    }
    return {};
}

} // namespace mailslog
