#include "collector/format/rfc3339.h"

#include <cstddef>

namespace mailslog {
namespace {

constexpr std::int64_t ns_per_second = 1'000'000'000;
constexpr std::int64_t seconds_per_minute = 60;
constexpr std::int64_t seconds_per_hour = 3600;
constexpr std::int64_t seconds_per_day = 86'400;
// The years that 64 bits of nanoseconds hold from their first day to their last.
constexpr int first_year = 1678;
constexpr int last_year = 2261;

bool is_digit(char byte) noexcept {
    return byte >= '0' && byte <= '9';
}

/// Takes the text apart from its beginning; what is not there makes all of it wrong.
class moment_reader {
public:
    explicit moment_reader(std::string_view text) noexcept : rest_(text) {}

    /// A number of exactly so many digits, from `least` to `most`.
    int number(std::size_t digits, int least, int most) noexcept {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            value = 10 * value + digit();
        }
        is_good_ = is_good_ && value >= least && value <= most;
        return value;
    }

    /// Either case of a letter, as section 5.6 allows; the byte itself otherwise.
    bool take(char wanted) noexcept {
        const bool is_there =
            !rest_.empty() && (rest_[0] == wanted || (wanted >= 'A' && rest_[0] == wanted + 32));
        rest_.remove_prefix(is_there ? 1 : 0);
        return is_there;
    }
    void expect(char wanted) noexcept { is_good_ = take(wanted) && is_good_; }

    std::int64_t fraction_ns() noexcept {
        std::int64_t value = 0;
        std::int64_t unit = ns_per_second;
        if (take('.')) {
            do {
                unit /= 10;
                value += digit() * unit;
            } while (!rest_.empty() && is_digit(rest_[0]));
        }
        return value;
    }

    bool has_ended_well() const noexcept { return is_good_ && rest_.empty(); }

private:
    int digit() noexcept {
        const bool is_there = !rest_.empty() && is_digit(rest_[0]);
        is_good_ = is_good_ && is_there;
        const int value = is_there ? rest_[0] - '0' : 0;
        rest_.remove_prefix(is_there ? 1 : 0);
        return value;
    }

    std::string_view rest_;
    bool is_good_ = true;
};

int days_in(int year, int month) noexcept {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month < 1 || month > 12 ? 0 : days[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

/// Years begin on 1 March here, so that a leap day is the last of its year.
std::int64_t days_since_1970(int year, int month, int day) noexcept {
    constexpr std::int64_t days_from_0000_03_01_to_1970 = 719'468;
    const std::int64_t years = month > 2 ? year : year - 1;
    const std::int64_t months = month > 2 ? month - 3 : month + 9;
    const std::int64_t before_month = (153 * months + 2) / 5;
    return 365 * years + years / 4 - years / 100 + years / 400 + before_month + day - 1 -
           days_from_0000_03_01_to_1970;
}

std::int64_t take_date(moment_reader &from) noexcept {
    const int year = from.number(4, first_year, last_year);
    from.expect('-');
    const int month = from.number(2, 1, 12);
    from.expect('-');
    const int day = from.number(2, 1, days_in(year, month));
    return days_since_1970(year, month, day) * seconds_per_day;
}

std::int64_t take_time_of_day(moment_reader &from) noexcept {
    const int hour = from.number(2, 0, 23);
    from.expect(':');
    const int minute = from.number(2, 0, 59);
    from.expect(':');
    const int second = from.number(2, 0, 59);
    return hour * seconds_per_hour + minute * seconds_per_minute + second;
}

/// How much later than UTC the clocks are that show it.
std::int64_t take_offset(moment_reader &from) noexcept {
    if (from.take('Z')) {
        return 0;
    }
    const std::int64_t sign = from.take('-') ? -1 : 1;
    if (sign > 0) {
        from.expect('+');
    }
    const int hours = from.number(2, 0, 23);
    from.expect(':');
    const int minutes = from.number(2, 0, 59);
    return sign * (hours * seconds_per_hour + minutes * seconds_per_minute);
}

} // namespace

std::optional<std::int64_t> parse_rfc3339(std::string_view text) noexcept {
    moment_reader from{text};
    std::int64_t seconds = take_date(from);
    from.expect('T');
    seconds += take_time_of_day(from);
    const std::int64_t fraction_ns = from.fraction_ns();
    seconds -= take_offset(from);
    if (!from.has_ended_well()) {
        return std::nullopt;
    }
    return seconds * ns_per_second + fraction_ns;
}

} // namespace mailslog
