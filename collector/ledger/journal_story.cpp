#include "collector/ledger/journal_story.h"

#include <utility>

namespace mailslog {

journal_story::journal_story(const std::vector<journal::entry> &all, setting setting)
    : setting_{std::move(setting)}, machine_died_{setting_.is_found} {
    for (const auto &entry : all) {
        read(entry);
    }
    learn_files();
}

void journal_story::learn_files() {
    known_.clear();
    for (const told_entry &told : entries) {
        for (const log_span &span : told.spans) {
            known_.insert(span.file);
            last_spans_[span.log] = span;
        }
    }
}

void journal_story::change_files(
    const std::function<file_identity(std::string_view, const file_identity &)> &is_now) {
    for (told_entry &told : entries) {
        for (log_span &span : told.spans) {
            span.file = is_now(span.log, span.file);
        }
        for (log_place &place : told.places) {
            place.end.file = is_now(place.log, place.end.file);
        }
    }
    learn_files();
}

void journal_story::read(const journal::entry &entry) {
    told_entry told;
    told.entry = entry;
    told.rotation = rotation_of(entry);
    if (told.rotation) {
        told.rotation->log = name_of(told.rotation->log);
    }
    if (auto batch = batch_of(entry)) {
        if (batch->is_instead && !entries.empty()) {
            entries.back().counts = false;
            entries.back().spans.clear();
        }
        told.is_batch = true;
        told.spans = std::move(batch->spans);
        for (log_span &span : told.spans) {
            span.log = name_of(span.log);
        }
    }
    if (auto mark = mark_of(entry)) {
        const std::string &life = setting_.machine_life;
        machine_died_ = !mark->machine_life.empty() && !life.empty() && life != mark->machine_life;
        told.is_mark = true;
        told.places = std::move(mark->places);
        add_spans(told);
    }
    entries.push_back(std::move(told));
}

/// Where the live files ended that were there.
void journal_story::add_spans(told_entry &told) {
    for (log_place &place : told.places) {
        place.log = name_of(place.log);
        if (place.end.file.inode != 0) {
            const auto size = place.end.size_bytes;
            told.spans.push_back(
                {place.log, place.end.file, size, size, place.begun.value_or(wall_time{})});
        }
    }
}

std::set<std::string_view> journal_story::logs() const {
    std::set<std::string_view> names;
    for (const told_entry &told : entries) {
        for (const log_span &span : told.spans) {
            names.insert(span.log);
        }
        for (const log_place &place : told.places) {
            names.insert(place.log);
        }
        if (told.rotation) {
            names.insert(told.rotation->log);
        }
    }
    return names;
}

const log_span *journal_story::last_span_of(std::string_view log) const {
    const auto found = last_spans_.find(log);
    return found == last_spans_.end() ? nullptr : &found->second;
}

bool journal_story::knows(const file_identity &file) const {
    return known_.count(file) != 0;
}

known_ends journal_story::ends() const {
    known_ends ends;
    std::set<std::string_view> rotated;
    for (auto told = entries.rbegin(); told != entries.rend(); ++told) {
        const bool was_never_written = told == entries.rbegin() && !told->counts;
        if (was_never_written) {
            continue;
        }
        if (told->rotation && told->counts) {
            rotated.insert(told->rotation->log);
        }
        for (const log_span &span : told->spans) {
            const bool is_rotated = rotated.count(span.log) != 0;
            ends.emplace(span.file, known_end{span.end_bytes, span.log, is_rotated}); // the last
        }
    }
    return ends;
}

told_past journal_story::past() const {
    told_past past;
    for (const told_entry &told : entries) {
        if (!told.counts) {
            continue;
        }
        for (const log_place &place : told.places) {
            past.logs[place.log] = {place.begun, place.rotated_to};
            if (place.begun) {
                past.begun[place.end.file] = *place.begun;
            }
        }
        if (told.rotation) {
            past.logs[told.rotation->log] = {told.rotation->time, told.rotation->rotated_to};
        }
        if (told.is_batch) {
            for (const log_span &span : told.spans) {
                past.begun[span.file] = span.begun;
            }
        }
    }
    return past;
}

} // namespace mailslog
