// Packs a stream of bytes into the gzip format (RFC 1952), by zlib. One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <system_error>

namespace mailslog {

class gzip_stream {
public:
    gzip_stream();
    ~gzip_stream();
    gzip_stream(const gzip_stream &) = delete;
    gzip_stream &operator=(const gzip_stream &) = delete;

    /// Before the first bytes. Errors: std::errc::not_enough_memory.
    std::error_code begin();
    /// Packs `bytes` and appends to `packed` what is ready.
    void add(std::string_view bytes, std::string &packed);
    /// The stream is over: appends the rest of it.
    void end(std::string &packed);

private:
    struct state;
    void run(std::string_view bytes, bool is_last, std::string &packed);

    std::unique_ptr<state> state_;
};

} // namespace mailslog
