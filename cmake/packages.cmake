# What CPack makes of what is installed: for Debian the packages mailslog and libmailslog-dev, for
# Windows an archive of the tool with all that it needs. scripts/build_packages.sh calls it.
set(MAILSLOG_MAINTAINER "the mailslog authors <mailslog@example.org>"
    CACHE STRING "Who answers for the packages: whoever publishes them says so here")

set(CPACK_PACKAGE_NAME mailslog)
set(CPACK_PACKAGE_VENDOR "the mailslog authors")
set(CPACK_PACKAGE_CONTACT ${MAILSLOG_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "many processes, one log")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_THREADS 1) # more would order an archive's blocks by chance

if(WIN32)
  include(cmake/packages_windows.cmake)
else()
  include(cmake/packages_debian.cmake)
endif()
include(CPack)
