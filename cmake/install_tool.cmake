# The part that an operator installs.
set(tool_data_dir ${CMAKE_INSTALL_DATADIR}/mailslog)
install(TARGETS mailslog COMPONENT tool)
install(FILES packaging/lnav/mailslog.json DESTINATION ${tool_data_dir}/lnav COMPONENT tool)
install(FILES packaging/mailslog.toml DESTINATION ${tool_data_dir} COMPONENT tool)
if(WIN32)
  return()
endif()

install(FILES packaging/man/mailslog.1 packaging/man/mailslog-collect.1 packaging/man/mailslog-tail.1
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT tool)
install(FILES packaging/man/mailslog.toml.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5 COMPONENT tool)
install(
  FILES packaging/completions/mailslog.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  RENAME mailslog
  COMPONENT tool)
install(FILES packaging/completions/_mailslog
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions COMPONENT tool)

# Whatever there is: units, and what systemd prepares for them.
file(GLOB MAILSLOG_UNITS CONFIGURE_DEPENDS packaging/systemd/*.service packaging/systemd/*.socket)
install(FILES ${MAILSLOG_UNITS} DESTINATION lib/systemd/system COMPONENT tool)
foreach(kind SYSCTL SYSUSERS TMPFILES)
  string(TOLOWER ${kind}.d folder)
  file(GLOB MAILSLOG_${kind}_SNIPPETS CONFIGURE_DEPENDS packaging/${folder}/*.conf)
  install(FILES ${MAILSLOG_${kind}_SNIPPETS} DESTINATION lib/${folder} COMPONENT tool)
endforeach()
