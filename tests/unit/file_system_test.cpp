// The system's own file system keeps what collector/files/file_system.h promises, on every system.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "collector/files/file_system.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using mailslog::file;
using mailslog::file_identity;
using mailslog::open_mode;

namespace {

struct files_of_test {
    mailslog::temporary_folder folder;
    mailslog::file_system &files = mailslog::real_file_system();

    std::string path(const std::string &name) const { return folder.path() + '/' + name; }
    std::unique_ptr<file> open(const std::string &name, open_mode mode) {
        std::unique_ptr<file> opened;
        const auto error = files.open(path(name), mode, opened);
        CAPTURE(name, error.message());
        REQUIRE_FALSE(error);
        REQUIRE(opened);
        return opened;
    }
    static void append(file &to, const std::string &text) {
        std::size_t written = 0;
        REQUIRE_FALSE(to.append(text, written));
        REQUIRE(written == text.size());
    }
    std::unique_ptr<file> make(const std::string &name, const std::string &text = "") {
        auto made = open(name, open_mode::create_new);
        append(*made, text);
        return made;
    }
    static std::string read(file &from, std::uint64_t offset, std::size_t bytes) {
        std::string text(bytes, '?');
        std::size_t count = 4711;
        REQUIRE_FALSE(from.read_at(offset, text.data(), bytes, count));
        REQUIRE(count <= bytes);
        text.resize(count);
        return text;
    }
    std::string content(const std::string &name) {
        return read(*open(name, open_mode::read), 0, 1000);
    }
    static file_identity identity(const file &of) {
        file_identity told;
        REQUIRE_FALSE(of.identity(told));
        return told;
    }
    file_identity identify(const std::string &name) {
        file_identity told;
        REQUIRE_FALSE(files.identify(path(name), told));
        return told;
    }
    std::error_code error_of_open(const std::string &name, open_mode mode) {
        std::unique_ptr<file> opened;
        const auto error = files.open(path(name), mode, opened);
        CHECK_FALSE(opened);
        return error;
    }
    std::vector<std::string> names_in(const std::string &where) {
        std::vector<std::string> names;
        REQUIRE_FALSE(files.list(where, names));
        std::sort(names.begin(), names.end());
        return names;
    }
};

using names = std::vector<std::string>;

} // namespace

TEST_CASE_METHOD(files_of_test, "a file that is absent cannot be read", "[file_system]") {
    const auto absent = std::errc::no_such_file_or_directory;
    file_identity told;
    std::vector<std::string> listed;
    CHECK(error_of_open("absent", open_mode::read) == absent);
    CHECK(error_of_open("absent/below", open_mode::append) == absent);
    CHECK(files.identify(path("absent"), told) == absent);
    CHECK(files.remove(path("absent")) == absent);
    CHECK(files.rename(path("absent"), path("to")) == absent);
    CHECK(files.replace(path("absent"), path("to")) == absent);
    CHECK(files.list(path("absent"), listed) == absent);
}

TEST_CASE_METHOD(files_of_test, "appending creates a file, then goes on", "[file_system]") {
    append(*open("log", open_mode::append), "one\n");
    append(*open("log", open_mode::append), "two\n");
    CHECK(content("log") == "one\ntwo\n");
}

TEST_CASE_METHOD(
    files_of_test, "two who append to one file never overwrite each other", "[file_system]") {
    const auto first = open("log", open_mode::append);
    const auto second = open("log", open_mode::append);
    append(*first, "one\n");
    append(*second, "two\n");
    append(*first, "three\n");
    CHECK(content("log") == "one\ntwo\nthree\n");
}

TEST_CASE_METHOD(files_of_test, "a new file does not take a name in use", "[file_system]") {
    make("taken", "mine");
    CHECK(error_of_open("taken", open_mode::create_new) == std::errc::file_exists);
    CHECK(content("taken") == "mine");
}

TEST_CASE_METHOD(
    files_of_test, "reading starts at its offset and ends with the file", "[file_system]") {
    make("digits", "0123456789");
    const auto digits = open("digits", open_mode::read);
    CHECK(read(*digits, 0, 4) == "0123");
    CHECK(read(*digits, 6, 4) == "6789");
    CHECK(read(*digits, 7, 4) == "789");
    CHECK(read(*digits, 10, 4).empty());
    CHECK(read(*digits, 11, 4).empty());
    CHECK(read(*digits, 3, 0).empty());
}

