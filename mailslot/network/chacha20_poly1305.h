// Encrypts and authenticates by one key: AEAD_CHACHA20_POLY1305 (RFC 8439 section 2.8), by
// libgcrypt (https://gnupg.org/documentation/manuals/gcrypt/).
//
// One thread at a time. The library's copy of the key is wiped by the destructor.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "mailslot/network/seal.h"

struct gcry_cipher_handle;

namespace mailslog {

class chacha20_poly1305 {
public:
    static constexpr std::size_t nonce_bytes = 12;
    static constexpr std::size_t tag_bytes = 16;

    /// Throws std::runtime_error if the library refuses: it is too old, or in FIPS mode, which
    /// forbids this cipher.
    explicit chacha20_poly1305(const seal_key &key);

    /// Encrypts `text` where it is and writes its tag behind it: there must be room for tag_bytes.
    /// A nonce must never be used twice. False if the library refuses; then nothing may be sent.
    bool encrypt(
        std::string_view nonce, std::string_view associated, char *text,
        std::size_t text_bytes) noexcept;

    /// Decrypts `text`, which has its tag behind it, where it is. False if it is not what was
    /// encrypted by this key with this nonce and this associated data; then nothing in `text` means
    /// anything.
    bool decrypt(
        std::string_view nonce, std::string_view associated, char *text,
        std::size_t text_bytes) noexcept;

private:
    struct closer {
        void operator()(gcry_cipher_handle *cipher) const noexcept;
    };

    bool begin(std::string_view nonce, std::string_view associated) noexcept;

    std::unique_ptr<gcry_cipher_handle, closer> cipher_;
};

} // namespace mailslog
