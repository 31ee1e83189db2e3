// Facts about the process that we run in. All callable from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace mailslog {

/// This process's id, as the system numbers processes.
std::uint32_t process_id() noexcept;

/// The executable's file name, without folder and without ".exe"; "unknown" if there is none.
std::string process_name();

/// The name of another process on this machine; empty when it can't be told.
std::string process_name_of(std::int64_t process_id);

/// Whether `number` is what the process calls itself: its id, or that in a process id namespace of
/// its own (pid_namespaces(7)), such as a container's. False when it can't be told any more.
bool process_goes_by(std::int64_t process_id, std::int64_t number);

/// This computer's name; empty when it can't be told.
std::string host_name();

/// 64 random bits from the system; a mix of clock and process id if it refuses.
std::uint64_t random_bits() noexcept;

/// 64 random bits that nobody can guess; early at boot it waits until the system has some. Nothing
/// if it refuses.
std::optional<std::uint64_t> secret_bits() noexcept;

/// A number that differs between a process and its children by fork(), however deep; constant on
/// systems without fork. No system call after the first. It is never zero.
std::uint64_t fork_mark() noexcept;

} // namespace mailslog
