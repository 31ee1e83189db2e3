#include "mailslot/owner_mark_windows.h"

#include <memory>
#include <string>

#include <windows.h>

#include "mailslot/utf16_windows.h"

namespace mailslog {
namespace {

/// Mailslots are the machine's, so the mark should be, too; but only services and administrators
/// may make a mapping there
/// (https://learn.microsoft.com/windows/win32/termserv/kernel-object-namespaces).
constexpr const wchar_t *namespaces[] = {L"Global\\", L"Local\\"};

/// An object's name holds no backslash beyond its namespace's, and a slot's name no slash.
std::optional<std::wstring> mark_name(const slot_name &name) {
    std::string text = "mailslog-owner";
    for (const std::string &element : name.folded_elements()) {
        text += '/' + element;
    }
    return widen(text);
}

struct view_closer {
    void operator()(const void *view) const noexcept { ::UnmapViewOfFile(view); }
};
using id_view = std::unique_ptr<DWORD, view_closer>;

id_view map_id(const handle &mapping, DWORD access) {
    return id_view{
        static_cast<DWORD *>(::MapViewOfFile(mapping.get(), access, 0, 0, sizeof(DWORD)))};
}

} // namespace

bool owner_mark::make(const slot_name &name) {
    const auto mark = mark_name(name);
    for (const wchar_t *space : namespaces) {
        if (mapping_ || !mark) {
            break;
        }
        mapping_ = handle{::CreateFileMappingW(
            INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, 0, sizeof(DWORD),
            (space + *mark).c_str())};
    }
    const auto id = map_id(mapping_, FILE_MAP_WRITE);
    if (id) {
        *id = ::GetCurrentProcessId();
    }
    return id != nullptr;
}

std::optional<std::int64_t> owner_mark::read(const slot_name &name) {
    const auto mark = mark_name(name);
    for (const wchar_t *space : namespaces) {
        const handle mapping{
            mark ? ::OpenFileMappingW(FILE_MAP_READ, FALSE, (space + *mark).c_str()) : nullptr};
        if (const auto id = map_id(mapping, FILE_MAP_READ)) {
            return *id;
        }
    }
    return std::nullopt;
}

} // namespace mailslog
