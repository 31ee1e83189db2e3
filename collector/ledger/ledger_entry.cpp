#include "collector/ledger/ledger_entry.h"

#include <string_view>
#include <utility>
#include <vector>

#include "collector/ledger/ledger_fields.h"

namespace mailslog {
namespace {

struct saved_state {
    bool has_forgotten_past = false;
    ledger_totals totals;
    std::vector<stream_account> accounts;
};

void put_state(std::string &to, const ledger &ledger) {
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
    state.has_forgotten_past = take_flag(from);
    state.totals = take_totals(from);
    for (std::uint64_t left = from.varint(); left > 0 && from.ok(); --left) {
        state.accounts.push_back(take_account(from));
    }
    return state;
}

void put_identity(std::string &to, const file_identity &file) {
    put(to, file.device);
    put(to, file.inode);
}

file_identity take_identity(wire::reader &from) {
    file_identity file;
    file.device = from.varint();
    file.inode = from.varint();
    return file;
}

void put_span(std::string &to, const log_span &span) {
    put_text(to, span.log);
    put_identity(to, span.file);
    put(to, span.start_bytes);
    put(to, span.end_bytes);
    put_time(to, span.begun);
}

log_span take_span(wire::reader &from) {
    log_span span;
    span.log = from.string();
    span.file = take_identity(from);
    span.start_bytes = from.varint();
    span.end_bytes = from.varint();
    span.begun = take_time(from);
    return span;
}

log_batch take_batch(wire::reader &from) {
    log_batch batch;
    batch.is_instead = take_flag(from);
    for (std::uint64_t left = from.varint(); left > 0 && from.ok(); --left) {
        batch.spans.push_back(take_span(from));
    }
    return batch;
}

void put_place(std::string &to, const log_place &place) {
    put_text(to, place.log);
    put_flag(to, place.begun.has_value());
    put_time(to, place.begun.value_or(wall_time{}));
    put_text(to, place.rotated_to);
    put_identity(to, place.end.file);
    put(to, place.end.size_bytes);
}

log_place take_place(wire::reader &from) {
    log_place place;
    place.log = from.string();
    const bool has_begun = take_flag(from);
    const wall_time begun = take_time(from);
    if (has_begun) {
        place.begun = begun;
    }
    place.rotated_to = from.string();
    place.end.file = take_identity(from);
    place.end.size_bytes = from.varint();
    return place;
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

} // namespace

void append_batch_entry(std::string &to, const ledger &ledger, const log_batch &batch) {
    const auto begun_at = journal::begin_entry(to);
    put_flag(to, batch.is_instead);
    put(to, batch.spans.size());
    for (const log_span &span : batch.spans) {
        put_span(to, span);
    }
    put_state(to, ledger);
    if (batch.is_instead) {
        put_all_accounts(to, ledger);
    } else {
        put_changed_accounts(to, ledger);
    }
    journal::end_entry(to, begun_at, static_cast<std::uint8_t>(ledger_entry_kind::batch));
}

void append_rotation_entry(std::string &to, const log_rotation &rotation) {
    const auto begun_at = journal::begin_entry(to);
    put_text(to, rotation.log);
    put_text(to, rotation.rotated_to);
    put_time(to, rotation.time);
    journal::end_entry(to, begun_at, static_cast<std::uint8_t>(ledger_entry_kind::rotation));
}

void append_snapshot_entry(std::string &to, const ledger &ledger) {
    const auto begun_at = journal::begin_entry(to);
    put_state(to, ledger);
    put_all_accounts(to, ledger);
    journal::end_entry(to, begun_at, static_cast<std::uint8_t>(ledger_entry_kind::snapshot));
}

void append_mark_entry(std::string &to, const log_mark &mark) {
    const auto begun_at = journal::begin_entry(to);
    put_text(to, mark.machine_life);
    put(to, mark.places.size());
    for (const log_place &place : mark.places) {
        put_place(to, place);
    }
    journal::end_entry(to, begun_at, static_cast<std::uint8_t>(ledger_entry_kind::mark));
}

std::optional<log_batch> batch_of(const journal::entry &entry) {
    if (!is(entry, ledger_entry_kind::batch)) {
        return std::nullopt;
    }
    wire::reader from{entry.payload};
    log_batch batch = take_batch(from);
    return from.ok() ? std::optional{std::move(batch)} : std::nullopt;
}

std::optional<log_rotation> rotation_of(const journal::entry &entry) {
    wire::reader from{entry.payload};
    log_rotation rotation;
    rotation.log = from.string();
    rotation.rotated_to = from.string();
    rotation.time = take_time(from);
    return is(entry, ledger_entry_kind::rotation) && is_at_end(from) ? std::optional{rotation}
                                                                     : std::nullopt;
}

std::optional<log_mark> mark_of(const journal::entry &entry) {
    if (!is(entry, ledger_entry_kind::mark)) {
        return std::nullopt;
    }
    wire::reader from{entry.payload};
    log_mark mark;
    mark.machine_life = from.string();
    for (std::uint64_t left = from.varint(); left > 0 && from.ok(); --left) {
        mark.places.push_back(take_place(from));
    }
    return is_at_end(from) ? std::optional{std::move(mark)} : std::nullopt;
}

bool replay(const journal::entry &entry, ledger &ledger) {
    if (is(entry, ledger_entry_kind::mark)) {
        return mark_of(entry).has_value();
    }
    if (is(entry, ledger_entry_kind::rotation)) {
        return rotation_of(entry).has_value();
    }
    const bool is_batch = is(entry, ledger_entry_kind::batch);
    if (!is_batch && !is(entry, ledger_entry_kind::snapshot)) {
        return false;
    }
    wire::reader from{entry.payload};
    if (is_batch) {
        (void)take_batch(from);
    }
    const saved_state state = take_state(from);
    if (!is_at_end(from)) {
        return false;
    }
    restore(ledger, state);
    return true;
}

} // namespace mailslog
