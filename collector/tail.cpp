#include "collector/tail.h"

#include <cstdlib>
#include <optional>
#include <string>
#include <thread>

#include "collector/system/console.h"
#include "collector/system/standard_output.h"
#include "collector/tail/tail_output.h"
#include "collector/tell.h"
#include "mailslot/descriptor_limit.h"

namespace mailslog {
namespace {

/// https://no-color.org: set, and not to an empty string.
bool colour_is_unwelcome() {
    const char *value = std::getenv("NO_COLOR");
    return value != nullptr && *value != '\0';
}

bool wants_colour(colour_choice choice) {
    const auto output = standard_stream::output;
    switch (choice) {
    case colour_choice::never:
        return false;
    case colour_choice::always:
        enable_colours(
            output); // a pipe needs no enabling, and a console that can't is asked for it
        return true;
    case colour_choice::automatic:
        break;
    }
    return is_terminal(output) && !colour_is_unwelcome() && enable_colours(output);
}

/// Each log that is shown has a file open.
constexpr std::size_t max_open_logs = 65'536;

void note_nothing(void * /*context*/) {} // the poll will find out

} // namespace

int tail(const tail_settings &settings) {
    raise_descriptor_limit(max_open_logs);
    std::optional<stop_request> stop;
    if (settings.follow) {
        stop.emplace(&note_nothing, nullptr);
    }
    tail_output output;
    output.write = &write_standard_output;
    output.say = [](std::string_view message) { tell(std::string{message}); };
    output.stopped_within = [&](std::chrono::milliseconds time) {
        std::this_thread::sleep_for(time);
        return (stop && stop->is_requested()) || standard_output_is_abandoned();
    };
    output.colour = wants_colour(settings.colour);
    output.escapes = is_terminal(standard_stream::output);
    return tail_to(output, real_file_system(), settings);
}

} // namespace mailslog
