# Debian's two packages; packaging/debian has what is Debian's alone.
set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL tool development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_TOOL_PACKAGE_NAME mailslog)
set(CPACK_DEBIAN_TOOL_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_TOOL_PACKAGE_SUGGESTS "bash-completion, libmailslog-dev, lnav, systemd")
set(CPACK_DEBIAN_TOOL_DESCRIPTION
    "Applications send their log lines to a mailslot, by the spdlog sink of\nlibmailslog-dev or as plain text and syslog messages. The collector owns\nthat mailslot and writes the lines of all processes to one rotating file.\nNo line is lost without being told of, be it the application or the\ncollector that crashes.\n.\nThis package has the program mailslog, which also looks at logs, sends\nlines and ships what other programs print.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libmailslog-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
    "libgcrypt20-dev (>= ${MAILSLOG_LIBGCRYPT_VERSION}), libspdlog-dev (>= 1:1.10)")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS mailslog)
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION
    "A C++17 application adds this sink to its spdlog logger, and its lines go to\na mailslot, whose collector writes the lines of all processes to a file.\nLogging does not wait, whether the collector is there or not, and a line\nthat was logged survives the crash of the application that logged it.\n.\nThis package has the static libraries, the headers, and what CMake and\npkg-config find them by.")

# What dpkg runs when it installs and removes the tool.
set(scripts ${PROJECT_SOURCE_DIR}/packaging/debian)
set(CPACK_DEBIAN_TOOL_PACKAGE_CONTROL_EXTRA ${scripts}/conffiles ${scripts}/postinst
                                            ${scripts}/prerm ${scripts}/postrm)

# The rest of what Debian asks for is done to the files that are about to be packed.
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian_files.cmake)
set(CPACK_MAILSLOG_SOURCE ${PROJECT_SOURCE_DIR})
