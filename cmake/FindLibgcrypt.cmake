# Finds libgcrypt and libgpg-error, on which it rests, and defines Libgcrypt::Libgcrypt. Installed
# beside mailslog's package: who links our static library links these as well.
set(libgcrypt_names gcrypt)
set(gpg_error_names gpg-error)
if(MINGW) # a program is one file, without DLLs beside it
  list(PREPEND libgcrypt_names libgcrypt.a)
  list(PREPEND gpg_error_names libgpg-error.a)
endif()
find_path(Libgcrypt_INCLUDE_DIR gcrypt.h)
find_path(Libgcrypt_GPG_ERROR_INCLUDE_DIR gpg-error.h)
find_library(Libgcrypt_LIBRARY NAMES ${libgcrypt_names})
find_library(Libgcrypt_GPG_ERROR_LIBRARY NAMES ${gpg_error_names})
mark_as_advanced(Libgcrypt_INCLUDE_DIR Libgcrypt_GPG_ERROR_INCLUDE_DIR Libgcrypt_LIBRARY
                 Libgcrypt_GPG_ERROR_LIBRARY)

if(Libgcrypt_INCLUDE_DIR)
  file(STRINGS ${Libgcrypt_INCLUDE_DIR}/gcrypt.h version_line REGEX "^#define GCRYPT_VERSION ")
  string(REGEX MATCH "[0-9.]+" Libgcrypt_VERSION "${version_line}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  Libgcrypt
  REQUIRED_VARS Libgcrypt_LIBRARY Libgcrypt_GPG_ERROR_LIBRARY Libgcrypt_INCLUDE_DIR
                Libgcrypt_GPG_ERROR_INCLUDE_DIR
  VERSION_VAR Libgcrypt_VERSION)

if(Libgcrypt_FOUND AND NOT TARGET Libgcrypt::Libgcrypt)
  add_library(Libgcrypt::Libgcrypt UNKNOWN IMPORTED)
  set_target_properties(Libgcrypt::Libgcrypt PROPERTIES IMPORTED_LOCATION ${Libgcrypt_LIBRARY})
  target_include_directories(
    Libgcrypt::Libgcrypt SYSTEM INTERFACE ${Libgcrypt_INCLUDE_DIR}
                                          ${Libgcrypt_GPG_ERROR_INCLUDE_DIR})
  target_link_libraries(Libgcrypt::Libgcrypt INTERFACE ${Libgcrypt_GPG_ERROR_LIBRARY}
                                                       $<$<BOOL:${WIN32}>:ws2_32>)
endif()
