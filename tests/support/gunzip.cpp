#include "tests/support/gunzip.h"

#include <zlib.h>

namespace mailslog {

std::string gunzipped(const std::string &packed) {
    constexpr int gzip_window_bits = 15 + 16;
    std::string input = packed;
    std::string result;
    z_stream stream{};
    if (inflateInit2(&stream, gzip_window_bits) != Z_OK) {
        return "(no memory)";
    }
    stream.next_in = reinterpret_cast<Bytef *>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    int state = Z_OK;
    while (state == Z_OK) {
        std::string part(65536, '\0');
        stream.next_out = reinterpret_cast<Bytef *>(part.data());
        stream.avail_out = static_cast<uInt>(part.size());
        state = ::inflate(&stream, Z_NO_FLUSH);
        result.append(part, 0, part.size() - stream.avail_out);
    }
    ::inflateEnd(&stream);
    return state == Z_STREAM_END && stream.avail_in == 0 ? result : "(not whole)";
}

} // namespace mailslog
