#include "collector/view/page_file.h"

#include <algorithm>
#include <iterator>

#include "view_page.h" // made by cmake/embed_files.cmake

namespace mailslog {
namespace {

constexpr page_file files[] = {
    {"/", "text/html; charset=utf-8", embedded::view_html},
    {"/view.css", "text/css; charset=utf-8", embedded::view_css},
    {"/view.js", "text/javascript; charset=utf-8", embedded::view_js},
    {"/lines.js", "text/javascript; charset=utf-8", embedded::lines_js},
    {"/icon.svg", "image/svg+xml", embedded::icon_svg},
    {"/state.js", "text/javascript; charset=utf-8", embedded::state_js},
};

} // namespace

const page_file *find_page_file(std::string_view path) noexcept {
    const auto *const found =
        std::find_if(std::begin(files), std::end(files), [path](const page_file &file) {
            return file.path == path;
        });
    return found == std::end(files) ? nullptr : found;
}

} // namespace mailslog
