#include "collector/status/status_page.h"

#include <cstdio>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/files/guarded_open_posix.h"
#include "collector/files/path_refusal.h"
#include "mailslot/mapping_posix.h"
#include "mailslot/slot_folder_posix.h"
#include "mailslot/system_error_posix.h"

namespace mailslog {
namespace {

constexpr std::string_view status_suffix = ".status";

/// A file whose blocks are there, so that no store into it can fail; nobody knows it by `name` yet.
std::error_code map_new_file(const std::string &path, unsigned mode, mapping &out) {
    (void)::unlink(path.c_str()); // of a collector that was killed
    descriptor fresh;
    if (const auto error = guarded_open(path, O_RDWR | O_CREAT | O_EXCL, mode, fresh)) {
        return error;
    }
    if (const int error = ::posix_fallocate(fresh.get(), 0, status_cell::size_bytes)) {
        return std::error_code{error, std::system_category()};
    }
    return out.map(fresh.get(), status_cell::size_bytes) ? std::error_code{} : last_error();
}

} // namespace

std::string status_page_name(const slot_name & /*slot*/, const std::string &socket_path) {
    return socket_path + std::string{status_suffix};
}

std::vector<std::string> status_page_names(const slot_name &slot) {
    std::vector<std::string> names;
    for (const std::string &path : writer_socket_paths(slot)) {
        names.push_back(status_page_name(slot, path));
    }
    return names;
}

struct status_page::memory {
    alignas(64) char own[status_cell::size_bytes] = {};
    mapping shared;
    std::string shared_as; // empty: it is not
    status_cell cell{own};

    const void *get() const noexcept { return shared.data() != nullptr ? shared.data() : own; }
};

status_page::status_page() : memory_{std::make_unique<memory>()} {}
status_page::~status_page() = default;

std::error_code status_page::share(const std::string &name, unsigned mode) {
    const std::string fresh_name = name + ".tmp";
    mapping fresh;
    if (const auto error = map_new_file(fresh_name, mode, fresh)) {
        return error;
    }
    memory_->cell = status_cell{fresh.data()};
    memory_->shared = std::move(fresh);
    if (std::rename(fresh_name.c_str(), name.c_str()) != 0) {
        return last_error();
    }
    memory_->shared_as = name;
    return {};
}

void status_page::withdraw() noexcept {
    if (!memory_->shared_as.empty()) {
        (void)::unlink(memory_->shared_as.c_str());
    }
}

status_cell &status_page::cell() noexcept {
    return memory_->cell;
}

cell_glance status_page::glance() const {
    return glance_at(memory_->get());
}

// Read, not mapped: a file that somebody cuts meanwhile must not kill who looks.
std::error_code
look_at_status_page(const std::string &name, std::string &text, cell_answer &answer) {
    descriptor page;
    if (const auto error = guarded_open(name, O_RDONLY, 0, page)) {
        return error;
    }
    answer = look_into_cell(
        [&page](std::size_t offset, void *to, std::size_t size_bytes) {
            const ssize_t read_bytes =
                ::pread(page.get(), to, size_bytes, static_cast<off_t>(offset));
            return read_bytes == static_cast<ssize_t>(size_bytes);
        },
        text);
    return {};
}

} // namespace mailslog
