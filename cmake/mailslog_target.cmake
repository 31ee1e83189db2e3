# What every target of ours has in common; nothing of it reaches who links us.
function(mailslog_target target)
  target_compile_features(${target} PUBLIC cxx_std_17)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion
                                           $<$<BOOL:${MAILSLOG_DEVELOPER}>:-Werror>)
  if(WIN32)
    # Windows 10 is the oldest system meant; its headers are kept to what they are asked for.
    target_compile_definitions(${target} PRIVATE _WIN32_WINNT=0x0A00 WIN32_LEAN_AND_MEAN NOMINMAX)
  endif()
  if(MAILSLOG_SANITIZE)
    # The check of virtual tables opens a pipe to look at memory: where a test leaves no descriptor
    # free, it calls good objects bad.
    # gcc sees uninitialized reads where there are none, in std::function, once it instruments.
    target_compile_options(
      ${target} PRIVATE -fsanitize=${MAILSLOG_SANITIZE} -fno-omit-frame-pointer
                        -fno-sanitize-recover=all -fno-sanitize=vptr
                        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    target_link_options(${target} PUBLIC -fsanitize=${MAILSLOG_SANITIZE})
  endif()
endfunction()
