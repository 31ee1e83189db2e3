#include "sink/src/waiting_lines.h"

namespace mailslog {

bool waiting_lines::push(
    const stream_header &stream, std::string_view datagram, clock::time_point deadline) noexcept {
    lock held{mutex_};
    remember(stream);
    const bool had_room = has_room_.wait_until(
        held, deadline, [&] { return outbox_.has_room(datagram.size()) || is_stopped_; });
    lost_ += outbox_.push(datagram);
    last_line_at_ = clock::now();
    if (outbox_.count() == 1) {
        called_.notify_one();
    }
    return had_room;
}

void waiting_lines::end(const stream_header &stream, clock::time_point deadline) noexcept {
    lock held{mutex_};
    remember(stream);
    is_ending_ = true;
    called_.notify_one();
    finished_.wait_until(held, deadline, [this] { return has_finished_; });
}

bool waiting_lines::stop(clock::time_point deadline) noexcept {
    lock held{mutex_};
    is_stopped_ = true;
    called_.notify_one();
    return finished_.wait_until(held, deadline, [this] { return has_finished_; });
}

waiting_lines::task waiting_lines::next(record_pack &pack) {
    lock held{mutex_};
    packed_ = 0;
    pack.clear();
    wait_for_task(held);
    if (is_stopped_) {
        return task::stop;
    }
    if (!outbox_.empty()) {
        fill(pack);
        return task::send_lines;
    }
    if (is_ending_) {
        is_stopped_ = true; // and that is its last task
        return task::say_goodbye;
    }
    said_ = stream_.sequence;
    return task::say_last_number;
}

void waiting_lines::wait_for_task(lock &held) {
    const auto has_task = [this] { return !outbox_.empty() || is_ending_ || is_stopped_; };
    while (!has_task()) {
        if (said_ == stream_.sequence) {
            called_.wait(held);
        } else if (!called_.wait_until(held, last_line_at_ + quiet_time, has_task)) {
            return;
        }
    }
}

void waiting_lines::fill(record_pack &pack) {
    for (; !outbox_.empty() && pack.add(outbox_.front()); outbox_.pop()) {
        ++packed_;
    }
    if (packed_ == 0) { // such as no pack takes: it would be in the way for ever
        outbox_.pop();
        ++lost_;
    }
    has_room_.notify_one();
}

void waiting_lines::give_up() noexcept {
    const lock held{mutex_};
    lost_ += packed_;
    packed_ = 0;
}

void waiting_lines::nap(std::chrono::milliseconds time) {
    lock held{mutex_};
    const bool was_ending = is_ending_;
    called_.wait_for(held, time, [&] { return is_ending_ != was_ending || is_stopped_; });
}

bool waiting_lines::is_stopped() const noexcept {
    const lock held{mutex_};
    return is_stopped_;
}

stream_header waiting_lines::stream() const noexcept {
    const lock held{mutex_};
    return stream_;
}

void waiting_lines::finish() noexcept {
    const lock held{mutex_};
    has_finished_ = true;
    finished_.notify_one();
}

std::uint64_t waiting_lines::lost() const noexcept {
    const lock held{mutex_};
    return lost_;
}

std::size_t waiting_lines::bytes() const noexcept {
    const lock held{mutex_};
    return outbox_.used_bytes();
}

void waiting_lines::remember(const stream_header &stream) noexcept {
    stream_ = stream;
    stream_.process_name = {};
}

} // namespace mailslog
