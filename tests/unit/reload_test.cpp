#include "collector/reload.h"

#include "tests/support/catch.h"

namespace {

using namespace mailslog;
using lines = std::vector<std::string>;

std::vector<named_setting> named(const std::string &slot, const std::string &size) {
    return {{"slot", slot, "default"}, {"rotate-size", size, "a.toml:2"}};
}

collect_settings settings_of(std::vector<named_setting> named) {
    collect_settings settings;
    settings.named = std::move(named);
    return settings;
}

struct running_collector {
    reread_settings next;
    reload reloading{[this] { return next; }, settings_of(named("a", "64MiB"))};
    lines told;

    bool read(std::vector<named_setting> settings) {
        next.settings.emplace();
        next.settings->named = std::move(settings);
        return read();
    }
    bool read() {
        told.clear();
        const bool is_read =
            reloading.read([this](const std::string &line) { told.push_back(line); }).has_value();
        if (is_read) {
            told.push_back(reloading.result());
        }
        return is_read;
    }
};

} // namespace

TEST_CASE("a setting that can change is taken over and told", "[reload]") {
    running_collector collector;
    CHECK(collector.read(named("a", "1MiB")));
    CHECK(collector.told == lines{"rotate-size: 1MiB, was 64MiB", "reloaded"});
    CHECK(collector.reloading.has_changed({"sync", "rotate-size"}));
    CHECK_FALSE(collector.reloading.has_changed({"slot"}));
}

TEST_CASE("a setting that can't change is told at each reload", "[reload]") {
    running_collector collector;
    for (int i = 0; i < 2; ++i) {
        CHECK(collector.read(named("b", "64MiB")));
        CHECK(
            collector.told ==
            lines{"slot: needs a restart to become b", "reloaded; nothing is different"});
        CHECK_FALSE(collector.reloading.has_changed({"slot"}));
    }
    CHECK(collector.read(named("a", "64MiB")));
    CHECK(collector.told == lines{"reloaded; nothing is different"});
}

TEST_CASE("whom to allow waits for a restart while what is listened on does", "[reload]") {
    const auto named = [](const std::string &listen, const std::string &allow) {
        return std::vector<named_setting>{{"allow", allow, "default"}, {"listen", listen, ""}};
    };
    running_collector collector;
    collector.reloading = {[&] { return collector.next; }, settings_of(named("138", "10.0.0.1"))};
    CHECK(collector.read(named("none", "all")));
    CHECK(
        collector.told == lines{
                              "allow: needs a restart to become all",
                              "listen: needs a restart to become none",
                              "reloaded; nothing is different"});
    CHECK_FALSE(collector.reloading.has_changed({"allow"}));
    CHECK(collector.read(named("138", "all")));
    CHECK(collector.told == lines{"allow: all, was 10.0.0.1", "reloaded"});
}

TEST_CASE("what was taken over once is no change any more", "[reload]") {
    running_collector collector;
    CHECK(collector.read(named("a", "1MiB")));
    CHECK(collector.read(named("a", "1MiB")));
    CHECK(collector.told == lines{"reloaded; nothing is different"});
    CHECK_FALSE(collector.reloading.has_changed({"rotate-size"}));
}

TEST_CASE("settings that can't be read change nothing", "[reload]") {
    running_collector collector;
    CHECK(collector.read(named("a", "1MiB")));
    collector.next = {{}, "a.toml:7: no"};
    CHECK_FALSE(collector.read());
    CHECK(collector.told == lines{"not reloaded, all stays as it is: a.toml:7: no"});
    CHECK_FALSE(collector.reloading.has_changed({"rotate-size"}));
    CHECK(collector.read(named("a", "2MiB")));
    CHECK(collector.told.at(0) == "rotate-size: 2MiB, was 1MiB");
}
