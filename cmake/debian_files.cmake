# Run by CPack on the files of both packages before it packs them: makes of them what Debian's policy
# asks for.
find_program(gzip gzip REQUIRED)
set(sources ${CPACK_MAILSLOG_SOURCE})
set(debian ${sources}/packaging/debian)
set(tool ${CPACK_TEMPORARY_DIRECTORY}/tool)
set(development ${CPACK_TEMPORARY_DIRECTORY}/development)

function(compress)
  execute_process(COMMAND ${gzip} -9n ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(add_documents files package)
  set(documents ${files}/usr/share/doc/${package})
  set(package ${package})
  configure_file(${debian}/changelog.in ${documents}/changelog.Debian @ONLY)
  configure_file(${sources}/CHANGELOG.md ${documents}/changelog COPYONLY)
  compress(${documents}/changelog ${documents}/changelog.Debian)
  configure_file(${debian}/copyright ${documents}/copyright COPYONLY)
endfunction()

set(version ${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
set(maintainer ${CPACK_PACKAGE_CONTACT})
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC) # of $SOURCE_DATE_EPOCH
add_documents(${tool} mailslog)
add_documents(${development} libmailslog-dev)

file(GLOB_RECURSE manual_pages ${tool}/usr/share/man/* ${development}/usr/share/man/*)
compress(${manual_pages})

file(RENAME ${tool}/usr/share/zsh/site-functions ${tool}/usr/share/zsh/vendor-completions)
file(MAKE_DIRECTORY ${tool}/etc/mailslog)
file(RENAME ${tool}/usr/share/mailslog/mailslog.toml ${tool}/etc/mailslog/mailslog.toml)

# Whatever the umask was, and the modes of the sources.
set(for_all OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
file(GLOB_RECURSE all LIST_DIRECTORIES true ${tool}/* ${development}/*)
foreach(path IN LISTS all)
  if(IS_DIRECTORY ${path} OR path MATCHES "/bin/")
    file(CHMOD ${path} PERMISSIONS ${for_all} OWNER_EXECUTE GROUP_EXECUTE WORLD_EXECUTE)
  else()
    file(CHMOD ${path} PERMISSIONS ${for_all})
  endif()
endforeach()
