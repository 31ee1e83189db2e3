# Puts files into a C++ header, each as a text: cmake -D OUTPUT=… -D FILES=… -P embed_files.cmake
#
# view.html becomes the std::string_view embedded::view_html.
set(header "// Made of the files that it names.\n#pragma once\n\n#include <string_view>\n\n")
string(APPEND header "namespace mailslog::embedded {\n")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  string(MAKE_C_IDENTIFIER ${name} identifier)
  file(READ ${file} hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR bytes "${digits} / 2")
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," array "${hex}")
  string(APPEND header "\ninline constexpr char ${identifier}_bytes[] = {${array}};\n")
  string(APPEND header
         "inline constexpr std::string_view ${identifier}{${identifier}_bytes, ${bytes}};\n")
endforeach()
string(APPEND header "\n} // namespace mailslog::embedded\n")
file(WRITE ${OUTPUT} "${header}")
