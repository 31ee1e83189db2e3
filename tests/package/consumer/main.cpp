// Logs a line to a slot that nobody reads, and asks the sink whether it knows of it.
#include <memory>

#include <mailslog/mailslot_sink.h>
#include <spdlog/spdlog.h>

int main() {
    const auto log = mailslog::mailslot_logger_mt("consumer", R"(\\.\mailslot\consumer)");
    log->info("order {} accepted", 42);
    auto &sink = dynamic_cast<mailslog::mailslot_sink_mt &>(*log->sinks().front());
    return sink.stats().logged == 1 ? 0 : 1;
}
