#include "collector/intake/handed_over.h"

#include <map>
#include <string>
#include <utility>

namespace mailslog {
namespace {

/// The handles of one lane, in whatever order they came.
struct pair_of_handles {
    attached_handles memory;
    attached_handles bell;
};

void close(int handle) noexcept {
    attached_handles last_owner;
    last_owner.add(handle);
}

attached_handles in_order(pair_of_handles pair) {
    attached_handles both;
    both.add(pair.memory.release(0));
    both.add(pair.bell.release(0));
    return both;
}

} // namespace

handed_over sorted(const std::vector<handed_over_handle> &handles) {
    handed_over result;
    std::map<std::string, pair_of_handles> pairs;
    for (const handed_over_handle &one : handles) {
        if (lane_name::parse(one.name)) {
            pair_of_handles &pair = pairs[one.name];
            (one.kind == handle_kind::pipe ? pair.bell : pair.memory).add(one.handle);
        } else if (one.kind == handle_kind::socket && result.socket_count++ == 0) {
            result.socket = one.handle;
        } else {
            close(one.handle);
        }
    }
    for (auto &[name, pair] : pairs) {
        result.lanes.push_back({*lane_name::parse(name), in_order(std::move(pair))});
    }
    return result;
}

} // namespace mailslog
