// The page on which a collector keeps its status, in memory that other processes may look into: on
// POSIX a mapped file beside the slot's socket, which outlives a collector that is killed; on
// Windows a named mapping, which does not.
//
// Until it is shared, and where that fails, the memory is the process's own. One thread writes.
#pragma once

#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <mailslog/slot_name.h>

#include "collector/status/status_cell.h"

namespace mailslog {

/// Where the owner of a slot keeps it, as its socket stands at `socket_path` (none on Windows).
std::string status_page_name(const slot_name &slot, const std::string &socket_path);
/// Where it may be found, in this order.
std::vector<std::string> status_page_names(const slot_name &slot);

class status_page {
public:
    status_page();
    ~status_page();
    status_page(const status_page &) = delete;
    status_page &operator=(const status_page &) = delete;

    /// To be called before the first store: others find the page at `name` from now on, instead of
    /// one that stands there. `mode`: who may read it on POSIX. Errors: path_refusal, the system's.
    std::error_code share(const std::string &name, unsigned mode);

    /// While the slot is still owned: nobody new finds it any more, as far as the system lets us.
    void withdraw() noexcept;

    status_cell &cell() noexcept;
    /// As others see it; from any thread, as long as this lives.
    cell_glance glance() const;

private:
    struct memory;
    std::unique_ptr<memory> memory_;
};

/// Looks into the page at `name`, once. Errors: the system's.
std::error_code
look_at_status_page(const std::string &name, std::string &text, cell_answer &answer);

} // namespace mailslog
