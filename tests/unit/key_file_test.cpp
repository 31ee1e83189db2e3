#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "mailslot/network/seal.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace mailslog;

namespace {

const std::string digits = "000102030405060708090a0b0c0d0e0fF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF";

/// A file that is its owner's alone.
class key_file {
public:
    explicit key_file(const std::string &content, const std::string &name = "key")
        : path_(folder_.path() + '/' + name) {
        const auto path = std::filesystem::u8path(path_);
        std::ofstream(path, std::ios::binary) << content;
        std::filesystem::permissions(path, std::filesystem::perms::owner_read);
    }
    ~key_file() {
        std::error_code ignored; // Windows deletes no file that may only be read
        std::filesystem::permissions(
            std::filesystem::u8path(path_), std::filesystem::perms::owner_all, ignored);
    }
    key_file(const key_file &) = delete;
    key_file &operator=(const key_file &) = delete;

    const std::string &path() const noexcept { return path_; }

private:
    temporary_folder folder_;
    std::string path_;
};

bool is_taken(const std::string &content) {
    return read_key_file(key_file{content}.path(), nullptr).has_value();
}

void check_refused(const std::string &content) {
    CAPTURE(content);
    const key_file file{content};
    std::string reason;
    CHECK_FALSE(read_key_file(file.path(), &reason));
    CHECK(reason.find(file.path()) != std::string::npos);
    CHECK(reason.find("64 hexadecimal digits") != std::string::npos);
}

} // namespace

TEST_CASE("64 hexadecimal digits are a key", "[key_file]") {
    const key_file file{digits};
    std::string reason = "as before";
    const std::optional<seal_key> key = read_key_file(file.path(), &reason);
    REQUIRE(key);
    CHECK(reason == "as before");
    for (unsigned i = 0; i < 16; ++i) {
        CHECK(unsigned{(*key)[i]} == i);
        CHECK(unsigned{(*key)[16 + i]} == 0xF0 + i);
    }
}

TEST_CASE("white space may stand around a key, not in it", "[key_file]") {
    CHECK(is_taken(digits + "\n"));
    CHECK(is_taken(digits + "\r\n"));
    CHECK(is_taken(" \t\r\n\v\f" + digits + " \n\n"));
    check_refused(digits.substr(0, 32) + " " + digits.substr(32));
    check_refused(digits.substr(0, 32) + "\n" + digits.substr(32, 31));
}

TEST_CASE("more or fewer digits are no key", "[key_file]") {
    check_refused("");
    check_refused("\n");
    check_refused(digits.substr(2));
    check_refused(digits.substr(1));
    check_refused(digits + "0");
    check_refused(digits + digits);
}

TEST_CASE("what is no hexadecimal digit is none anywhere", "[key_file]") {
    for (const char other : std::string("gG/:@`x-\0\xFF", 10)) {
        for (const std::size_t at : {0u, 1u, 31u, 62u, 63u}) {
            std::string changed = digits;
            changed[at] = other;
            check_refused(changed);
        }
    }
    check_refused("0x" + digits.substr(2));
    check_refused(std::string(64, '\0'));
}

TEST_CASE("a key file is read up to 1024 bytes", "[key_file]") {
    for (const std::size_t size : {1023u, 1024u}) {
        CHECK(is_taken(digits + std::string(size - digits.size(), ' ')));
        CHECK(is_taken(std::string(size - digits.size(), ' ') + digits));
    }
    check_refused(digits + std::string(1025 - digits.size(), ' '));
    check_refused(digits + std::string(100'000, ' '));
}

TEST_CASE("a key file's name may be any UTF-8", "[key_file]") {
    const key_file file{digits, "schl\xC3\xBCssel \xE2\x82\xAC"};
    CHECK(read_key_file(file.path(), nullptr));
}

TEST_CASE("a file that is not there is named, with what the system says", "[key_file]") {
    const temporary_folder folder;
    const std::string path = folder.path() + "/none";
    std::string reason;
    CHECK_FALSE(read_key_file(path, &reason));
    CHECK(reason.find("cannot read the key file " + path + ": ") == 0);
    CHECK(reason.size() > path.size() + 30);
    CHECK_FALSE(read_key_file(path, nullptr));
}

TEST_CASE("a folder is no key file", "[key_file]") {
    const temporary_folder folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
    std::string reason;
    CHECK_FALSE(read_key_file(folder.path(), &reason));
    CHECK(reason.find("cannot read the key file " + folder.path()) == 0);
}
