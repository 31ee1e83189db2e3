// An object of JSON, put together from its members (RFC 8259). One thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "collector/format/escape.h"
#include "collector/format/text_buffer.h"

namespace mailslog {

/// The text of a line that is being put together.
class json_text {
public:
    void clear() noexcept { text_.clear(); }
    std::string_view view() const noexcept { return text_.view(); }

    void append(std::string_view json) { text_.append(json); }

    template <typename Integer>
    void append_decimal(Integer value) {
        text_.append_decimal(value);
    }

    void append_padded(std::uint32_t value, std::size_t digits) {
        text_.append_padded(value, digits);
    }

    /// As the inside of a string.
    void append_escaped(std::string_view value) {
        if (is_harmless_json(value)) {
            return text_.append(value);
        }
        scratch_.clear();
        append_escaped_json(scratch_, value);
        text_.append(scratch_);
    }

    /// Appends what `write` appends to a string.
    template <typename Write>
    void append_written(Write write) {
        scratch_.clear();
        write(scratch_);
        text_.append(scratch_);
    }

private:
    text_buffer text_;
    std::string scratch_;
};

/// Members of one object, which begins with the first of them and does not appear without any. A
/// key is given as it stands, quotes and colon with it.
class json_object {
public:
    json_object(json_text &to, std::string_view opening) : to_(to), before_(opening) {}

    /// Begins the next member; the caller appends its value.
    void key(std::string_view key) {
        to_.append(before_);
        to_.append(key);
        before_ = ",";
    }

    void text_if_known(std::string_view key_of_it, std::string_view value) {
        if (!value.empty()) {
            key(key_of_it);
            to_.append("\"");
            to_.append_escaped(value);
            to_.append("\"");
        }
    }

    template <typename Integer>
    void number_if_known(std::string_view key_of_it, Integer value) {
        if (value != 0) {
            key(key_of_it);
            to_.append_decimal(value);
        }
    }

    void close() {
        if (before_ == ",") {
            to_.append("}");
        }
    }

private:
    json_text &to_;
    std::string_view before_;
};

} // namespace mailslog
