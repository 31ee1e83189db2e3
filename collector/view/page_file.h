// The files of the page, as the build has embedded them (collector/view/page/).
#pragma once

#include <string_view>

namespace mailslog {

struct page_file {
    std::string_view path; // under which a browser asks for it
    std::string_view type;
    std::string_view content;
};

/// Null if there is no such file. Any thread.
const page_file *find_page_file(std::string_view path) noexcept;

} // namespace mailslog
