// What every producer logs: an order of about 105 bytes, or a line of a given size. Each field
// changes from line to line; producer and number let verify_log tell whether all are there.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <spdlog/logger.h>

namespace mailslog_bench {

struct order {
    std::uint64_t id = 0;
    double price = 0;
    int quantity = 0;
    const char *venue = "";
    int latency_us = 0;
    int account = 0;
    unsigned producer = 0;
    std::uint64_t number = 0;
    std::string_view filler; // not empty: log this instead, and the numbers
};

class order_book {
public:
    order_book(unsigned producer, std::size_t line_bytes)
        : state_{0x9e3779b97f4a7c15U * (producer + 1)}, producer_{producer} {
        if (line_bytes > 0) {
            const std::size_t numbers = std::to_string(producer).size() + 18; // <> seq=P.NNNNNNN ok
            filler_bytes_ = line_bytes > numbers ? line_bytes - numbers : 1;
            while (filler_.size() < filler_bytes_ + 26) {
                filler_ += "abcdefghijklmnopqrstuvwxyz";
            }
        }
    }

    order next() {
        static constexpr std::array<const char *, 8> venues{"XNAS", "XNYS", "BATS", "ARCX",
                                                            "EDGX", "IEXG", "XLON", "XPAR"};
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        const auto random = static_cast<std::uint32_t>(state_ >> 32U);
        order next;
        next.number = number_++;
        next.id = 100000 + next.number;
        next.price = 90.0 + (random % 2500) / 100.0;
        next.quantity = static_cast<int>(100 + (random >> 5U) % 900);
        next.venue = venues[random % venues.size()];
        next.latency_us = static_cast<int>((random >> 9U) % 500);
        next.account = static_cast<int>(1000000 + (random >> 3U) % 9000000);
        next.producer = producer_;
        next.filler =
            std::string_view{filler_}.substr(random % 26 % (filler_.size() + 1), filler_bytes_);
        return next;
    }

private:
    std::uint64_t state_;
    unsigned producer_;
    std::uint64_t number_ = 0;
    std::size_t filler_bytes_ = 0;
    std::string filler_;
};

inline void log_order(spdlog::logger &log, const order &o) {
    if (o.filler.empty()) {
        log.info(
            "order {} accepted: px={:.2f} qty={} venue={} latency_us={} acct=A-{} note=filled "
            "seq={}.{} ok",
            o.id, o.price, o.quantity, o.venue, o.latency_us, o.account, o.producer, o.number);
    } else {
        log.info("<{}> seq={}.{:07} ok", o.filler, o.producer, o.number);
    }
}

} // namespace mailslog_bench
