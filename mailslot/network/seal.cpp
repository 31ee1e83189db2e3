#include "mailslot/network/seal.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "mailslot/network/chacha20_poly1305.h"
#include "mailslot/network/nonce_sequence.h"
#include "mailslot/network/replay_guard.h"
#include "mailslot/wire.h"

namespace mailslog {
namespace {

constexpr char first_byte =
    static_cast<char>(wire::marker | (wire::sealed_kind << wire::kind_shift) | wire::version);

constexpr std::size_t nonce_at = 1;
constexpr std::size_t text_at = nonce_at + nonce_sequence::nonce_bytes;
constexpr std::size_t time_bytes = sizeof(std::uint32_t);
static_assert(nonce_sequence::nonce_bytes == chacha20_poly1305::nonce_bytes);
static_assert(text_at + time_bytes + chacha20_poly1305::tag_bytes == seal_bytes);

constexpr std::int64_t ns_a_second = 1'000'000'000;

/// As a datagram carries it: up to the year 2106.
std::uint32_t seconds_of(std::int64_t time_ns) noexcept {
    constexpr std::int64_t last = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(time_ns / ns_a_second, 0, last));
}

bool is_far_from(std::int64_t now_ns, std::uint32_t sent_s) noexcept {
    return std::abs(now_ns / ns_a_second - sent_s) > seal_opener::max_clock_difference_s;
}

char folded(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// An assignment may take memory though there is room, as clang 14 has it do in C++23.
void refill(std::string &to, std::string_view bytes) {
    to.clear();
    to.append(bytes);
}

/// Unambiguous, since neither a slot's nor a computer's name holds a NUL.
void spell_associated(const seal_context &context, std::string &to) {
    refill(to, {&first_byte, 1});
    std::transform(context.slot.begin(), context.slot.end(), std::back_inserter(to), folded);
    to += '\0';
    to += context.computer;
}

} // namespace

bool is_sealed(std::string_view bytes) noexcept {
    return !bytes.empty() && bytes.front() == first_byte;
}

struct sealer::impl {
    explicit impl(const seal_key &key) : cipher{key} {}

    chacha20_poly1305 cipher;
    nonce_sequence nonces;
    std::string associated;
};

sealer::sealer(const seal_key &key) : impl_{std::make_unique<impl>(key)} {}
sealer::~sealer() = default;
sealer::sealer(sealer &&) noexcept = default;
sealer &sealer::operator=(sealer &&) noexcept = default;

bool sealer::seal(
    std::string_view message, const seal_context &context, std::int64_t now_ns, std::string &to) {
    const auto nonce = impl_->nonces.next();
    if (!nonce) {
        return false;
    }
    spell_associated(context, impl_->associated);
    const std::size_t begin = to.size();
    to.resize(begin + message.size() + seal_bytes);
    char *const sealed = &to[begin];
    sealed[0] = first_byte;
    std::copy(nonce->begin(), nonce->end(), sealed + nonce_at);
    char *const text = sealed + text_at;
    message.copy(wire::put_u32(text, seconds_of(now_ns)), message.size());
    const bool done = impl_->cipher.encrypt(
        {nonce->data(), nonce->size()}, impl_->associated, text, time_bytes + message.size());
    if (!done) {
        to.resize(begin);
    }
    return done;
}

struct seal_opener::impl {
    explicit impl(const seal_key &key) : cipher{key} {}

    /// Leaves time and message in `text`, if they are authentic.
    bool decrypt(std::string_view sealed, const seal_context &context);

    chacha20_poly1305 cipher;
    replay_guard guard;
    std::string associated;
    std::string text;
};

bool seal_opener::impl::decrypt(std::string_view sealed, const seal_context &context) {
    if (sealed.size() < seal_bytes) {
        return false;
    }
    spell_associated(context, associated);
    refill(text, sealed.substr(text_at));
    const std::size_t text_bytes = text.size() - chacha20_poly1305::tag_bytes;
    const std::string_view nonce = sealed.substr(nonce_at, nonce_sequence::nonce_bytes);
    const bool authentic = cipher.decrypt(nonce, associated, text.data(), text_bytes);
    text.resize(authentic ? text_bytes : 0);
    return authentic;
}

seal_opener::seal_opener(const seal_key &key) : impl_{std::make_unique<impl>(key)} {}
seal_opener::~seal_opener() = default;
seal_opener::seal_opener(seal_opener &&) noexcept = default;
seal_opener &seal_opener::operator=(seal_opener &&) noexcept = default;

seal_verdict seal_opener::open(
    std::string_view sealed, const seal_context &context, std::int64_t now_ns,
    std::string &message) {
    if (!is_sealed(sealed)) {
        return seal_verdict::unsealed;
    }
    if (!impl_->decrypt(sealed, context)) {
        return seal_verdict::forged;
    }
    wire::reader nonce{sealed.substr(nonce_at)};
    wire::reader text{impl_->text};
    seal_stamp stamp;
    stamp.session = nonce.u64();
    stamp.count = nonce.u32();
    stamp.sent_s = text.u32();
    if (is_far_from(now_ns, stamp.sent_s)) {
        return seal_verdict::stale;
    }
    const seal_verdict verdict = impl_->guard.take(stamp);
    if (verdict == seal_verdict::good) {
        refill(message, text.rest());
    }
    return verdict;
}

} // namespace mailslog
