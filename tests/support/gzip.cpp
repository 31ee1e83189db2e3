#include "tests/support/gzip.h"

#include <zlib.h>

namespace mailslog {

std::string gzipped(const std::string &text) {
    z_stream stream{};
    ::deflateInit2(
        &stream, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY); // 16: as gzip
    std::string to(::deflateBound(&stream, static_cast<uLong>(text.size())) + 64, '\0');
    std::string from = text;
    stream.next_in = reinterpret_cast<Bytef *>(from.data());
    stream.avail_in = static_cast<uInt>(from.size());
    stream.next_out = reinterpret_cast<Bytef *>(to.data());
    stream.avail_out = static_cast<uInt>(to.size());
    ::deflate(&stream, Z_FINISH);
    to.resize(to.size() - stream.avail_out);
    ::deflateEnd(&stream);
    return to;
}

} // namespace mailslog
