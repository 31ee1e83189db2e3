#include "collector/tail/gzip_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>

#include <zlib.h>

namespace mailslog {
namespace {

constexpr std::size_t block_bytes = std::size_t{64} * 1024;
constexpr int gzip_only = 16 + MAX_WBITS; // inflateInit2(): with a gzip header, no other

std::error_code damaged() {
    return std::make_error_code(std::errc::bad_message);
}

/// zlib's state, from the beginning of a stream.
class inflater {
public:
    inflater() { good_ = ::inflateInit2(&stream_, gzip_only) == Z_OK; }
    ~inflater() { ::inflateEnd(&stream_); }
    inflater(const inflater &) = delete;
    inflater &operator=(const inflater &) = delete;

    bool is_good() const noexcept { return good_; }
    z_stream &operator*() noexcept { return stream_; }

private:
    z_stream stream_{};
    bool good_ = false;
};

class gzip_file final : public file {
public:
    explicit gzip_file(std::unique_ptr<file> compressed) : compressed_{std::move(compressed)} {
        rewind();
    }

    std::error_code append(std::string_view /*bytes*/, std::size_t &written_bytes) override {
        written_bytes = 0;
        return std::make_error_code(std::errc::bad_file_descriptor);
    }

    std::error_code read_at(
        std::uint64_t offset, char *to, std::size_t size_bytes, std::size_t &read_bytes) override {
        read_bytes = 0;
        if (offset < window_start_) {
            rewind();
        }
        std::error_code error;
        while (!error && !ended_ && window_start_ + window_.size() < offset + size_bytes) {
            forget_before(offset);
            error = inflate_block();
        }
        forget_before(offset);
        if (offset >= window_start_) {
            const auto skipped = std::min<std::uint64_t>(offset - window_start_, window_.size());
            read_bytes = window_.copy(to, size_bytes, static_cast<std::size_t>(skipped));
        }
        return read_bytes != 0 ? std::error_code{} : error;
    }

    /// Known once it has been read to its end.
    std::error_code size(std::uint64_t &bytes) const override {
        bytes = window_start_ + window_.size();
        return {};
    }

    std::error_code write_at(std::uint64_t /*offset*/, std::string_view /*bytes*/) override {
        return std::make_error_code(std::errc::bad_file_descriptor);
    }
    std::error_code truncate(std::uint64_t /*bytes*/) override {
        return std::make_error_code(std::errc::bad_file_descriptor);
    }
    std::error_code sync() override { return {}; }
    std::error_code identity(file_identity &identity) const override {
        return compressed_->identity(identity);
    }
    bool is_deleted() const override { return compressed_->is_deleted(); }

private:
    void rewind() {
        inflater_ = std::make_unique<inflater>();
        (**inflater_).avail_in = 0;
        compressed_at_ = 0;
        window_.clear();
        window_start_ = 0;
        ended_ = false;
        within_member_ = false;
    }

    void forget_before(std::uint64_t offset) {
        if (offset > window_start_) {
            const auto known = std::min<std::uint64_t>(offset - window_start_, window_.size());
            window_.erase(0, static_cast<std::size_t>(known));
            window_start_ += known;
        }
    }

    /// Appends a block to the window; sets `ended_` at the end.
    std::error_code inflate_block() {
        if (!inflater_->is_good()) {
            return std::make_error_code(std::errc::not_enough_memory);
        }
        z_stream &stream = **inflater_;
        if (stream.avail_in == 0) {
            if (const auto error = read_block(stream)) {
                return error;
            }
            if (stream.avail_in == 0) {
                ended_ = !within_member_ && compressed_at_ != 0;
                return ended_ ? std::error_code{} : damaged();
            }
        }
        stream.next_out = reinterpret_cast<Bytef *>(output_.data());
        stream.avail_out = static_cast<uInt>(output_.size());
        within_member_ = true;
        const int result = ::inflate(&stream, Z_NO_FLUSH);
        window_.append(output_.data(), output_.size() - stream.avail_out);
        if (result == Z_STREAM_END) {
            within_member_ = false;
            ::inflateReset(&stream); // another member may follow
            return {};
        }
        return result == Z_OK || result == Z_BUF_ERROR ? std::error_code{} : damaged();
    }

    std::error_code read_block(z_stream &stream) {
        std::size_t read_bytes = 0;
        const auto error =
            compressed_->read_at(compressed_at_, input_.data(), input_.size(), read_bytes);
        compressed_at_ += read_bytes;
        stream.next_in = reinterpret_cast<Bytef *>(input_.data());
        stream.avail_in = static_cast<uInt>(read_bytes);
        return error;
    }

    std::unique_ptr<file> compressed_;
    std::unique_ptr<inflater> inflater_;
    std::uint64_t compressed_at_ = 0; // where the next block of it begins
    std::string window_;              // what of the plain file is at hand
    std::uint64_t window_start_ = 0;
    bool ended_ = false;
    bool within_member_ = false;
    std::string input_ = std::string(block_bytes, '\0');
    std::string output_ = std::string(block_bytes, '\0');
};

struct trailer {
    std::uint32_t checksum = 0;
    std::uint32_t size = 0; // modulo 2^32
};

std::uint32_t little_endian(const unsigned char *bytes) noexcept {
    return bytes[0] | std::uint32_t{bytes[1]} << 8U | std::uint32_t{bytes[2]} << 16U |
           std::uint32_t{bytes[3]} << 24U;
}

std::error_code read_trailer(file &compressed, trailer &trailer) {
    std::array<char, 8> bytes{};
    std::uint64_t size_bytes = 0;
    if (const auto error = compressed.size(size_bytes)) {
        return error;
    }
    if (size_bytes < bytes.size()) {
        return damaged();
    }
    std::size_t read_bytes = 0;
    const auto error =
        compressed.read_at(size_bytes - bytes.size(), bytes.data(), bytes.size(), read_bytes);
    std::array<unsigned char, 8> plain{};
    std::memcpy(plain.data(), bytes.data(), bytes.size());
    trailer = {little_endian(plain.data()), little_endian(plain.data() + 4)};
    return error;
}

std::error_code checksum_of(file &plain, std::uint32_t &checksum) {
    std::string block(block_bytes, '\0');
    uLong sum = ::crc32(0, nullptr, 0);
    std::size_t read_bytes = 0;
    std::uint64_t at = 0;
    do {
        if (const auto error = plain.read_at(at, block.data(), block.size(), read_bytes)) {
            return error;
        }
        sum = ::crc32(
            sum, reinterpret_cast<const Bytef *>(block.data()), static_cast<uInt>(read_bytes));
        at += read_bytes;
    } while (read_bytes != 0);
    checksum = static_cast<std::uint32_t>(sum);
    return {};
}

} // namespace

std::unique_ptr<file> make_gzip_file(std::unique_ptr<file> compressed) {
    return std::make_unique<gzip_file>(std::move(compressed));
}

std::error_code is_gzip_of(file &compressed, file &plain, bool &is) {
    is = false;
    trailer trailer;
    std::uint64_t size_bytes = 0;
    auto error = read_trailer(compressed, trailer);
    if (!error) {
        error = plain.size(size_bytes);
    }
    if (error || static_cast<std::uint32_t>(size_bytes) != trailer.size) {
        return error == std::errc::bad_message ? std::error_code{} : error;
    }
    std::uint32_t checksum = 0;
    error = checksum_of(plain, checksum);
    is = !error && checksum == trailer.checksum;
    return error;
}

} // namespace mailslog
