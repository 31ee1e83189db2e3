#include "collector/intake/posts.h"

#include <algorithm>
#include <utility>

namespace mailslog {

void posts::begin(std::vector<slot_reader> slots, const std::function<void()> &wake) {
    for (slot_reader &slot : slots) {
        all_.push_back(std::make_unique<post>(std::move(slot), wake));
    }
}

void posts::stop() {
    for (const auto &post : all_) {
        post->box.stop();
    }
}

void posts::take(const adopt_function &adopt) {
    for (const auto &post : all_) {
        if (post->source.has_more()) {
            post->source.resume();
            continue;
        }
        post->box.take(post->batch);
        post->source.load(post->batch, adopt);
    }
}

bool posts::has_more() const {
    return std::any_of(all_.begin(), all_.end(), [](const auto &post) {
        return post->source.has_more() || post->box.has_more();
    });
}

void posts::add_to(time_merge &merge) {
    for (const auto &post : all_) {
        merge.add(post->source);
    }
}

/// Only the post that hears the network has somebody to refuse.
void posts::allow(const std::vector<std::string> &ranges) {
    for (const auto &post : all_) {
        (void)post->box.allow(ranges);
    }
}

std::uint64_t posts::take_malformed() noexcept {
    std::uint64_t count = 0;
    for (const auto &post : all_) {
        count += post->source.take_malformed();
    }
    return count;
}

std::uint64_t posts::take_forged() noexcept {
    std::uint64_t count = 0;
    for (const auto &post : all_) {
        count += post->source.take_forged();
    }
    return count;
}

std::error_code posts::failure() const {
    for (const auto &post : all_) {
        if (const std::error_code failed = post->box.failure()) {
            return failed;
        }
    }
    return {};
}

std::vector<refused_messages> posts::refused() const {
    std::vector<refused_messages> all;
    for (const auto &post : all_) {
        const auto some = post->box.refused();
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

} // namespace mailslog
