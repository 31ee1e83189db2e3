#include "collector/status/human_figures.h"

#include <algorithm>
#include <iterator>

#include <spdlog/fmt/fmt.h>

namespace mailslog {
namespace {

constexpr std::size_t group_digits = 3;
constexpr std::uint64_t kibi = 1024;
constexpr std::uint64_t seconds_a_minute = 60;
constexpr std::uint64_t seconds_an_hour = 60 * seconds_a_minute;
constexpr std::uint64_t seconds_a_day = 24 * seconds_an_hour;
constexpr double few = 10;

} // namespace

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > group_digits;) {
        at -= group_digits;
        text.insert(at, ",");
    }
    return text;
}

std::string rate_text(double a_second) {
    if (a_second <= 0) {
        return "0";
    }
    return a_second < few ? fmt::format("{:.1f}", a_second)
                          : grouped(static_cast<std::uint64_t>(a_second));
}

std::string size_text(std::uint64_t bytes) {
    if (bytes < kibi) {
        return fmt::format("{} bytes", bytes);
    }
    constexpr const char *units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    auto size = static_cast<double>(bytes) / kibi;
    const char *const *unit = std::begin(units);
    for (; size >= kibi; size /= kibi) {
        ++unit;
    }
    return size < few ? fmt::format("{:.1f} {}", size, *unit)
                      : fmt::format("{} {}", static_cast<std::uint64_t>(size), *unit);
}

std::string duration_text(std::int64_t seconds) {
    const auto time = static_cast<std::uint64_t>(std::max<std::int64_t>(seconds, 0));
    if (time < seconds_a_minute) {
        return fmt::format("{} s", time);
    }
    if (time < seconds_an_hour) {
        return fmt::format("{} min {} s", time / seconds_a_minute, time % seconds_a_minute);
    }
    if (time < seconds_a_day) {
        return fmt::format(
            "{} h {} min", time / seconds_an_hour, time % seconds_an_hour / seconds_a_minute);
    }
    return fmt::format("{} d {} h", time / seconds_a_day, time % seconds_a_day / seconds_an_hour);
}

} // namespace mailslog
