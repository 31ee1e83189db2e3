#include "collector/status/status_fields.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;

collector_status example() {
    collector_status status;
    status.phase = collector_phase::resting;
    status.process_id = 4711;
    status.slot = R"(\\.\mailslot\logs)";
    status.started_ns = 5;
    status.updated_ns = 6;
    status.totals.written = 7;
    status.totals.received_bytes = 8;
    status.lanes = 9;
    status.lane_fill = 10;
    status.outputs = {{"/var/log/all.log", 11, 12, 13}};
    status.refusals = {{"not allowed", 14}};
    status.sender_count = 15;
    status.senders = {{"shop", 16, "HOST", "10.0.0.5", 17, 18, 19, 20}};
    status.last_error = "disk full";
    status.last_error_ns = 21;
    status.samples = {{22, 23, 24, 25, 26}};
    return status;
}

std::string bytes_of(const collector_status &status) {
    std::string bytes;
    append_status(bytes, status);
    return bytes;
}

std::optional<collector_status> parse(const std::string &bytes) {
    std::uint64_t version = 0;
    return parse_status(bytes, version);
}

TEST_CASE("a status comes back as it was", "[status_fields]") {
    const std::string bytes = bytes_of(example());
    const auto status = parse(bytes);
    REQUIRE(status);
    CHECK(bytes_of(*status) == bytes);
    CHECK(status->phase == collector_phase::resting);
    CHECK(status->outputs[0].rotations == 13);
    CHECK(status->senders[0].address == "10.0.0.5");
    CHECK(status->samples[0].written_bytes == 26);
}

TEST_CASE("lists and texts are shortened to what there is room for", "[status_fields]") {
    collector_status status = example();
    status.slot.assign(100'000, 's');
    status.outputs.assign(1000, {std::string(100'000, 'p'), ~0ULL, ~0ULL, ~0ULL});
    status.senders.assign(
        1000, {std::string(1000, 'n'), ~0U, std::string(1000, 'h'), std::string(1000, 'a'), ~0ULL,
               ~0ULL, ~0ULL, ~0ULL});
    status.refusals.assign(1000, {std::string(1000, 'r'), ~0ULL});
    status.samples.assign(1000, {-1, ~0ULL, ~0ULL, ~0ULL, ~0ULL});
    status.last_error.assign(100'000, 'e');
    const std::string bytes = bytes_of(status);
    CHECK(bytes.size() <= max_status_bytes);
    const auto read = parse(bytes);
    REQUIRE(read);
    CHECK(read->senders.size() == collector_status::max_senders);
    CHECK(read->outputs[0].path.size() == collector_status::max_path_bytes);
}

TEST_CASE("a text is not cut within a character", "[status_fields]") {
    collector_status status;
    status.last_error = std::string(collector_status::max_error_bytes - 1, 'e') + "\xC3\xA9";
    CHECK(parse(bytes_of(status))->last_error.size() == collector_status::max_error_bytes - 1);
}

TEST_CASE("bytes cut short anywhere are no status", "[status_fields]") {
    const std::string bytes = bytes_of(example());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CHECK_FALSE(parse(bytes.substr(0, size)));
    }
    CHECK_FALSE(parse(bytes + "x"));
}

TEST_CASE("another version is named, not read", "[status_fields]") {
    std::string bytes = bytes_of(example());
    bytes[0] = static_cast<char>(status_version + 1);
    std::uint64_t version = 0;
    CHECK_FALSE(parse_status(bytes, version));
    CHECK(version == status_version + 1);
}

TEST_CASE("a list that claims to be endless takes no memory", "[status_fields]") {
    const std::string numbers(18, '\x01'); // up to the outputs: version, phase, times, totals
    CHECK_FALSE(parse(numbers + std::string(9, '\xFF') + '\x01'));
}

} // namespace
