// The names of users, asked for once each. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "collector/system/user_name.h"

namespace mailslog {

class user_names {
public:
    /// Asked for anew when so many are known: a name may have changed.
    static constexpr std::size_t max_known = 1024;

    /// See user_name_of(). The view holds until the next call.
    std::string_view name_of(std::uint32_t user_id) {
        if (known_.size() >= max_known && known_.count(user_id) == 0) {
            known_.clear();
        }
        const auto [place, is_new] = known_.try_emplace(user_id);
        if (is_new) {
            place->second = user_name_of(user_id);
        }
        return place->second;
    }

private:
    std::unordered_map<std::uint32_t, std::string> known_;
};

} // namespace mailslog
