#include "mailslot/descriptor_limit.h"

#include <algorithm>

#include <sys/resource.h>

namespace mailslog {

// getrlimit(2): the soft limit is ours up to the hard one.
std::size_t raise_descriptor_limit(std::size_t wanted) noexcept {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return wanted;
    }
    if (limit.rlim_cur < wanted) {
        rlimit raised = limit;
        raised.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) {
            limit = raised;
        }
    }
    return limit.rlim_cur;
}

} // namespace mailslog
