// Who may do what with an object that Windows guards.
#pragma once

namespace mailslog {

/// An access list as the calls take it that make an object, from its text
/// (https://learn.microsoft.com/windows/win32/secauthz/security-descriptor-string-format).
class access_list {
public:
    /// Empty if the text is none.
    explicit access_list(const wchar_t *text);
    ~access_list();
    access_list(const access_list &) = delete;
    access_list &operator=(const access_list &) = delete;

    /// A PSECURITY_DESCRIPTOR; null if empty.
    void *get() const noexcept { return descriptor_; }

private:
    void *descriptor_ = nullptr;
};

} // namespace mailslog
