#include "collector/rotate.h"

#include <chrono>
#include <optional>
#include <thread>

#include <mailslog/slot_error.h>
#include <mailslog/slot_name.h>

#include "collector/intake/slot_collector.h"
#include "collector/print.h"
#include "collector/rotation_answer.h"
#include "collector/tell.h"

namespace mailslog {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds patience{30};
constexpr std::chrono::milliseconds between_looks{10};

int refuse(const std::string &text) {
    tell(text);
    return 1;
}

/// The answer after number `before`; nothing if none comes in time, or the collector ends.
std::optional<rotation_answer>
await_answer(const slot_name &slot, const slot_collector &collector, std::uint64_t before) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < deadline) {
        auto answer = read_answer(real_file_system(), collector.answer_path);
        if (answer && answer->process_id == collector.process_id && answer->number > before) {
            return answer;
        }
        const auto owner = find_slot_collector(slot);
        if (!owner || owner->process_id != collector.process_id) {
            return std::nullopt;
        }
        std::this_thread::sleep_for(between_looks);
    }
    return std::nullopt;
}

} // namespace

int rotate(const rotate_settings &settings) {
    std::string reason;
    const auto slot = slot_name::parse(settings.slot, &reason);
    if (!slot) {
        return refuse(reason);
    }
    const auto collector = find_slot_collector(*slot);
    if (!collector) {
        return refuse(
            "no collector of this user owns " + slot->str() +
            "; start one, or name its slot with --slot");
    }
    const std::string process = "process " + std::to_string(collector->process_id);
    const auto before = read_answer(real_file_system(), collector->answer_path);
    if (!before || before->process_id != collector->process_id) {
        return refuse(process + " owns " + slot->str() + ", but is no collector that can be asked");
    }
    if (const auto failed = ask_for_rotation(*collector)) {
        return refuse(describe("ask for a rotation", process, failed));
    }
    const auto answer = await_answer(*slot, *collector, before->number);
    if (!answer) {
        return refuse(process + " has not answered; see what it says itself");
    }
    if (!answer->is_done) {
        return refuse(answer->text);
    }
    return print(answer->text + "\n") ? 0 : 1;
}

} // namespace mailslog
