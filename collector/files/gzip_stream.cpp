#include "collector/files/gzip_stream.h"

#include <cstddef>
#include <limits>

// What is only read is const then. NOLINTNEXTLINE(readability-identifier-naming): zlib.h names it
#define ZLIB_CONST
#include <zlib.h>

namespace mailslog {
namespace {

/// zlib.h, deflateInit2(): the largest window, and 16 for gzip's header in place of zlib's own.
constexpr int gzip_window_bits = 15 + 16;
constexpr int memory_level = 8; // zlib's default
constexpr std::size_t output_bytes = std::size_t{64} * 1024;

} // namespace

struct gzip_stream::state {
    state() = default;
    state(const state &) = delete;
    state &operator=(const state &) = delete;

    z_stream stream{};
    bool is_begun = false;
    std::string output = std::string(output_bytes, '\0');

    ~state() {
        if (is_begun) {
            ::deflateEnd(&stream);
        }
    }
};

gzip_stream::gzip_stream() : state_{std::make_unique<state>()} {}
gzip_stream::~gzip_stream() = default;

std::error_code gzip_stream::begin() {
    const int result = deflateInit2(
        &state_->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window_bits, memory_level,
        Z_DEFAULT_STRATEGY);
    state_->is_begun = result == Z_OK;
    return state_->is_begun ? std::error_code{}
                            : std::make_error_code(std::errc::not_enough_memory);
}

void gzip_stream::add(std::string_view bytes, std::string &packed) {
    while (!bytes.empty()) {
        const std::string_view part = bytes.substr(0, std::numeric_limits<uInt>::max());
        run(part, false, packed);
        bytes.remove_prefix(part.size());
    }
}

void gzip_stream::end(std::string &packed) {
    run({}, true, packed);
}

// Done when room is left in the output: then nothing waits inside.
void gzip_stream::run(std::string_view bytes, bool is_last, std::string &packed) {
    z_stream &stream = state_->stream;
    stream.next_in = reinterpret_cast<const Bytef *>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    do {
        stream.next_out = reinterpret_cast<Bytef *>(state_->output.data());
        stream.avail_out = static_cast<uInt>(output_bytes);
        ::deflate(&stream, is_last ? Z_FINISH : Z_NO_FLUSH);
        packed.append(state_->output, 0, output_bytes - stream.avail_out);
    } while (stream.avail_out == 0);
}

} // namespace mailslog
