#include "mailslot/network/chacha20_poly1305.h"

#include <stdexcept>
#include <string>

#include <gcrypt.h>

namespace mailslog {
namespace {

/// The first with ChaCha20-Poly1305 (the NEWS file of libgcrypt).
constexpr const char *oldest_version = "1.7.0";

void require(gcry_error_t error) {
    if (error != 0) {
        throw std::runtime_error{
            std::string{"libgcrypt refuses ChaCha20-Poly1305: "} + gcry_strerror(error)};
    }
}

/// As the manual's "Initializing the library" has it. An application that uses the library itself
/// may have done it before, with settings of its own, which stay; its secure memory is not touched.
void start_library() {
    if (gcry_check_version(oldest_version) == nullptr) {
        throw std::runtime_error{std::string{"libgcrypt is older than "} + oldest_version};
    }
    if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P) == 0) {
        require(gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0));
    }
}

void start_library_once() {
    static const bool started = (start_library(), true);
    static_cast<void>(started);
}

} // namespace

void chacha20_poly1305::closer::operator()(gcry_cipher_handle *cipher) const noexcept {
    gcry_cipher_close(cipher); // it zeroes the key
}

chacha20_poly1305::chacha20_poly1305(const seal_key &key) {
    start_library_once();
    gcry_cipher_hd_t opened = nullptr;
    require(gcry_cipher_open(&opened, GCRY_CIPHER_CHACHA20, GCRY_CIPHER_MODE_POLY1305, 0));
    cipher_.reset(opened);
    require(gcry_cipher_setkey(opened, key.data(), key.size()));
}

bool chacha20_poly1305::begin(std::string_view nonce, std::string_view associated) noexcept {
    return gcry_cipher_reset(cipher_.get()) == 0 &&
           gcry_cipher_setiv(cipher_.get(), nonce.data(), nonce.size()) == 0 &&
           gcry_cipher_authenticate(cipher_.get(), associated.data(), associated.size()) == 0;
}

bool chacha20_poly1305::encrypt(
    std::string_view nonce, std::string_view associated, char *text,
    std::size_t text_bytes) noexcept {
    return begin(nonce, associated) &&
           gcry_cipher_encrypt(cipher_.get(), text, text_bytes, nullptr, 0) == 0 &&
           gcry_cipher_gettag(cipher_.get(), text + text_bytes, tag_bytes) == 0;
}

bool chacha20_poly1305::decrypt(
    std::string_view nonce, std::string_view associated, char *text,
    std::size_t text_bytes) noexcept {
    return begin(nonce, associated) &&
           gcry_cipher_decrypt(cipher_.get(), text, text_bytes, nullptr, 0) == 0 &&
           gcry_cipher_checktag(cipher_.get(), text + text_bytes, tag_bytes) == 0;
}

} // namespace mailslog
