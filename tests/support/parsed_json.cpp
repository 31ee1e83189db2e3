#include "tests/support/parsed_json.h"

#include <nlohmann/json.hpp>

namespace mailslog {
namespace {

/// Not nlohmann::json: the tests compile that one without optimisation, and of two copies of a
/// template's functions the linker takes any.
using optimised_json = nlohmann::basic_json<
    std::map, std::vector, std::string, bool, std::int64_t, std::uint64_t, float>;

} // namespace

std::optional<parsed_json> parse_json_line(std::string_view text) {
    constexpr bool throws = false;
    const auto parsed = optimised_json::parse(text.begin(), text.end(), nullptr, throws);
    if (!parsed.is_object() || !parsed.contains("Timestamp")) {
        return std::nullopt;
    }
    return parsed_json{parsed["Timestamp"].get<std::string>(), parsed.contains("Resource")};
}

} // namespace mailslog
