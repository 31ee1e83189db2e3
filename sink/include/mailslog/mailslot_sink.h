// An spdlog sink that ships each line to a mailslot, where one collector writes the lines of all
// processes to a file:
//
//     auto log = mailslog::mailslot_logger_mt("orders", R"(\\.\mailslot\logs)");
//     log->info("order {} accepted", 42);
//
// Nothing here blocks by default or throws after construction, except what a formatter of the
// application's own throws (enable_formatting), or one that finds no memory: the line is counted as
// dropped, and spdlog's logger reports the exception. mailslot_sink_mt may serve many loggers and
// threads; mailslot_sink_st belongs to one thread. Loggers share it by shared_ptr: whichever thread
// lets go of it last ends it, while others may still end theirs.
//
// The constructor throws spdlog::spdlog_ex for a setting that can't be (mailslot_sink_config.h), or
// if there is no memory for what it needs (std::bad_alloc if not even for saying so). A collector
// that does not run is no error: lines wait for it as far as the lane reaches. It may take up to
// 200 ms while a collector is swamped with new senders.
#pragma once

#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <spdlog/details/null_mutex.h>
#include <spdlog/details/synchronous_factory.h>
#include <spdlog/logger.h> // what the factories make, whole
#include <spdlog/sinks/base_sink.h>
#ifndef SPDLOG_HEADER_ONLY
#include <spdlog/sinks/base_sink-inl.h> // the compiled spdlog has base_sink for its own mutexes only
#endif

#include <mailslog/fork_aware_mutex.h>
#include <mailslog/line_shipper.h>
#include <mailslog/mailslot_sink_config.h>

namespace mailslog {

template <typename Mutex>
class mailslot_sink final : public spdlog::sinks::base_sink<Mutex> {
public:
    explicit mailslot_sink(const mailslot_sink_config &config = {}) try
        : shipper_{config}, enable_formatting_{config.enable_formatting} {
    } catch (const std::exception &refused) {
        spdlog::throw_spdlog_ex(std::string{"mailslot_sink: "} + refused.what());
    }

    /// From any thread; waits for a log() under way.
    mailslot_sink_stats stats() {
        const std::lock_guard<Mutex> lock{this->mutex_};
        return shipper_.stats();
    }

protected:
    void sink_it_(const spdlog::details::log_msg &msg) override {
        if (!enable_formatting_) {
            ship(msg, {msg.payload.data(), msg.payload.size()});
            return;
        }
        spdlog::memory_buf_t formatted;
        try {
            this->formatter_->format(msg, formatted);
        } catch (...) {
            shipper_.drop();
            throw; // the logger's to report
        }
        ship(msg, without_line_end({formatted.data(), formatted.size()}));
    }

    void flush_() override { shipper_.flush(); }

private:
    static std::string_view without_line_end(std::string_view text) noexcept {
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
            text.remove_suffix(1);
        }
        return text;
    }

    void ship(const spdlog::details::log_msg &msg, std::string_view text) noexcept {
        shipped_line line;
        line.level = static_cast<int>(msg.level);
        line.time_ns =
            std::chrono::duration_cast<std::chrono::nanoseconds>(msg.time.time_since_epoch())
                .count();
        line.thread_id = msg.thread_id;
        line.logger = {msg.logger_name.data(), msg.logger_name.size()};
        if (!msg.source.empty() && msg.source.filename != nullptr) {
            line.source_file = msg.source.filename;
            line.source_line = static_cast<std::uint32_t>(msg.source.line);
            line.source_function = msg.source.funcname != nullptr ? msg.source.funcname : "";
        }
        line.text = text;
        shipper_.ship(line);
    }

    line_shipper shipper_;
    bool enable_formatting_;
};

using mailslot_sink_mt = mailslot_sink<fork_aware_mutex>;
using mailslot_sink_st = mailslot_sink<spdlog::details::null_mutex>;

/// A registered logger with a mailslot sink, made by `Factory` as spdlog's own factories are
/// (spdlog::synchronous_factory, spdlog::async_factory).
template <typename Factory = spdlog::synchronous_factory>
std::shared_ptr<spdlog::logger>
mailslot_logger_mt(const std::string &logger_name, const mailslot_sink_config &config = {}) {
    return Factory::template create<mailslot_sink_mt>(logger_name, config);
}

template <typename Factory = spdlog::synchronous_factory>
std::shared_ptr<spdlog::logger>
mailslot_logger_mt(const std::string &logger_name, const std::string &slot) {
    mailslot_sink_config config;
    config.slot = slot;
    return mailslot_logger_mt<Factory>(logger_name, config);
}

template <typename Factory = spdlog::synchronous_factory>
std::shared_ptr<spdlog::logger>
mailslot_logger_st(const std::string &logger_name, const mailslot_sink_config &config = {}) {
    return Factory::template create<mailslot_sink_st>(logger_name, config);
}

template <typename Factory = spdlog::synchronous_factory>
std::shared_ptr<spdlog::logger>
mailslot_logger_st(const std::string &logger_name, const std::string &slot) {
    mailslot_sink_config config;
    config.slot = slot;
    return mailslot_logger_st<Factory>(logger_name, config);
}

} // namespace mailslog
