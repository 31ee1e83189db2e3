#include "collector/files/file_system.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <windows.h>

#include "collector/files/path_windows.h"
#include "mailslot/handle_windows.h"
#include "mailslot/utf16_windows.h"

// GCC's std::system_category knows which std::errc a Win32 error is;
// tests/unit/file_system_test.cpp holds it to the ones that this contract names.

namespace mailslog {
namespace {

constexpr DWORD share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
/// The most that one ReadFile or WriteFile is asked to move: it must fit a DWORD.
constexpr std::size_t max_transfer_bytes = std::size_t{1} << 30U;

std::error_code system_error(DWORD number) noexcept {
    return {static_cast<int>(number), std::system_category()};
}

std::error_code last_system_error() noexcept {
    return system_error(::GetLastError());
}

std::error_code result_of(BOOL done) noexcept {
    return done ? std::error_code{} : last_system_error();
}

OVERLAPPED at_offset(std::uint64_t offset) noexcept {
    OVERLAPPED place{};
    place.Offset = static_cast<DWORD>(offset);
    place.OffsetHigh = static_cast<DWORD>(offset >> 32U);
    return place;
}

/// All ones stand for the end of the file, wherever others move it meanwhile
/// (https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-writefile).
constexpr std::uint64_t end_of_file = std::numeric_limits<std::uint64_t>::max();

std::error_code identity_of(const handle &file, file_identity &identity) noexcept {
    BY_HANDLE_FILE_INFORMATION told{};
    const auto error = result_of(::GetFileInformationByHandle(file.get(), &told));
    const std::uint64_t index = std::uint64_t{told.nFileIndexHigh} << 32U | told.nFileIndexLow;
    identity = {told.dwVolumeSerialNumber, index};
    return error;
}

std::error_code identify_path(const std::wstring &path, file_identity &identity) {
    // FILE_FLAG_BACKUP_SEMANTICS: a folder has an identity, too.
    const handle opened{::CreateFileW(
        path.c_str(), FILE_READ_ATTRIBUTES, share_all, nullptr, OPEN_EXISTING,
        FILE_FLAG_BACKUP_SEMANTICS, nullptr)};
    return opened ? identity_of(opened, identity) : last_system_error();
}

class windows_file final : public file {
public:
    windows_file(handle file, std::wstring path, bool is_writable) noexcept
        : file_{std::move(file)}, path_{std::move(path)}, is_writable_{is_writable} {}

    std::error_code append(std::string_view bytes, std::size_t &written_bytes) override {
        written_bytes = 0;
        while (!bytes.empty()) {
            const auto wanted = static_cast<DWORD>(std::min(bytes.size(), max_transfer_bytes));
            OVERLAPPED place = at_offset(end_of_file);
            DWORD count = 0;
            if (!::WriteFile(file_.get(), bytes.data(), wanted, &count, &place)) {
                return last_system_error();
            }
            written_bytes += count;
            bytes.remove_prefix(count);
        }
        return {};
    }

    std::error_code read_at(
        std::uint64_t offset, char *to, std::size_t size_bytes, std::size_t &read_bytes) override {
        read_bytes = 0;
        while (read_bytes < size_bytes) {
            const std::size_t left = size_bytes - read_bytes;
            const auto wanted = static_cast<DWORD>(std::min(left, max_transfer_bytes));
            OVERLAPPED place = at_offset(offset + read_bytes);
            DWORD count = 0;
            if (!::ReadFile(file_.get(), to + read_bytes, wanted, &count, &place)) {
                const DWORD error = ::GetLastError();
                return error == ERROR_HANDLE_EOF ? std::error_code{} : system_error(error);
            }
            if (count == 0) {
                return {};
            }
            read_bytes += count;
        }
        return {};
    }

    std::error_code write_at(std::uint64_t offset, std::string_view bytes) override {
        while (!bytes.empty()) {
            const auto wanted = static_cast<DWORD>(std::min(bytes.size(), max_transfer_bytes));
            OVERLAPPED place = at_offset(offset);
            DWORD count = 0;
            if (!::WriteFile(file_.get(), bytes.data(), wanted, &count, &place)) {
                return last_system_error();
            }
            offset += count;
            bytes.remove_prefix(count);
        }
        return {};
    }

