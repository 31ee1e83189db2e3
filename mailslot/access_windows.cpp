#include "mailslot/access_windows.h"

#include <windows.h>

#include <sddl.h>

namespace mailslog {

access_list::access_list(const wchar_t *text) {
    ::ConvertStringSecurityDescriptorToSecurityDescriptorW(
        text, SDDL_REVISION_1, &descriptor_, nullptr);
}

access_list::~access_list() {
    ::LocalFree(descriptor_);
}

} // namespace mailslog
