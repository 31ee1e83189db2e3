// Feeds every file of a folder to a fuzz target, without libFuzzer: what was once worth an input is
// tried by every build.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// libFuzzer gives the name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

int main(int argc, char **argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    int count = 0;
    for (const auto &entry : std::filesystem::directory_iterator(argv[1])) {
        std::ifstream file{entry.path(), std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
        std::printf("%s, %zu bytes\n", entry.path().filename().string().c_str(), bytes.size());
        if (!file) {
            std::fprintf(stderr, "cannot read it\n");
            return 1;
        }
        std::fflush(stdout); // the last one that it says is the one that it failed for
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
        ++count;
    }
    return count > 0 ? 0 : 1;
}
