#include "collector/status/status_page.h"

#include <algorithm>
#include <utility>

#include <windows.h>

#include "mailslot/ascii_case.h"
#include "mailslot/handle_windows.h"
#include "mailslot/system_error_windows.h"
#include "mailslot/utf16_windows.h"

namespace mailslog {
namespace {

// All sessions see a name in the first; only services, and who is granted it, may make one there.
constexpr const char *namespaces[] = {"Global\\", "Local\\"};

/// A backslash would end the namespace.
std::string name_within(const slot_name &slot) {
    std::string name = "mailslog-status-" + slot.local_part();
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c == '\\' ? '/' : ascii_lower(c);
    });
    return name;
}

/// A view of a mapping's whole memory, or null.
class view {
public:
    view() noexcept = default;
    view(void *mapping, DWORD access) noexcept
        : data_{::MapViewOfFile(mapping, access, 0, 0, status_cell::size_bytes)} {}
    ~view() {
        if (data_ != nullptr) {
            ::UnmapViewOfFile(data_);
        }
    }
    view(view &&other) noexcept : data_{std::exchange(other.data_, nullptr)} {}
    view &operator=(view &&other) noexcept {
        std::swap(data_, other.data_);
        return *this;
    }
    view(const view &) = delete;
    view &operator=(const view &) = delete;

    void *data() const noexcept { return data_; }

private:
    void *data_ = nullptr;
};

handle make_mapping(const std::string &name) {
    return handle{::CreateFileMappingW(
        INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, 0, status_cell::size_bytes,
        widen(name).value_or(L"").c_str())};
}

} // namespace

std::string status_page_name(const slot_name &slot, const std::string & /*socket_path*/) {
    return name_within(slot);
}

std::vector<std::string> status_page_names(const slot_name &slot) {
    return {name_within(slot)};
}

struct status_page::memory {
    alignas(64) char own[status_cell::size_bytes] = {};
    handle mapping;
    view shared;
    status_cell cell{own};

    const void *get() const noexcept { return shared.data() != nullptr ? shared.data() : own; }
};

status_page::status_page() : memory_{std::make_unique<memory>()} {}
status_page::~status_page() = default;

std::error_code status_page::share(const std::string &name, unsigned /*mode*/) {
    for (const char *const space : namespaces) {
        memory_->mapping = make_mapping(space + name);
        if (memory_->mapping) {
            break;
        }
    }
    if (!memory_->mapping) {
        return last_error();
    }
    memory_->shared = view{memory_->mapping.get(), FILE_MAP_WRITE};
    if (memory_->shared.data() == nullptr) {
        return last_error();
    }
    memory_->cell = status_cell{memory_->shared.data()};
    return {};
}

void status_page::withdraw() noexcept {} // it goes with the process

status_cell &status_page::cell() noexcept {
    return memory_->cell;
}

cell_glance status_page::glance() const {
    return glance_at(memory_->get());
}

std::error_code
look_at_status_page(const std::string &name, std::string &text, cell_answer &answer) {
    for (const char *const space : namespaces) {
        const handle mapping{
            ::OpenFileMappingW(FILE_MAP_READ, FALSE, widen(space + name).value_or(L"").c_str())};
        const view seen = mapping ? view{mapping.get(), FILE_MAP_READ} : view{};
        if (seen.data() != nullptr) {
            answer = look_into_cell(glance_at(seen.data()), text);
            return {};
        }
    }
    return last_error();
}

} // namespace mailslog