    std::error_code size(std::uint64_t &bytes) const override {
        LARGE_INTEGER size{};
        const auto error = result_of(::GetFileSizeEx(file_.get(), &size));
        bytes = static_cast<std::uint64_t>(size.QuadPart);
        return error;
    }

    std::error_code truncate(std::uint64_t bytes) override {
        FILE_END_OF_FILE_INFO end{};
        end.EndOfFile.QuadPart = static_cast<LONGLONG>(bytes);
        return result_of(
            ::SetFileInformationByHandle(file_.get(), FileEndOfFileInfo, &end, sizeof end));
    }

    std::error_code sync() override {
        return is_writable_ ? result_of(::FlushFileBuffers(file_.get())) : std::error_code{};
    }

    // Windows 10 takes the name away at once on NTFS. Elsewhere it stays as long as anybody has the
    // file open, and whoever asks for it is denied access.
    bool is_deleted() const override {
        FILE_STANDARD_INFO told{};
        const bool is_told =
            ::GetFileInformationByHandleEx(file_.get(), FileStandardInfo, &told, sizeof told) != 0;
        if (!is_told || !(told.DeletePending || told.NumberOfLinks == 0)) {
            return false;
        }
        file_identity own;
        file_identity there;
        const auto error = identify_path(path_, there);
        return error ? is_absent(error) : !identity_of(file_, own) && own != there;
    }

    std::error_code identity(file_identity &identity) const override {
        return identity_of(file_, identity);
    }

private:
    handle file_;
    std::wstring path_; // by which it was opened
    bool is_writable_;
};

/// To append is to write: FILE_APPEND_DATA alone could not cut a file back.
constexpr DWORD access_of(open_mode mode) noexcept {
    switch (mode) {
    case open_mode::read:
        return GENERIC_READ;
    case open_mode::mend:
        return GENERIC_READ | GENERIC_WRITE;
    case open_mode::append:
    case open_mode::create_new:
        break;
    }
    return GENERIC_WRITE;
}

constexpr DWORD disposition_of(open_mode mode) noexcept {
    switch (mode) {
    case open_mode::append:
        return OPEN_ALWAYS;
    case open_mode::create_new:
        return CREATE_NEW;
    case open_mode::read:
    case open_mode::mend:
        break;
    }
    return OPEN_EXISTING;
}

class windows_file_system final : public file_system {
public:
    std::error_code
    open(const std::string &path, open_mode mode, std::unique_ptr<file> &out) override {
        std::wstring wide;
        if (const auto error = system_path(path, wide)) {
            return error;
        }
        handle opened{::CreateFileW(
            wide.c_str(), access_of(mode), share_all, nullptr, disposition_of(mode),
            FILE_ATTRIBUTE_NORMAL, nullptr)};
        if (!opened) {
            return last_system_error();
        }
        out = std::make_unique<windows_file>(
            std::move(opened), std::move(wide), mode != open_mode::read);
        return {};
    }

