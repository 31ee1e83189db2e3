# Copies the DLLs that `program` needs and that are not Windows' own, found in `folders`, and those
# that they need in turn, to `destination`. `objdump` tells what they need. A DLL of the toolchain's
# that is in none of the folders would be taken for one of Windows'.
set(CMAKE_GET_RUNTIME_DEPENDENCIES_PLATFORM windows+pe)
set(CMAKE_GET_RUNTIME_DEPENDENCIES_TOOL objdump)
set(CMAKE_GET_RUNTIME_DEPENDENCIES_COMMAND ${objdump})
file(
  GET_RUNTIME_DEPENDENCIES
  EXECUTABLES ${program}
  DIRECTORIES ${folders}
  RESOLVED_DEPENDENCIES_VAR ours
  UNRESOLVED_DEPENDENCIES_VAR windows_own)
foreach(dll IN LISTS ours)
  file(COPY ${dll} DESTINATION ${destination} FOLLOW_SYMLINK_CHAIN)
endforeach()
