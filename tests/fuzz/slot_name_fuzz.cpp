// Whatever the text: a name that parses is spelled back to itself, and one that does not has a
// reason.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <mailslog/slot_name.h>

namespace {

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char *>(data), size};
    std::string reason;
    const auto name = mailslog::slot_name::parse(text, &reason);
    if (!name) {
        require(!reason.empty());
        return 0;
    }
    const auto again = mailslog::slot_name::parse(name->str());
    require(again && *again == *name && again->str() == name->str());
    require(again->folded_elements() == name->folded_elements());
    require(name->local_part().size() <= mailslog::slot_name::max_local_part_bytes);
    require(name->server().size() <= mailslog::slot_name::max_server_bytes);
    return 0;
}
