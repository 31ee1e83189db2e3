# What is installed, in two parts that are two packages on Debian. tool: the collector, its manual,
# completions, lnav's formats, an example of its settings and what systemd is to know of it.
# development: the two libraries, their headers, and what find_package and pkg-config find. And the
# licence.
include(CMakePackageConfigHelpers)
set(MAILSLOG_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/mailslog)

install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT licence)
if(TARGET mailslog)
  include(cmake/install_tool.cmake)
endif()

install(TARGETS mailslog_mailslot mailslog_sink_core mailslog_sink mailslog_sink_header_only
        EXPORT mailslogTargets COMPONENT development)
install(DIRECTORY mailslot/include/ sink/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT development)

install(
  EXPORT mailslogTargets
  NAMESPACE mailslog::
  DESTINATION ${MAILSLOG_PACKAGE_DIR}
  COMPONENT development)
configure_package_config_file(cmake/mailslogConfig.cmake.in mailslogConfig.cmake
                              INSTALL_DESTINATION ${MAILSLOG_PACKAGE_DIR})
write_basic_package_version_file(mailslogConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/mailslogConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/mailslogConfigVersion.cmake cmake/FindLibgcrypt.cmake
        DESTINATION ${MAILSLOG_PACKAGE_DIR} COMPONENT development)

if(NOT WIN32)
  # From the folder of the .pc files to the prefix, so that the whole may be moved.
  set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
  file(RELATIVE_PATH MAILSLOG_PREFIX_FROM_PC /prefix/${pkgconfig_dir} /prefix)
  string(REGEX REPLACE "/$" "" MAILSLOG_PREFIX_FROM_PC ${MAILSLOG_PREFIX_FROM_PC})
  foreach(library mailslot sink)
    configure_file(cmake/mailslog-${library}.pc.in mailslog-${library}.pc @ONLY)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/mailslog-${library}.pc DESTINATION ${pkgconfig_dir}
            COMPONENT development)
  endforeach()
  install(FILES packaging/man/mailslog_sink.3 DESTINATION ${CMAKE_INSTALL_MANDIR}/man3
          COMPONENT development)
endif()
