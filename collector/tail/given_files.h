// Which files the followers of several logs give, and how far, so that one that is renamed from one
// log's name to another's is given once. One thread at a time.
//
// What has been given is kept open for a while: as long as it is, no other file gets its identity.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "collector/files/file_system.h"

namespace mailslog {

class given_files {
public:
    /// A follower gives the lines of this file from now on.
    void begin(const file_identity &identity);
    /// It has given those before `offset`, and gives no more.
    void end(const file_identity &identity, std::unique_ptr<file> file, std::uint64_t offset);
    /// It gives no more, and the file gets no log's name any more: it was rotated.
    void leave(const file_identity &identity);

    bool is_being_given(const file_identity &identity) const;
    /// Up to where the lines of a file have been given that nobody gives any more; 0 if it is not
    /// known.
    std::uint64_t given_bytes(const file_identity &identity) const;

    /// Forgets what was over at the last call already: by now every follower has looked whether
    /// such a file has got its log's name, and so has who looks for new logs.
    void forget_old();

private:
    struct given_file {
        int followers = 0; // more than one where it has several names
        std::unique_ptr<file> kept;
        std::uint64_t offset = 0;
        bool is_old = false;
    };
    std::map<file_identity, given_file, before_by_identity> files_;
};

} // namespace mailslog
