// The fields of the journal's entries as bytes: docs/ledger.md. Pure functions. Each put_ appends;
// each take_ reads what put_ wrote, and fails the reader for anything else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "collector/files/rotation_clock.h"
#include "collector/ledger/ledger.h"
#include "mailslot/wire.h"

namespace mailslog {

void put(std::string &to, std::uint64_t value);        // wire::reader::varint() takes it
void put_text(std::string &to, std::string_view text); // wire::reader::string()

void put_flag(std::string &to, bool flag);
bool take_flag(wire::reader &from);

void put_time(std::string &to, wall_time time);
/// A number of 32 bits; fails where it is larger.
std::uint32_t take_u32(wire::reader &from);
wall_time take_time(wire::reader &from);

void put_account(std::string &to, const stream_account &account);
stream_account take_account(wire::reader &from);

void put_totals(std::string &to, const ledger_totals &totals);
ledger_totals take_totals(wire::reader &from);

} // namespace mailslog
