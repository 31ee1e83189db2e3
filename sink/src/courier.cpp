#include "sink/src/courier.h"

#include <exception>
#include <new>
#include <system_error>
#include <utility>

#include <mailslog/slot_error.h>

#include "mailslot/background_thread.h"
#include "mailslot/network/remote_sender.h"
#include "mailslot/process.h"
#include "mailslot/record_pack.h"
#include "mailslot/slot_sender.h"

namespace mailslog {
namespace {

using namespace std::chrono_literals;

/// How long one write may wait for the system to have room; then the call to stop is looked at.
constexpr std::chrono::milliseconds write_patience{100};
/// A goodbye may be lost as any datagram, and nothing follows it that would show the loss.
constexpr int goodbye_copies = 3;
constexpr std::chrono::milliseconds goodbye_interval{10};
/// What a courier that is not blocked needs to stop, many times over.
constexpr std::chrono::milliseconds stop_patience{200};

/// What the courier's thread does.
class delivery {
public:
    delivery(courier_route route, std::shared_ptr<waiting_lines> lines)
        : route_{std::move(route)}, lines_{std::move(lines)}, pack_{route_.datagram_bytes} {}

    void run() {
        using task = waiting_lines::task;
        for (task next = lines_->next(pack_); next != task::stop; next = lines_->next(pack_)) {
            if (next == task::send_lines) {
                send_lines();
            } else {
                say_last_number(next == task::say_goodbye ? goodbye_copies : 1);
            }
        }
        lines_->finish();
    }

private:
    /// Tries until it succeeds, can't, or is no longer wanted: meanwhile lines wait in the outbox.
    void send_lines() {
        std::error_code failed = send(pack_.bytes());
        while (failed && failed != slot_errc::message_too_large && !lines_->is_stopped()) {
            if (failed != slot_errc::full) {
                lines_->nap(courier::retry_interval);
            }
            failed = send(pack_.bytes());
        }
        if (failed) {
            lines_->give_up();
        }
    }

    void say_last_number(int copies) {
        stream_header stream = lines_->stream();
        stream.process_name = route_.process_name;
        char text[max_control_bytes];
        const std::size_t size_bytes = encode_control(datagram_kind::goodbye, stream, text);
        for (int copy = 0; copy < copies; ++copy) {
            if (copy > 0) {
                std::this_thread::sleep_for(goodbye_interval);
            }
            // Without it the collector learns less of what was lost: no reason to try again.
            (void)send({text, size_bytes});
        }
    }

    std::error_code send(std::string_view datagram) noexcept try {
        if (!sender_) {
            if (const auto failed = open_remote_sender(route_.slot, *route_.settings, sender_)) {
                return failed;
            }
        }
        const auto failed = sender_->write(datagram.data(), datagram.size(), write_patience);
        if (failed == slot_errc::closed) {
            sender_.reset();
        }
        return failed;
    } catch (const std::exception &) {
        return std::make_error_code(std::errc::not_enough_memory);
    }

    const courier_route route_;
    const std::shared_ptr<waiting_lines> lines_;
    record_pack pack_;
    std::unique_ptr<slot_sender> sender_;
};

} // namespace

courier::courier(const courier_route &route, std::size_t outbox_bytes)
    : lines_{std::make_shared<waiting_lines>(outbox_bytes)}, mark_{fork_mark()} {
    thread_ = std::make_unique<std::thread>(); // a thread that runs needs no memory to be kept
    *thread_ = start_background_thread(
        [work = std::make_shared<delivery>(route, lines_)] { work->run(); });
}

courier::~courier() {
    if (mark_ != fork_mark()) {
        (void)thread_.release(); // it is no thread of this process
        return;
    }
    if (lines_->stop(waiting_lines::clock::now() + stop_patience)) {
        thread_->join();
    } else {
        thread_->detach(); // it may be waiting for the system's resolver, which nothing ends
    }
}

void courier::hand_over(
    const stream_header &stream, std::string_view datagram,
    std::chrono::milliseconds wait_at_most) noexcept {
    const auto wait = waiting_is_vain_ ? 0ms : wait_at_most;
    const bool had_room = lines_->push(stream, datagram, waiting_lines::clock::now() + wait);
    waiting_is_vain_ = !had_room && wait_at_most > 0ms;
}

void courier::say_goodbye(
    const stream_header &stream, std::chrono::milliseconds wait_at_most) noexcept {
    lines_->end(stream, waiting_lines::clock::now() + wait_at_most);
}

} // namespace mailslog
