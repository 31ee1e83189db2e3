#include "collector/files/writable.h"

#include "collector/files/file_system.h"
#include "collector/files/rotated_files.h"

namespace mailslog {

std::optional<obstacle> obstacle_to_writing(const std::string &path) {
    if (const std::error_code failed = try_file(path); failed && !is_absent(failed)) {
        return obstacle{path, failed};
    }
    // Rotation and the ledger make files, too, so that the folder counts even for a file that is.
    for (std::string folder = folder_of(path);; folder = folder_of(folder)) {
        const std::error_code failed = try_folder(folder);
        if (!failed) {
            return {};
        }
        if (!is_absent(failed) || folder == folder_of(folder)) {
            return obstacle{folder, failed};
        }
    }
}

} // namespace mailslog
