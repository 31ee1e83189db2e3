// A thread that serves a name_responder until it is told to stop.
#pragma once

#include <system_error>
#include <thread>

#include "mailslot/network/name_responder.h"

namespace mailslog {

class name_responder_thread {
public:
    explicit name_responder_thread(const netbios_name &computer) noexcept : responder_(computer) {}
    ~name_responder_thread() { stop(); }
    name_responder_thread(const name_responder_thread &) = delete;
    name_responder_thread &operator=(const name_responder_thread &) = delete;

    /// Once. Errors: as name_responder::open(); then there is no thread.
    std::error_code start(std::uint16_t port = netbios_name_port);
    ipv4_endpoint local() const noexcept { return responder_.local(); }

    /// Waits until it has ended.
    void stop() noexcept;
    /// What ended it if not stop(); after that only.
    std::error_code failure() const noexcept { return failure_; }
    std::uint64_t answered() const noexcept { return responder_.answered(); } // after stop()

private:
    void run();

    name_responder responder_;
    std::error_code failure_;
    std::thread thread_;
};

} // namespace mailslog
