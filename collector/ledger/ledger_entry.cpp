#include "collector/ledger/ledger_entry.h"

#include <string_view>
#include <utility>
#include <vector>

#include "collector/ledger/ledger_fields.h"

namespace mailslog {
namespace {

struct saved_state {
    std::optional<wall_time> begun;
    bool has_forgotten_past = false;
    ledger_totals totals;
    std::vector<stream_account> accounts;
};

void put_state(std::string &to, const ledger &ledger, const std::optional<wall_time> &begun) {
    put_flag(to, begun.has_value());
    put_time(to, begun.value_or(wall_time{}));
    put_flag(to, ledger.has_forgotten_past());
    put_totals(to, ledger.totals());
}

void put_changed_accounts(std::string &to, const ledger &ledger) {
    put(to, ledger.changed().size());
    for (const auto stream_id : ledger.changed()) {
        put_account(to, *ledger.find(stream_id));
    }
}

void put_all_accounts(std::string &to, const ledger &ledger) {
    const auto accounts = ledger.accounts();
    put(to, accounts.size());
    for (const auto *account : accounts) {
        put_account(to, *account);
    }
}

saved_state take_state(wire::reader &from) {
    saved_state state;
    const bool has_begun = take_flag(from);
    const wall_time begun = take_time(from);
    if (has_begun) {
        state.begun = begun;
    }
    state.has_forgotten_past = take_flag(from);
    state.totals = take_totals(from);
    for (std::uint64_t left = from.varint(); left > 0 && from.ok(); --left) {
        state.accounts.push_back(take_account(from));
    }
    return state;
}

log_span take_span(wire::reader &from) {
    log_span span;
    span.file.device = from.varint();
    span.file.inode = from.varint();
    span.start_bytes = from.varint();
    span.end_bytes = from.varint();
    span.is_instead = take_flag(from);
    return span;
}

void restore(ledger &ledger, const saved_state &state) {
    ledger.restore(state.totals);
    if (state.has_forgotten_past) {
        ledger.forget_past();
    }
    for (const auto &account : state.accounts) {
        ledger.restore(account);
    }
}

bool is(const journal::entry &entry, ledger_entry_kind kind) {
    return entry.readable && entry.kind == static_cast<std::uint8_t>(kind);
}

bool is_at_end(const wire::reader &from) {
    return from.ok() && from.rest().empty();
}

bool replay_rotation(const journal::entry &entry, log_state &log) {
    wire::reader from{entry.payload};
    const std::string_view path = from.string();
    const wall_time stamp = take_time(from);
    if (!is_at_end(from)) {
        return false;
    }
    log.rotated_path = path;
    log.begun = stamp;
    return true;
}

bool replay_state(const journal::entry &entry, ledger &ledger, log_state &log) {
    wire::reader from{entry.payload};
    std::string rotated_path = log.rotated_path;
    if (is(entry, ledger_entry_kind::snapshot)) {
        rotated_path = from.string();
    } else {
        take_span(from);
    }
    const saved_state state = take_state(from);
    if (!is_at_end(from)) {
        return false;
    }
    restore(ledger, state);
    log = {state.begun, std::move(rotated_path)};
    return true;
}

} // namespace

void append_batch_entry(
    std::string &to, const ledger &ledger, const log_span &span, wall_time begun) {
    const auto begun_at = journal::begin_entry(to);
    put(to, span.file.device);
    put(to, span.file.inode);
    put(to, span.start_bytes);
    put(to, span.end_bytes);
    put_flag(to, span.is_instead);
    put_state(to, ledger, begun);
    if (span.is_instead) {
        put_all_accounts(to, ledger);
    } else {
        put_changed_accounts(to, ledger);
    }
    journal::end_entry(to, begun_at, static_cast<std::uint8_t>(ledger_entry_kind::batch));
}

void append_rotation_entry(std::string &to, const std::string &rotated_path, wall_time now) {
    const auto begun_at = journal::begin_entry(to);
    put_text(to, rotated_path);
    put_time(to, now);
    journal::end_entry(to, begun_at, static_cast<std::uint8_t>(ledger_entry_kind::rotation));
}

void append_snapshot_entry(std::string &to, const ledger &ledger, const log_state &log) {
    const auto begun_at = journal::begin_entry(to);
    put_text(to, log.rotated_path);
    put_state(to, ledger, log.begun);
    put_all_accounts(to, ledger);
    journal::end_entry(to, begun_at, static_cast<std::uint8_t>(ledger_entry_kind::snapshot));
}

void append_mark_entry(std::string &to, const log_mark &mark) {
    const auto begun_at = journal::begin_entry(to);
    put(to, mark.end.file.device);
    put(to, mark.end.file.inode);
    put(to, mark.end.size_bytes);
    put_text(to, mark.machine_life);
    journal::end_entry(to, begun_at, static_cast<std::uint8_t>(ledger_entry_kind::mark));
}

std::optional<log_span> batch_of(const journal::entry &entry) {
    wire::reader from{entry.payload};
    const log_span span = take_span(from);
    return is(entry, ledger_entry_kind::batch) && from.ok() ? std::optional{span} : std::nullopt;
}

std::optional<std::string> rotation_of(const journal::entry &entry) {
    wire::reader from{entry.payload};
    std::string path{from.string()};
    return is(entry, ledger_entry_kind::rotation) && from.ok() ? std::optional{std::move(path)}
                                                               : std::nullopt;
}

std::optional<log_mark> mark_of(const journal::entry &entry) {
    wire::reader from{entry.payload};
    log_mark mark;
    mark.end.file.device = from.varint();
    mark.end.file.inode = from.varint();
    mark.end.size_bytes = from.varint();
    mark.machine_life = from.string();
    return is(entry, ledger_entry_kind::mark) && is_at_end(from) ? std::optional{std::move(mark)}
                                                                 : std::nullopt;
}

bool replay(const journal::entry &entry, ledger &ledger, log_state &log) {
    if (is(entry, ledger_entry_kind::mark)) {
        return mark_of(entry).has_value();
    }
    if (is(entry, ledger_entry_kind::rotation)) {
        return replay_rotation(entry, log);
    }
    const bool has_state =
        is(entry, ledger_entry_kind::batch) || is(entry, ledger_entry_kind::snapshot);
    return has_state && replay_state(entry, ledger, log);
}

} // namespace mailslog
