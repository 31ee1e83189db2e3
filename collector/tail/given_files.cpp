#include "collector/tail/given_files.h"

#include <utility>

namespace mailslog {

void given_files::begin(const file_identity &identity) {
    ++files_[identity].followers;
}

void given_files::end(
    const file_identity &identity, std::unique_ptr<file> file, std::uint64_t offset) {
    given_file &given = files_[identity];
    --given.followers;
    given.kept = std::move(file);
    given.offset = offset;
    given.is_old = false;
}

void given_files::leave(const file_identity &identity) {
    const auto found = files_.find(identity);
    if (--found->second.followers == 0 && !found->second.kept) {
        files_.erase(found);
    }
}

bool given_files::is_being_given(const file_identity &identity) const {
    const auto found = files_.find(identity);
    return found != files_.end() && found->second.followers > 0;
}

std::uint64_t given_files::given_bytes(const file_identity &identity) const {
    const auto found = files_.find(identity);
    return found == files_.end() || found->second.followers > 0 ? 0 : found->second.offset;
}

void given_files::forget_old() {
    for (auto at = files_.begin(); at != files_.end();) {
        given_file &given = at->second;
        const bool is_over = given.followers == 0;
        const bool is_forgotten = is_over && given.is_old;
        given.is_old = is_over;
        at = is_forgotten ? files_.erase(at) : std::next(at);
    }
}

} // namespace mailslog
