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

# Units of systemd, and what it prepares for them.
install(FILES packaging/systemd/mailslog.service packaging/systemd/mailslog.socket
        DESTINATION lib/systemd/system COMPONENT tool)
install(FILES packaging/sysctl.d/50-mailslog.conf DESTINATION lib/sysctl.d COMPONENT tool)
install(FILES packaging/sysusers.d/mailslog.conf DESTINATION lib/sysusers.d COMPONENT tool)
install(FILES packaging/tmpfiles.d/mailslog.conf DESTINATION lib/tmpfiles.d COMPONENT tool)