TEST_CASE_METHOD(files_of_test, "a file is mended at any place, and cut", "[file_system]") {
    CHECK(error_of_open("log", open_mode::mend) == std::errc::no_such_file_or_directory);
    make("log", "one\ntwo\nthree");
    const auto mended = open("log", open_mode::mend);
    CHECK(read(*mended, 4, 3) == "two");
    REQUIRE_FALSE(mended->write_at(4, "TWO"));
    REQUIRE_FALSE(mended->truncate(8));
    CHECK(content("log") == "one\nTWO\n");
    append(*open("log", open_mode::append), "four\n");
    REQUIRE_FALSE(mended->write_at(0, "ONE"));
    CHECK(content("log") == "ONE\nTWO\nfour\n");
}

TEST_CASE_METHOD(files_of_test, "the machine has one life while a program runs", "[file_system]") {
    CHECK(files.machine_life() == files.machine_life());
    CHECK(files.machine_life().find('\n') == std::string::npos);
}

TEST_CASE_METHOD(files_of_test, "a reader sees what is appended later", "[file_system]") {
    const auto log = make("log", "one");
    const auto reader = open("log", open_mode::read);
    append(*log, "two");
    CHECK(read(*reader, 3, 10) == "two");
    std::uint64_t size = 0;
    REQUIRE_FALSE(reader->size(size));
    CHECK(size == 6);
}

TEST_CASE_METHOD(files_of_test, "appending goes on where a file was cut", "[file_system]") {
    const auto log = make("log", "kept, not kept");
    REQUIRE_FALSE(log->truncate(4));
    append(*log, "!");
    CHECK(content("log") == "kept!");
    REQUIRE_FALSE(log->truncate(0));
    CHECK(content("log").empty());
}

TEST_CASE_METHOD(files_of_test, "line ends and zeros stay as they are", "[file_system]") {
    const std::string bytes("a\nb\r\nc\x1A\0d", 9);
    make("raw", bytes);
    CHECK(content("raw") == bytes);
}

TEST_CASE_METHOD(files_of_test, "a file is renamed while it is written and read", "[file_system]") {
    const auto log = make("live", "before ");
    const auto reader = open("live", open_mode::read);
    REQUIRE_FALSE(files.rename(path("live"), path("rotated")));
    append(*log, "after");
    make("live", "new");
    CHECK(read(*reader, 0, 100) == "before after");
    CHECK(content("rotated") == "before after");
    CHECK(content("live") == "new");
}

TEST_CASE_METHOD(files_of_test, "a rename replaces nothing", "[file_system]") {
    make("from", "from");
    make("to", "to");
    CHECK(files.rename(path("from"), path("to")) == std::errc::file_exists);
    CHECK(content("from") == "from");
    CHECK(content("to") == "to");
}

TEST_CASE_METHOD(files_of_test, "a replacement takes the place of a file", "[file_system]") {
    const auto from = make("from", "from");
    make("to", "to");
    REQUIRE_FALSE(files.replace(path("from"), path("to")));
    append(*from, ", and on");
    CHECK(content("to") == "from, and on");
    CHECK(error_of_open("from", open_mode::read) == std::errc::no_such_file_or_directory);
}

TEST_CASE_METHOD(files_of_test, "a replacement needs nothing to replace", "[file_system]") {
    make("from", "from");
    REQUIRE_FALSE(files.replace(path("from"), path("to")));
    CHECK(content("to") == "from");
}

TEST_CASE_METHOD(files_of_test, "a file keeps its identity under another name", "[file_system]") {
    const auto log = make("live");
    const auto before = identity(*log);
    CHECK(identify("live") == before);
    REQUIRE_FALSE(files.rename(path("live"), path("rotated")));
    const auto next = make("live");
    CHECK(identity(*log) == before);
    CHECK(identify("rotated") == before);
    CHECK(identify("live") == identity(*next));
    CHECK(identify("live") != before);
}

TEST_CASE_METHOD(files_of_test, "a removed file is gone", "[file_system]") {
    make("log");
    REQUIRE_FALSE(files.remove(path("log")));
    CHECK(error_of_open("log", open_mode::read) == std::errc::no_such_file_or_directory);
    CHECK(names_in(folder.path()).empty());
}

TEST_CASE_METHOD(files_of_test, "a file knows when its name is gone", "[file_system]") {
    const auto written = make("a", "text");
    CHECK_FALSE(written->is_deleted());
    REQUIRE_FALSE(files.rename(path("a"), path("b")));
    CHECK_FALSE(written->is_deleted());
    REQUIRE_FALSE(files.rename(path("b"), path("a")));
    REQUIRE_FALSE(files.remove(path("a")));
    file_identity identity;
    const bool is_gone = mailslog::is_absent(files.identify(path("a"), identity));
    CHECK(written->is_deleted() == is_gone);
}

