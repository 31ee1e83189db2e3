#include "collector/rotation_desk.h"

#include <mailslog/slot_error.h>

#include "collector/tell.h"
#include "mailslot/process.h"

namespace mailslog {

rotation_desk::~rotation_desk() {
    if (!path_.empty()) {
        (void)files_.remove(path_);
    }
}

void rotation_desk::open(const std::string &path) {
    path_ = path;
    publish();
}

void rotation_desk::answer(bool is_done, const std::string &text) {
    answer_.is_done = is_done;
    answer_.text = text;
    ++answer_.number;
    publish();
}

void rotation_desk::publish() {
    answer_.process_id = process_id();
    if (!path_.empty()) {
        if (const auto failed = write_answer(files_, path_, answer_)) {
            tell(describe("write", path_, failed));
        }
    }
}

} // namespace mailslog
