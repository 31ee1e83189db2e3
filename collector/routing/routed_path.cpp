#include "collector/routing/routed_path.h"

#include <algorithm>

#include "collector/files/rotated_files.h"
#include "collector/routing/safe_name.h"
#include "mailslot/utf8.h"

namespace mailslog {
namespace {

/// How many bytes more it has then.
std::size_t mask_character(std::string &path, std::size_t at) {
    const std::size_t before = path.size();
    const std::size_t bytes = utf8_sequence_bytes(std::string_view{path}.substr(at));
    std::string masked;
    append_encoded(masked, std::string_view{path}.substr(at, bytes));
    path.replace(at, bytes, masked);
    return path.size() - before;
}

} // namespace

void routed_path::append(std::string_view text) {
    if (!text.empty() && text.front() == '/') {
        end_part();
        count_ = 0;
    }
    path_.append(text);
}

void routed_path::append_name(std::string_view name, std::size_t max_bytes) {
    const std::size_t begin = path_.size();
    append_safe_name(path_, name, max_bytes);
    names_[count_++] = {begin, path_.size()};
}

void routed_path::end_part() {
    const std::size_t begin = folder_prefix_of(path_).size();
    const std::size_t stem_end = std::min(path_.find('.', begin), path_.size());
    const bool has_named_stem = count_ != 0 && names_[0].begin < stem_end;
    if (has_named_stem && is_device(std::string_view{path_}.substr(begin))) {
        mask_from(begin);
    }
    if (const auto dash = stamp_dash_of(path_)) {
        mask_from(*dash);
    }
}

void routed_path::mask_from(std::size_t from) {
    std::size_t masked_bytes = 0; // more than there were, once a name was masked
    for (std::size_t i = 0; i < count_; ++i) {
        name_range &name = names_[i];
        name.begin += masked_bytes;
        name.end += masked_bytes;
        if (masked_bytes == 0 && name.end > from) {
            masked_bytes = mask_character(path_, std::max(name.begin, from));
            name.end += masked_bytes;
        }
    }
}

} // namespace mailslog
