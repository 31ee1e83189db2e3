#include "mailslot/network/address_book.h"

#include "mailslot/network/address_cache.h"
#include "mailslot/network/address_search.h"

namespace mailslog {

struct address_book::impl {
    explicit impl(address_search made)
        : search(std::move(made)), cache(search.settings().lifetime) {}

    const address_cache::answer &find(std::string_view server);

    address_search search;
    address_cache cache;
};

const address_cache::answer &address_book::impl::find(std::string_view server) {
    const auto begun = search.sources().now();
    if (const auto *kept = cache.find(server, begun)) {
        return *kept;
    }
    address_cache::answer found;
    found.error = search.find(server, found.target);
    const auto ended = search.sources().now(); // the search may have taken its time
    return cache.keep(server, std::move(found), ended, ended - begun);
}

address_book::address_book(address_settings settings)
    : impl_{
          std::make_unique<impl>(address_search{std::move(settings), address_sources::system()})} {}
address_book::address_book(std::unique_ptr<impl> made) noexcept : impl_(std::move(made)) {}
address_book::~address_book() = default;
address_book::address_book(address_book &&) noexcept = default;
address_book &address_book::operator=(address_book &&) noexcept = default;

std::optional<address_book> address_book::make(const network_config &config, std::string *reason) {
    return make(config, address_sources::system(), reason);
}

std::optional<address_book> address_book::make(
    const network_config &config, const address_sources &sources, std::string *reason) {
    std::string why;
    auto settings = address_settings::read(config, sources.host_name(), why);
    if (!settings) {
        if (reason) {
            *reason = why;
        }
        return std::nullopt;
    }
    return address_book{std::make_unique<impl>(address_search{std::move(*settings), sources})};
}

std::error_code address_book::find(std::string_view server, network_target &out) {
    const address_cache::answer &found = impl_->find(server);
    out = found.target;
    return found.error;
}

const netbios_name &address_book::computer() const noexcept {
    return impl_->search.settings().computer;
}

const netbios_name &address_book::domain() const noexcept {
    return impl_->search.settings().domain;
}

} // namespace mailslog
