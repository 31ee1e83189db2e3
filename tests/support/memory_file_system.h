// A file system in memory: fast, and free of what happens on the machine. One thread at a time.
//
// Behaves as a POSIX one: an open file outlives its name; a new file may have the identity of one
// that is gone, and has, as on ext4; what was opened to append can't be read and what was opened to
// read can't be written. Folders are there as soon as something is
// put into them. Paths are compared as they are written, so write each in one way.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "collector/files/file_system.h"

namespace mailslog {

class memory_file_system final : public file_system {
public:
    std::error_code
    open(const std::string &path, open_mode mode, std::unique_ptr<file> &out) override;
    std::error_code rename(const std::string &from, const std::string &to) override;
    std::error_code replace(const std::string &from, const std::string &to) override;
    std::error_code remove(const std::string &path) override;
    std::error_code identify(const std::string &path, file_identity &identity) override;
    std::error_code size_of(const std::string &path, std::uint64_t &bytes) override;
    std::error_code copy_attributes(const std::string &from, const std::string &to) override;
    std::error_code space_at(const std::string &folder, disk_space &space) override;
    std::error_code list(const std::string &folder, std::vector<std::string> &names) override;
    std::error_code sync_folder(const std::string &folder) override;
    std::error_code make_folders(const std::string &folder) override;
    std::string machine_life() const override { return std::to_string(life_); }

    /// What stands in the file; nothing if there is none.
    std::string content(const std::string &path) const;
    /// Puts a file there, in place of one that is.
    void put(const std::string &path, std::string content);
    /// Gives a file a second name.
    void link(const std::string &path, const std::string &name) { files_[name] = files_.at(path); }
    bool exists(const std::string &path) const { return files_.count(path) != 0; }
    /// The machine dies: of each file that is left what was forced to the disk. (Of names all is.)
    void lose_power();
    /// The machine has died, and what the disk has of each file is up to the test.
    void begin_another_life() { ++life_; }
    /// The system gives the disk another number.
    void change_device();
    /// Another disk with the same files, identities included.
    memory_file_system copy() const;
    /// Puts something else into a file that is there.
    void set_content(const std::string &path, std::string content);
    /// How much the disk holds of files; nothing stops them from outgrowing it, but space_at()
    /// tells.
    void set_disk_bytes(std::uint64_t bytes) { disk_bytes_ = bytes; }
    /// When the file was changed last, in a time that counts the changes.
    std::uint64_t changed_at(const std::string &path) const;
    /// All paths, in order of their names.
    std::vector<std::string> paths() const;

    struct node {
        file_identity identity;
        std::string content;
        std::string content_on_disk;
        bool is_deleted = false;
        std::uint64_t changed_at = 0;
    };

private:
    std::shared_ptr<node> make_node();
    /// The files are others from now on, with the same identities.
    void replace_nodes();

    std::map<std::string, std::shared_ptr<node>> files_;
    std::map<std::uint64_t, std::weak_ptr<node>> by_inode_;
    int life_ = 1;
    std::uint64_t device_ = 1;
    std::uint64_t disk_bytes_ = std::uint64_t{1} << 40U;
    std::shared_ptr<std::uint64_t> changes_ = std::make_shared<std::uint64_t>(0);
};

} // namespace mailslog
