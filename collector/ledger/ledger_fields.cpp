#include "collector/ledger/ledger_fields.h"

#include <chrono>
#include <limits>

namespace mailslog {
namespace {

using std::chrono::duration_cast;
using std::chrono::nanoseconds;

constexpr std::uint64_t flag_set = 1;

void put_signed(std::string &to, std::int64_t value) {
    put(to, wire::zigzag(value));
}

void put_identity(std::string &to, const lane_identity &identity) {
    put(to, identity.device);
    put(to, identity.inode);
}

lane_identity take_identity(wire::reader &from) {
    lane_identity identity;
    identity.device = from.varint();
    identity.inode = from.varint();
    return identity;
}

void put_missing(std::string &to, const missing_numbers &missing) {
    put(to, missing.size());
    for (const auto &range : missing) {
        put(to, range.numbers.first);
        put(to, range.numbers.last);
        put_signed(to, range.noticed_ns);
    }
}

missing_numbers take_missing(wire::reader &from) {
    missing_numbers missing;
    for (std::uint64_t left = from.varint(); left > 0 && from.ok(); --left) {
        missing_range range;
        range.numbers.first = from.varint();
        range.numbers.last = from.varint();
        range.noticed_ns = wire::unzigzag(from.varint());
        missing.push_back(range);
    }
    return missing;
}

} // namespace

void put(std::string &to, std::uint64_t value) {
    char bytes[wire::max_varint_bytes];
    to.append(bytes, static_cast<std::size_t>(wire::put_varint(bytes, value) - bytes));
}

std::uint32_t take_u32(wire::reader &from) {
    const std::uint64_t value = from.varint();
    if (value > std::numeric_limits<std::uint32_t>::max()) {
        from.fail();
    }
    return static_cast<std::uint32_t>(value);
}

void put_text(std::string &to, std::string_view text) {
    put(to, text.size());
    to.append(text);
}

void put_time(std::string &to, wall_time time) {
    put_signed(to, duration_cast<nanoseconds>(time.time_since_epoch()).count());
}

wall_time take_time(wire::reader &from) {
    return wall_time{
        duration_cast<wall_time::duration>(nanoseconds{wire::unzigzag(from.varint())})};
}

void put_flag(std::string &to, bool flag) {
    put(to, flag ? flag_set : 0);
}

bool take_flag(wire::reader &from) {
    const std::uint64_t flag = from.varint();
    if (flag > flag_set) {
        from.fail();
    }
    return flag == flag_set;
}

void put_account(std::string &to, const stream_account &account) {
    char id[sizeof account.stream_id];
    wire::put_u64(id, account.stream_id);
    to.append(id, sizeof id);
    put(to, account.process_id);
    put_text(to, account.process_name);
    put_text(to, account.host);
    put_text(to, account.address);
    put(to, account.next);
    put(to, account.written);
    put(to, account.lost);
    put(to, account.suppressed);
    put(to, account.untold);
    put(to, account.elsewhere);
    put(to, account.truncated);
    put_flag(to, account.ended);
    put_signed(to, account.last_seen_ns);
    put_identity(to, account.lane.memory);
    put_identity(to, account.lane.bell);
    put_missing(to, account.missing);
}

stream_account take_account(wire::reader &from) {
    stream_account account;
    account.stream_id = from.u64();
    account.process_id = take_u32(from);
    account.process_name = from.string();
    account.host = from.string();
    account.address = from.string();
    account.next = from.varint();
    account.written = from.varint();
    account.lost = from.varint();
    account.suppressed = from.varint();
    account.untold = from.varint();
    account.elsewhere = from.varint();
    account.truncated = from.varint();
    account.ended = take_flag(from);
    account.last_seen_ns = wire::unzigzag(from.varint());
    account.lane.memory = take_identity(from);
    account.lane.bell = take_identity(from);
    account.missing = take_missing(from);
    return account;
}

void put_totals(std::string &to, const ledger_totals &totals) {
    for (const auto figure :
         {totals.received, totals.written, totals.lost, totals.suppressed, totals.untold_text,
          totals.duplicates, totals.truncated, totals.malformed, totals.forged, totals.unknown,
          totals.received_bytes, totals.written_bytes}) {
        put(to, figure);
    }
}

ledger_totals take_totals(wire::reader &from) {
    ledger_totals totals;
    for (auto *figure :
         {&totals.received, &totals.written, &totals.lost, &totals.suppressed, &totals.untold_text,
          &totals.duplicates, &totals.truncated, &totals.malformed, &totals.forged, &totals.unknown,
          &totals.received_bytes, &totals.written_bytes}) {
        *figure = from.varint();
    }
    return totals;
}

} // namespace mailslog