TEST_CASE_METHOD(files_of_test, "a list names files and folders, and itself not", "[file_system]") {
    CHECK(names_in(folder.path()).empty());
    make("b");
    make("a");
    REQUIRE_FALSE(files.make_folders(path("c")));
    CHECK(names_in(folder.path()) == names{"a", "b", "c"});
}

TEST_CASE_METHOD(files_of_test, "missing folders are made, present ones kept", "[file_system]") {
    REQUIRE_FALSE(files.make_folders(path("a/b/c")));
    make("a/b/c/log", "deep");
    REQUIRE_FALSE(files.make_folders(path("a/b/c")));
    REQUIRE_FALSE(files.make_folders(path("a")));
    CHECK(content("a/b/c/log") == "deep");
}

TEST_CASE_METHOD(files_of_test, "no folder is made where a file stands", "[file_system]") {
    make("file");
    CHECK(files.make_folders(path("file")));
    CHECK(files.make_folders(path("file/below")));
}

TEST_CASE_METHOD(files_of_test, "names may be of any script", "[file_system]") {
    const std::string name = "журнал-日誌-\xF0\x9F\x93\x9C-größe.log";
    REQUIRE_FALSE(files.make_folders(path("каталог")));
    make("каталог/" + name, "text");
    CHECK(content("каталог/" + name) == "text");
    CHECK(names_in(path("каталог")) == names{name});
    REQUIRE_FALSE(files.rename(path("каталог/" + name), path("каталог/é")));
    CHECK(names_in(path("каталог")) == names{"é"});
}

// MAX_PATH, where Windows' functions ended once, is 260; a folder's path had to end 12 before.
TEST_CASE_METHOD(files_of_test, "paths may be longer than 260 bytes", "[file_system]") {
    std::string deep = "d";
    const std::size_t bytes = GENERATE(246U, 247U, 248U, 259U, 260U, 261U, 1000U);
    while (path(deep).size() < bytes) {
        const std::size_t missing = bytes - path(deep).size();
        deep += deep.size() % 100 == 99 && missing > 1 ? '/' : 'd';
    }
    CAPTURE(bytes);
    REQUIRE_FALSE(files.make_folders(path(deep)));
    make(deep + "/log", "text");
    CHECK(content(deep + "/log") == "text");
    REQUIRE_FALSE(files.rename(path(deep + "/log"), path(deep + "/rotated")));
    CHECK(names_in(path(deep)) == names{"rotated"});
    REQUIRE_FALSE(files.remove(path(deep + "/rotated")));
}

TEST_CASE_METHOD(files_of_test, "files and folders are forced to the disk", "[file_system]") {
    const auto made = make("one", "text");
    CHECK_FALSE(made->sync());
    CHECK_FALSE(open("one", open_mode::append)->sync());
    CHECK_FALSE(files.sync_folder(folder.path()));
    CHECK(content("one") == "text");
}

TEST_CASE("the size of a file is known without opening it", "[file_system]") {
    files_of_test test;
    test.make("a", "12345");
    std::uint64_t bytes = 0;
    REQUIRE_FALSE(test.files.size_of(test.path("a"), bytes));
    CHECK(bytes == 5);
    CHECK(mailslog::is_absent(test.files.size_of(test.path("none"), bytes)));
}

TEST_CASE("a file takes over the time of another's last change", "[file_system]") {
    files_of_test test;
    test.make("old", "1");
    test.make("new", "2");
    const std::filesystem::path old_path{test.path("old")};
    const auto before = std::filesystem::last_write_time(old_path) - std::chrono::hours{1000};
    std::filesystem::last_write_time(old_path, before);
    const auto then = std::filesystem::last_write_time(old_path);
    REQUIRE_FALSE(test.files.copy_attributes(test.path("old"), test.path("new")));
    CHECK(std::filesystem::last_write_time(test.path("new")) == then);
    CHECK(test.content("new") == "2");
    CHECK(mailslog::is_absent(test.files.copy_attributes(test.path("none"), test.path("new"))));
    CHECK(mailslog::is_absent(test.files.copy_attributes(test.path("old"), test.path("none"))));
}

TEST_CASE("a disk has some space, and not all of it is free", "[file_system]") {
    files_of_test test;
    mailslog::disk_space space;
    REQUIRE_FALSE(test.files.space_at(test.folder.path(), space));
    CHECK(space.free_bytes > 0);
    CHECK(space.free_bytes <= space.total_bytes);
    CHECK(test.files.space_at(test.path("none"), space));
}
