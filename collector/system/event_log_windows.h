// Windows' Application event log, in which an administrator looks for what a service has to say.
#pragma once

#include <string>
#include <system_error>

namespace mailslog {

/// Registers who may write events under `source`'s name, so that they are shown with their text;
/// that takes an administrator. Errors: the system's.
std::error_code register_event_source(const std::wstring &source);
std::error_code remove_event_source(const std::wstring &source);

enum class event_kind { information, error };

/// Writes to the log. Any thread; what can't be written is left out.
class event_log {
public:
    explicit event_log(const std::wstring &source);
    ~event_log();
    event_log(const event_log &) = delete;
    event_log &operator=(const event_log &) = delete;

    void report(event_kind kind, const std::string &text) const;

private:
    void *source_;
};

} // namespace mailslog
