# What is installed: the two libraries, their headers, the collector, lnav's formats, what systemd
# needs to run the collector, the licence, and the package that find_package(mailslog) finds.
include(CMakePackageConfigHelpers)
set(MAILSLOG_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/mailslog)

install(TARGETS mailslog_mailslot mailslog_sink_core mailslog_sink mailslog_sink_header_only
        EXPORT mailslogTargets)
install(DIRECTORY mailslot/include/ sink/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
if(TARGET mailslog)
  install(TARGETS mailslog)
  install(FILES packaging/lnav/mailslog.json DESTINATION ${CMAKE_INSTALL_DATADIR}/mailslog/lnav)
endif()
if(TARGET mailslog AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
  install(FILES packaging/systemd/mailslog.service packaging/systemd/mailslog.socket
          DESTINATION lib/systemd/system)
  install(DIRECTORY packaging/sysctl.d packaging/sysusers.d packaging/tmpfiles.d DESTINATION lib)
endif()
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(
  EXPORT mailslogTargets
  NAMESPACE mailslog::
  DESTINATION ${MAILSLOG_PACKAGE_DIR})
configure_package_config_file(cmake/mailslogConfig.cmake.in mailslogConfig.cmake
                              INSTALL_DESTINATION ${MAILSLOG_PACKAGE_DIR})
write_basic_package_version_file(mailslogConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/mailslogConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/mailslogConfigVersion.cmake cmake/FindLibgcrypt.cmake
        DESTINATION ${MAILSLOG_PACKAGE_DIR})
