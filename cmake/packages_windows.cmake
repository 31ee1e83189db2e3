# An archive to unpack anywhere: the tool, the DLLs beside it, the licence, and an example of its
# settings.
set(CPACK_GENERATOR ZIP)
set(CPACK_COMPONENTS_ALL tool licence)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_COMPONENT_INCLUDE_TOPLEVEL_DIRECTORY ON)
set(CPACK_PACKAGE_FILE_NAME mailslog-${PROJECT_VERSION}-windows-x86_64)

set(MAILSLOG_DLL_FOLDERS "")
foreach(folder IN LISTS CMAKE_FIND_ROOT_PATH)
  list(APPEND MAILSLOG_DLL_FOLDERS ${folder}/bin ${folder}/lib)
endforeach()
list(APPEND MAILSLOG_DLL_FOLDERS ${CMAKE_CXX_IMPLICIT_LINK_DIRECTORIES})
list(REMOVE_DUPLICATES MAILSLOG_DLL_FOLDERS)
install(
  CODE "set(program \"$<TARGET_FILE:mailslog>\")
set(folders \"${MAILSLOG_DLL_FOLDERS}\")
set(objdump \"${CMAKE_OBJDUMP}\")
set(destination \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}\")"
  COMPONENT tool)
install(SCRIPT cmake/windows_dlls.cmake COMPONENT tool)
