// bare_client [SLOT]: examples/slot_client on the bare Win32 calls. Sends each word of its input,
// and as many a Win32 program does, the whole buffer that it stands in.
#include <cstdio>

#include <windows.h>

namespace {

constexpr DWORD buffer_bytes = 256;

int fail(const char *what) {
    std::fprintf(stderr, "bare_client: %s fails with error %lu\n", what, ::GetLastError());
    return 1;
}

int send_words(HANDLE slot) {
    for (;;) {
        char buffer[buffer_bytes] = {};
        if (std::scanf("%255s", buffer) != 1) {
            return 0;
        }
        DWORD written = 0;
        if (!::WriteFile(slot, buffer, buffer_bytes, &written, nullptr)) {
            return fail("WriteFile");
        }
    }
}

} // namespace

int main(int argc, char **argv) {
    const char *const name = argc > 1 ? argv[1] : R"(\\.\mailslot\demo)";
    const HANDLE slot = ::CreateFileA(
        name, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING,
        FILE_ATTRIBUTE_NORMAL, nullptr);
    if (slot == INVALID_HANDLE_VALUE) {
        return fail("CreateFile");
    }
    const int exit_code = send_words(slot);
    ::CloseHandle(slot);
    return exit_code;
}