    std::error_code rename(const std::string &from, const std::string &to) override {
        return move(from, to, 0);
    }
    std::error_code replace(const std::string &from, const std::string &to) override {
        return move(from, to, MOVEFILE_REPLACE_EXISTING);
    }
    std::error_code remove(const std::string &path) override;
    std::error_code identify(const std::string &path, file_identity &identity) override;
    std::error_code size_of(const std::string &path, std::uint64_t &bytes) override;
    std::error_code copy_attributes(const std::string &from, const std::string &to) override;
    std::error_code space_at(const std::string &folder, disk_space &space) override;
    std::error_code list(const std::string &folder, std::vector<std::string> &names) override;
    /// NTFS keeps a journal of its names.
    std::error_code sync_folder(const std::string &) override { return {}; }
    std::error_code make_folders(const std::string &folder) override;
    std::string machine_life() const override { return {}; }

private:
    static std::error_code move(const std::string &from, const std::string &to, DWORD flags);
};

std::error_code
windows_file_system::move(const std::string &from, const std::string &to, DWORD flags) {
    std::wstring wide_from;
    std::wstring wide_to;
    if (const auto error = system_path(from, wide_from)) {
        return error;
    }
    if (const auto error = system_path(to, wide_to)) {
        return error;
    }
    return result_of(::MoveFileExW(wide_from.c_str(), wide_to.c_str(), flags));
}

std::error_code windows_file_system::remove(const std::string &path) {
    std::wstring wide;
    const auto error = system_path(path, wide);
    return error ? error : result_of(::DeleteFileW(wide.c_str()));
}

std::error_code windows_file_system::identify(const std::string &path, file_identity &identity) {
    std::wstring wide;
    const auto error = system_path(path, wide);
    return error ? error : identify_path(wide, identity);
}

std::error_code attributes_of(const std::string &path, WIN32_FILE_ATTRIBUTE_DATA &attributes) {
    std::wstring wide;
    const auto error = system_path(path, wide);
    return error ? error
                 : result_of(
                       ::GetFileAttributesExW(wide.c_str(), GetFileExInfoStandard, &attributes));
}

std::error_code windows_file_system::size_of(const std::string &path, std::uint64_t &bytes) {
    WIN32_FILE_ATTRIBUTE_DATA found{};
    const auto error = attributes_of(path, found);
    bytes = std::uint64_t{found.nFileSizeHigh} << 32U | found.nFileSizeLow;
    return error;
}

// The folder gives a file its owner and its rights.
std::error_code
windows_file_system::copy_attributes(const std::string &from, const std::string &to) {
    WIN32_FILE_ATTRIBUTE_DATA old{};
    if (const auto error = attributes_of(from, old)) {
        return error;
    }
    std::wstring wide;
    if (const auto error = system_path(to, wide)) {
        return error;
    }
    const handle opened{::CreateFileW(
        wide.c_str(), FILE_WRITE_ATTRIBUTES, share_all, nullptr, OPEN_EXISTING, 0, nullptr)};
    return opened ? result_of(::SetFileTime(opened.get(), nullptr, nullptr, &old.ftLastWriteTime))
                  : last_system_error();
}

std::error_code windows_file_system::space_at(const std::string &folder, disk_space &space) {
    std::wstring wide;
    if (const auto error = system_path(folder.empty() ? "." : folder, wide)) {
        return error;
    }
    ULARGE_INTEGER free{};
    ULARGE_INTEGER total{};
    const auto error =
        result_of(::GetDiskFreeSpaceExW((wide + L"\\").c_str(), &free, &total, nullptr));
    space = {free.QuadPart, total.QuadPart};
    return error;
}

/// The names in the folder that `pattern` (its path and \*) stands for.
std::error_code find_all(const std::wstring &pattern, std::vector<std::string> &names) {
    struct find_closer {
        void operator()(void *find) const noexcept { ::FindClose(find); }
    };
    WIN32_FIND_DATAW entry{};
    const HANDLE first = ::FindFirstFileW(pattern.c_str(), &entry);
    if (first == INVALID_HANDLE_VALUE) {
        return last_system_error();
    }
    const std::unique_ptr<void, find_closer> find{first};
    do {
        const std::wstring_view name{entry.cFileName};
        if (name != L"." && name != L"..") {
            names.push_back(narrow(name));
        }
    } while (::FindNextFileW(find.get(), &entry));
    const DWORD end = ::GetLastError();
    return end == ERROR_NO_MORE_FILES ? std::error_code{} : system_error(end);
}

std::error_code
windows_file_system::list(const std::string &folder, std::vector<std::string> &names) {
    names.clear();
    std::wstring wide;
    const auto error = system_path(folder.empty() ? "." : folder, wide);
    return error ? error : find_all(wide + L"\\*", names);
}

bool is_folder(const std::wstring &path) noexcept {
    const DWORD attributes = ::GetFileAttributesW(path.c_str());
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

std::error_code make_folder(const std::wstring &path) {
    const auto error = result_of(::CreateDirectoryW(path.c_str(), nullptr));
    return error && is_folder(path) ? std::error_code{} : error;
}

std::error_code make_folder_and_above(const std::wstring &path) {
    const auto error = make_folder(path);
    const std::wstring above = folder_above(path);
    if (error != std::errc::no_such_file_or_directory || above.empty()) {
        return error;
    }
    const auto error_above = make_folder_and_above(above);
    return error_above ? error_above : make_folder(path);
}

std::error_code windows_file_system::make_folders(const std::string &folder) {
    std::wstring wide;
    const auto error = system_path(folder.empty() ? "." : folder, wide);
    return error ? error : make_folder_and_above(wide);
}

} // namespace

file_system &real_file_system() {
    static windows_file_system system;
    return system;
}

std::unique_ptr<file_system> make_own_file_system(const file_rights & /*rights*/) {
    return std::make_unique<windows_file_system>();
}

} // namespace mailslog
