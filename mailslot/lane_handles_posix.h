// What lane_reader and lane_bells share of a lane.
#pragma once

#include <cstdint>

#include "mailslot/descriptor_posix.h"
#include "mailslot/lane.h"
#include "mailslot/lane_page_posix.h"
#include "mailslot/mapping_posix.h"

namespace mailslog {

struct lane_reader::handles {
    handles() = default;
    ~handles();
    handles(const handles &) = delete;
    handles &operator=(const handles &) = delete;

    mapping mapped;
    lane_page *page = nullptr;
    descriptor bell;
    lane_place place;
    bool writer_is_gone = false;
};

} // namespace mailslog
