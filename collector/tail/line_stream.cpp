#include "collector/tail/line_stream.h"

#include <algorithm>
#include <thread>
#include <utility>

#include <mailslog/slot_error.h>

#include "mailslot/process.h"
#include "mailslot/unix_time.h"

namespace mailslog {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds reopen_interval{50};
/// To look for a slot of another machine may take seconds, and not every line is to pay for it.
constexpr auto impatient_reopen_interval = 1s;

} // namespace

line_stream::line_stream(
    const slot_name &slot, const network_config &network, std::string process_name)
    : slot_(slot), network_(network), process_name_(std::move(process_name)),
      datagram_(max_message_bytes(slot, network)) {
    header_.stream_id = random_bits();
    header_.process_id = process_id();
}

std::error_code line_stream::open() {
    return writer_.open(slot_, network_);
}

std::error_code line_stream::send(line_record record, std::chrono::milliseconds patience) {
    ++header_.sequence;
    header_.process_name = process_name_;
    record.time_ns = unix_time_ns();
    const record_plan plan = plan_record(header_, record, datagram_.size());
    encode_record(plan, header_, record, datagram_.data());
    const std::error_code error = deliver({datagram_.data(), plan.datagram_bytes}, patience);
    handed_over_ += error ? 0 : 1;
    return error;
}

void line_stream::say_goodbye(std::chrono::milliseconds patience) {
    char goodbye[max_control_bytes];
    header_.process_name = process_name_;
    const std::size_t bytes = encode_control(datagram_kind::goodbye, header_, goodbye);
    deliver({goodbye, bytes}, patience);
}

std::error_code line_stream::deliver(std::string_view bytes, std::chrono::milliseconds patience) {
    const auto deadline = clock::now() + patience;
    std::error_code error = write(bytes, deadline);
    if (error == slot_errc::closed && patience == 0ms && clock::now() < next_look_) {
        return error;
    }
    while (error == slot_errc::closed) {
        error = reopen();
        if (!error) {
            error = write(bytes, deadline);
        }
        if (clock::now() >= deadline) {
            break;
        }
        if (error == slot_errc::closed) {
            std::this_thread::sleep_for(reopen_interval);
        }
    }
    return error;
}

std::error_code line_stream::reopen() {
    const std::error_code error = open();
    next_look_ = clock::now() + impatient_reopen_interval;
    return error == slot_errc::not_found ? slot_errc::closed : error;
}

std::error_code line_stream::write(std::string_view bytes, clock::time_point deadline) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock::now());
    return writer_.write(bytes.data(), bytes.size(), std::max(left, std::chrono::milliseconds{0}));
}

} // namespace mailslog
