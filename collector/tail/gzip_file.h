// A gzip file (RFC 1952) as the file that it was compressed from. One thread at a time.
#pragma once

#include <memory>

#include "collector/files/file_system.h"

namespace mailslog {

/// To be read from the front to the end: a step back beyond what was last read begins anew. Memory
/// is bounded by what is asked for at once. Damage is std::errc::bad_message, behind all that came
/// before it; an end in the middle is damage. What several gzip files make when they are put
/// together is read like one.
std::unique_ptr<file> make_gzip_file(std::unique_ptr<file> compressed);

/// Whether the file `compressed`, a gzip of one member, was compressed from `plain`: its trailer
/// holds size and CRC-32 of what it was made from.
std::error_code is_gzip_of(file &compressed, file &plain, bool &is);

} // namespace mailslog
