// bare_server [SLOT]: examples/slot_server on the bare Win32 calls. Prints each message until
// "quit".
#include <cstdio>
#include <cstring>

#include <windows.h>

namespace {

constexpr DWORD buffer_bytes = 256;

int fail(const char *what) {
    std::fprintf(stderr, "bare_server: %s fails with error %lu\n", what, ::GetLastError());
    return 1;
}

int serve(HANDLE slot) {
    char text[buffer_bytes + 1] = {};
    for (;;) {
        DWORD size = 0;
        if (!::ReadFile(slot, text, buffer_bytes, &size, nullptr)) {
            return fail("ReadFile");
        }
        text[size] = '\0';
        if (std::strcmp(text, "quit") == 0) {
            return 0;
        }
        std::puts(text);
        std::fflush(stdout);
    }
}

} // namespace

int main(int argc, char **argv) {
    const char *const name = argc > 1 ? argv[1] : R"(\\.\mailslot\demo)";
    const HANDLE slot = ::CreateMailslotA(name, 0, MAILSLOT_WAIT_FOREVER, nullptr);
    if (slot == INVALID_HANDLE_VALUE) {
        return fail("CreateMailslot");
    }
    std::printf("waiting on %s\n", name);
    std::fflush(stdout);
    const int exit_code = serve(slot);
    ::CloseHandle(slot);
    return exit_code;
}
