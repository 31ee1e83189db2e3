# Cross-building on Debian: the header-only libraries of the host serve Windows too, but the rest of
# /usr/include must stay out of sight. A folder of links shows just them.
set(MAILSLOG_HOST_HEADERS ${CMAKE_BINARY_DIR}/host_headers)
file(MAKE_DIRECTORY ${MAILSLOG_HOST_HEADERS})
foreach(library spdlog fmt catch2 CLI nlohmann toml++)
  if(EXISTS /usr/include/${library})
    file(CREATE_LINK /usr/include/${library} ${MAILSLOG_HOST_HEADERS}/${library} SYMBOLIC)
  endif()
endforeach()

add_library(mailslog_host_headers INTERFACE)
target_include_directories(mailslog_host_headers SYSTEM INTERFACE ${MAILSLOG_HOST_HEADERS})

foreach(target spdlog::spdlog spdlog::spdlog_header_only)
  if(NOT TARGET ${target})
    add_library(${target} INTERFACE IMPORTED GLOBAL)
    target_link_libraries(${target} INTERFACE mailslog_host_headers)
    target_compile_definitions(${target} INTERFACE SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY)
  endif()
endforeach()
